import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, PortcullisError } from '@portcullis/gate';
import type SqliteDatabase from 'better-sqlite3';
import {
  carryOut,
  type Outcome,
  type SqlConnection,
  type Statement,
  type Steps,
  type Transaction,
  transactionOf,
} from '../sql/transaction.ts';
import { closedError } from './closed-error.ts';
import { identityOf, isSameFile } from './database-file.ts';
import { describeError, isBusy } from './describe-error.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';

export interface Connection extends SqlConnection {
  /** Reads at once without waiting; null while the file is not open. Throws what SQLite throws. */
  peek<T>(work: (transaction: Transaction) => Steps<T>): T | null;
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

  function answer(current: OpenDatabase, { sql, parameters }: Statement): Outcome {
    const prepared = statement(current, sql);
    return prepared.reader
      ? { rows: prepared.all(...parameters), changed: 0 }
      : { rows: [], changed: prepared.run(...parameters).changes };
  }

  function transact<T>(
    begin: string,
    current: OpenDatabase,
    work: (transaction: Transaction) => Steps<T>,
  ): T {
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
      const steps = work(transactionOf({ query, lineage, now: clock.wallMs() }));
      const result = carryOut(steps, (one) => answer(current, one));
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

function busyError(file: string, busyTimeoutMs: number, cause: unknown): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_STORE_UNAVAILABLE',
    `The store ${file} was locked by another process for ${busyTimeoutMs} ms. Nothing of this operation was stored; repeat it, and look for a stopped process or an open transaction on the file`,
    { cause },
  );
}
