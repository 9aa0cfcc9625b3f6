import type { GuardProblem } from '../guard-problem.ts';
import { inTransaction, quoteName, rowsOf, type SqliteConnection } from './sqlite-connection.ts';

/** What makes a database of SQLite refuse writes, whichever process sends them. */
export interface SqliteGuard {
  /**
   * Waits for the writer that is at it, as long as the connection's `busy_timeout` says, and refuses every write from then on: there is one
   * writer at a time, so closing is draining. Again to close other tables. Nothing is there while it is open.
   */
  close(options: CloseSqliteOptions): void;
  open(): void;
  status(): SqliteGuardStatus;
  /** What would let writes pass while it is closed; empty when it holds. */
  verify(): readonly GuardProblem[];
  /** Writes of an operator while it is closed: all of them in one transaction, which nobody else sees before its end. */
  admit<Result>(work: () => Result): Result;
}

export interface CloseSqliteOptions {
  readonly reason: string;
  /** These alone. @default all tables */
  readonly tables?: readonly string[];
  /** Tables that reading and signing in must write. @default [] */
  readonly bookkeepingTables?: readonly string[];
}

export interface SqliteGuardStatus {
  readonly state: 'open' | 'closed';
  /** Whether every table was meant, or those that are named. */
  readonly scope: 'whole' | 'named';
  readonly reason: string | null;
  readonly closedAt: Date | null;
  /** The tables that refuse writes. */
  readonly tables: readonly string[];
  readonly bookkeeping: readonly string[];
}

const operations = ['insert', 'update', 'delete'] as const;
type Operation = (typeof operations)[number];

const gate = 'portcullis_gate';
const open: SqliteGuardStatus = {
  state: 'open',
  scope: 'whole',
  reason: null,
  closedAt: null,
  tables: [],
  bookkeeping: [],
};

/** @param connection outside of any transaction */
export function createSqliteGuard(connection: SqliteConnection): SqliteGuard {
  /** Those that can have triggers, and virtual ones, which cannot: what these keep lies in tables of their own, which neither can. */
  function readTables(type: 'table' | 'virtual' = 'table'): readonly string[] {
    const rows = rowsOf(
      connection,
      `select name from pragma_table_list where schema = 'main' and type = ? and name not like 'sqlite\\_%' escape '\\'
         and name <> ? order by name`,
      type,
      gate,
    );
    return rows.map(({ name }) => String(name));
  }

  function readTriggers(): ReadonlyMap<string, string> {
    const rows = rowsOf(
      connection,
      `select name, sql from sqlite_schema where type = 'trigger' and name like 'portcullis\\_%' escape '\\'`,
    );
    return new Map(rows.map(({ name, sql }) => [String(name), String(sql)]));
  }

  function removeTriggers(): void {
    for (const name of readTriggers().keys()) connection.exec(`drop trigger ${quoteName(name)}`);
  }

  function isThere(): boolean {
    return (
      rowsOf(connection, `select 1 from sqlite_schema where type = 'table' and name = ?`, gate).length > 0
    );
  }

  function status(): SqliteGuardStatus {
    if (!isThere()) return open;
    const [row] = rowsOf(connection, `select scope, reason, closed_at, tables, bookkeeping from ${gate}`);
    if (row === undefined) return open;
    return {
      state: 'closed',
      scope: row.scope === 'named' ? 'named' : 'whole',
      reason: String(row.reason),
      closedAt: new Date(Number(row.closed_at)),
      tables: namesIn(row.tables),
      bookkeeping: namesIn(row.bookkeeping),
    };
  }

  return {
    status,
    close({ reason, tables, bookkeepingTables = [] }) {
      inTransaction(connection, () => {
        const known = readTables();
        const unknown = [...(tables ?? []), ...bookkeepingTables].filter((name) => !known.includes(name));
        if (unknown.length > 0) {
          throw new Error(
            `Expected names of tables of this database, got ${unknown.join(', ')}. It has ${known.join(', ') || 'none'}.`,
          );
        }
        const guarded = (tables ?? known).filter((name) => !bookkeepingTables.includes(name));
        removeTriggers();
        connection.exec(`drop table if exists ${gate};
          create table ${gate} (scope text not null, reason text not null, closed_at int not null, tables text not null, bookkeeping text not null,
            admitted int not null default 0)`);
        connection
          .prepare(
            `insert into ${gate} (scope, reason, closed_at, tables, bookkeeping) values (?, ?, ?, ?, ?)`,
          )
          .run(
            tables === undefined ? 'whole' : 'named',
            reason,
            Date.now(),
            JSON.stringify(guarded),
            JSON.stringify(bookkeepingTables),
          );
        for (const table of guarded) {
          for (const operation of operations) connection.exec(triggerOf(table, operation));
        }
      });
    },
    open() {
      inTransaction(connection, () => {
        removeTriggers();
        connection.exec(`drop table if exists ${gate}`);
      });
    },
    verify() {
      const { state, scope, tables, bookkeeping } = status();
      if (state === 'open') return [];
      const triggers = readTriggers();
      const without = tables.filter((table) =>
        operations.some(
          (operation) => triggers.get(nameOf(table, operation)) !== triggerOf(table, operation),
        ),
      );
      const named = new Set([...tables, ...bookkeeping]);
      const born = scope === 'named' ? [] : readTables().filter((table) => !named.has(table));
      const isAdmitting = rowsOf(connection, `select 1 from ${gate} where admitted <> 0`).length > 0;
      return [
        ...(isAdmitting ? [admitting] : []),
        ...without.map((table) => unguarded(table, 'somebody took the guard off it, or the table away')),
        ...born.map((table) => unguarded(table, 'it is younger than the closing')),
        ...readTables('virtual').map(virtual),
      ];
    },
    admit(work) {
      if (status().state === 'open') return inTransaction(connection, work);
      try {
        return inTransaction(connection, () => {
          connection.exec(`update ${gate} set admitted = 1`);
          const result = work();
          connection.exec(`update ${gate} set admitted = 0`);
          return result;
        });
      } finally {
        // Work that ends the transaction itself shows everybody what was meant for it alone.
        if (isThere()) connection.exec(`update ${gate} set admitted = 0 where admitted <> 0`);
      }
    },
  };
}

const admitting: GuardProblem = {
  kind: 'torn',
  object: gate,
  message: 'Everybody writes: somebody was admitted, and did not come back. Close again.',
  isHole: true,
};

function unguarded(table: string, why: string): GuardProblem {
  return {
    kind: 'unguarded',
    object: table,
    message: `Writes to ${table} are not refused: ${why}. Close again.`,
    isHole: true,
  };
}

function virtual(table: string): GuardProblem {
  return {
    kind: 'unguarded',
    object: table,
    message: `Writes to ${table} are not refused: SQLite has no triggers on virtual tables. Stop what writes to it by itself.`,
    isHole: true,
  };
}

function nameOf(table: string, operation: Operation): string {
  return `portcullis_${operation}_${table}`;
}

function triggerOf(table: string, operation: Operation): string {
  return (
    `CREATE TRIGGER ${quoteName(nameOf(table, operation))} before ${operation} on ${quoteName(table)} ` +
    `when (select admitted from ${gate}) = 0 ` +
    `begin select raise(abort, 'portcullis: ${operation.toUpperCase()} refused, maintenance is in progress'); end`
  );
}

function namesIn(value: unknown): readonly string[] {
  const names: unknown = JSON.parse(String(value));
  return Array.isArray(names) ? names.map(String) : [];
}
