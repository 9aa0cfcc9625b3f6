import type { GuardProblem } from '../guard-problem.ts';
import { findProblems } from './find-problems.ts';
import { readRecord, removeRecord, writeRecord } from './gate-record.ts';
import { gate, operations, removeTriggers, triggerText } from './gate-triggers.ts';
import { readTables } from './read-tables.ts';
import { inTransaction, type SqliteConnection } from './sqlite-connection.ts';

/** What makes a database of SQLite refuse writes, whichever process sends them. */
export interface SqliteGuard {
  /**
   * Waits for the writer that is at it, as long as the connection's `busy_timeout` says, and refuses every write from then on: there is one
   * writer at a time, so closing is draining. Again to close other tables. Nothing is there while it is open.
   */
  close(options: CloseSqliteOptions): void;
  open(): void;
  status(): SqliteGuardStatus;
  /** What would let writes pass while it is closed, or did; empty when it holds. */
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
  /** `torn`: everybody is let in, or everybody refused and nobody knows why; its problem says which. */
  readonly state: 'open' | 'closed' | 'torn';
  /** Whether every table was meant, or those that are named. */
  readonly scope: 'whole' | 'named';
  readonly reason: string | null;
  readonly closedAt: Date | null;
  /** The tables that refuse writes. */
  readonly tables: readonly string[];
  readonly bookkeeping: readonly string[];
  readonly problems: readonly GuardProblem[];
}

/** @param connection outside of any transaction */
export function createSqliteGuard(connection: SqliteConnection): SqliteGuard {
  const verify = () => findProblems(connection, readRecord(connection));

  return {
    verify,
    status() {
      const problems = verify();
      const record = readRecord(connection);
      if (record === 'open' || record === 'torn') {
        const nothing = {
          scope: 'whole',
          reason: null,
          closedAt: null,
          tables: [],
          bookkeeping: [],
        } as const;
        return { state: record, ...nothing, problems };
      }
      const { scope, reason, closedAt, tables, bookkeeping, isAdmitting } = record;
      return {
        ...{ state: isAdmitting ? 'torn' : 'closed', scope, reason, closedAt, bookkeeping, problems },
        tables: [...tables.keys()],
      };
    },
    close({ reason, tables, bookkeepingTables = [] }) {
      inTransaction(connection, () => {
        const known = readTables(connection);
        const unknown = [...(tables ?? []), ...bookkeepingTables].filter((name) => !known.has(name));
        if (unknown.length > 0) {
          throw new Error(
            `Expected names of tables of this database, got ${unknown.join(', ')}. It has ${[...known.keys()].join(', ') || 'none'}.`,
          );
        }
        const guarded = new Map(
          [...known].filter(
            ([name]) => (tables ?? [name]).includes(name) && !bookkeepingTables.includes(name),
          ),
        );
        removeTriggers(connection);
        writeRecord(connection, {
          scope: tables === undefined ? 'whole' : 'named',
          reason,
          closedAt: new Date(),
          tables: guarded,
          bookkeeping: bookkeepingTables,
        });
        for (const table of guarded.keys()) {
          for (const operation of operations) connection.exec(triggerText(table, operation));
        }
      });
    },
    open() {
      inTransaction(connection, () => {
        removeTriggers(connection);
        removeRecord(connection);
      });
    },
    admit(work) {
      const before = readRecord(connection);
      if (before === 'open') return inTransaction(connection, work);
      const isCounted = before !== 'torn' && before.passes !== null;
      const isAdmitting = (value: 0 | 1) => connection.exec(`update ${gate} set admitted = ${value}`);
      try {
        return inTransaction(connection, () => {
          isAdmitting(1);
          if (isCounted) connection.exec(`update ${gate} set passes = passes + 1`);
          const result = work();
          isAdmitting(0);
          return result;
        });
      } finally {
        // Work that ends the transaction itself shows everybody what was meant for it alone.
        const record = readRecord(connection);
        if (record !== 'open' && record !== 'torn' && record.isAdmitting) isAdmitting(0);
      }
    },
  };
}
