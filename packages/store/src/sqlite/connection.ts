import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, PortcullisError } from '@portcullis/gate';
import type SqliteDatabase from 'better-sqlite3';
import type { CompiledQuery, Kysely } from 'kysely';
import { identityOf, isSameFile } from './database-file.ts';
import { describeError, isBusy } from './describe-error.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';
import type { Schema } from './schema.ts';

interface Compilable {
  compile(): CompiledQuery;
}

/** What an operation sees while its transaction lasts. Rows are of unknown shape until they are checked. */
export interface Transaction {
  readonly query: Kysely<Schema>;
  readonly lineage: string;
  /** The store's clock, read once: everything one transaction does happens at the same time. */
  readonly now: number;
  all(query: Compilable): readonly unknown[];
  /** Undefined when there is no row. */
  first(query: Compilable): unknown;
  /** The number of rows changed. */
  run(query: Compilable): number;
}

export interface WriteOptions {
  /**
   * False for what may be forgotten at a power cut, such as "I am alive": 0.01 ms instead of a flush of the
   * disk each second. A killed process loses nothing either way.
   * @default true
   */
  readonly durable?: boolean;
}

export interface Connection {
  read<T>(work: (transaction: Transaction) => T): Promise<T>;
  write<T>(work: (transaction: Transaction) => T, options?: WriteOptions): Promise<T>;
  /** Reads at once without waiting; null while the file is not open. Throws what SQLite throws. */
  peek<T>(work: (transaction: Transaction) => T): T | null;
  /** Differs from the last look when another connection changed the file; null while it is not open. */
  dataVersion(): string | null;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly file: string;
  readonly busyTimeoutMs: number;
  readonly clock: Pick<Clock, 'wallMs'>;
}

/** One connection to the file, opened at its first use and again after a failure to open. */
export function createConnection({ file, busyTimeoutMs, clock }: ConnectionOptions): Connection {
  const statements = new Map<string, SqliteDatabase.Statement>();
  let opened: OpenDatabase | null = null;
  let opening: Promise<OpenDatabase> | null = null;
  /** How often the file was opened: each connection counts its data versions anew. */
  let generation = 0;
  let closed = false;

  async function open(): Promise<OpenDatabase> {
    if (closed) throw closedError(file);
    if (opened) return opened;
    opening ??= openDatabase({ file, create: generation === 0 })
      .then((result) => {
        generation += 1;
        opened = result;
        return result;
      })
      .finally(() => {
        opening = null;
      });
    await opening;
    return open();
  }

  function dispose(): void {
    statements.clear();
    const last = opened;
    opened = null;
    last?.database.close();
  }

  function statement({ database }: OpenDatabase, sql: string): SqliteDatabase.Statement {
    const found = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, found);
    return found;
  }

  function transact<T>(begin: string, current: OpenDatabase, work: (transaction: Transaction) => T): T {
    const { database, query, lineage, identity } = current;
    if (!isSameFile(identity, identityOf(file))) {
      dispose();
      throw new PortcullisError(
        'PORTCULLIS_STORE_UNAVAILABLE',
        `The store ${file} was moved, deleted or replaced while it was in use. Nothing of this operation was stored; the next one uses the file that is there then`,
      );
    }
    database.exec(begin);
    try {
      const result = work({
        query,
        lineage,
        now: clock.wallMs(),
        all: (built) => {
          const { sql, parameters } = built.compile();
          return statement(current, sql).all(...parameters);
        },
        first: (built) => {
          const { sql, parameters } = built.compile();
          return statement(current, sql).get(...parameters);
        },
        run: (built) => {
          const { sql, parameters } = built.compile();
          return statement(current, sql).run(...parameters).changes;
        },
      });
      database.exec('commit');
      return result;
    } finally {
      if (database.inTransaction) database.exec('rollback');
    }
  }

  async function patiently<T>(attempt: (current: OpenDatabase) => T): Promise<T> {
    const deadline = performance.now() + busyTimeoutMs;
    for (;;) {
      try {
        return attempt(await open());
      } catch (error) {
        if (!isBusy(error)) throw describeError(error, file);
        if (performance.now() >= deadline) throw busyError(file, busyTimeoutMs, error);
      }
      await delay(1 + Math.random() * 9);
    }
  }

  return {
    read(work) {
      return patiently((current) => transact('begin', current, work));
    },
    write(work, { durable = true } = {}) {
      return patiently((current) => {
        // Only outside a transaction, and the next durable write flushes what came before it as well.
        if (!durable) current.database.pragma('synchronous = NORMAL');
        try {
          return transact('begin immediate', current, work);
        } finally {
          if (!durable && current.database.open) current.database.pragma('synchronous = FULL');
        }
      });
    },
    peek(work) {
      return opened ? transact('begin', opened, work) : null;
    },
    dataVersion() {
      return opened ? `${generation}:${statement(opened, 'pragma data_version').pluck().get()}` : null;
    },
    async close() {
      closed = true;
      await opening?.catch(() => null);
      dispose();
    },
  };
}

function closedError(file: string): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_STORE_UNAVAILABLE',
    `The store ${file} was closed by this process; open it anew with createSqliteStore`,
  );
}

function busyError(file: string, busyTimeoutMs: number, cause: unknown): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_STORE_UNAVAILABLE',
    `The store ${file} was locked by another process for ${busyTimeoutMs} ms. Nothing of this operation was stored; repeat it, and look for a stopped process or an open transaction on the file`,
    { cause },
  );
}
