import { type Clock, PortcullisError } from '@portcullis/gate';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { NoAnswer, withDeadline } from '../network/with-deadline.ts';
import { list, object, type Shape, text, whole } from '../record/shape.ts';
import type { Schema } from '../sql/schema.ts';
import {
  type Outcome,
  type SqlConnection,
  type Steps,
  type Transaction,
  transactionOf,
} from '../sql/transaction.ts';
import { describeError, lacksTables, type Reached, sqlStateOf } from './describe-error.ts';
import { migrate, quoted } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { runStatement, runTogether } from './run-statement.ts';
import type { SqlClient, SqlPool } from './sql-client.ts';

export interface PostgresConnection extends SqlConnection {
  /** One statement outside of any operation. */
  ask(sql: string, parameters: readonly unknown[]): Promise<void>;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly pool: SqlPool;
  readonly schema: string;
  /** As it is called in messages, without anything secret. */
  readonly store: string;
  readonly timeoutMs: number;
  /** Null = the database's own. */
  readonly clock: Pick<Clock, 'wallMs'> | null;
}

interface Beginning {
  readonly begin: string;
  /** Whether something may be stored although its commit was not answered. */
  readonly writes: boolean;
}

interface Begun {
  readonly lineage: string;
  readonly now: number;
}

const begunShape: Shape<Begun> = object<Begun>({ lineage: text, now: whole });
const namesShape = list(object<{ readonly name: string }>({ name: text }));

const countShape = object<{ readonly relations: number }>({ relations: whole });

const thereShape = object<{ readonly isThere: string; readonly encoding: string }>({
  isThere: text,
  encoding: text,
});

/** Of a database: what is no UTF-8 has no room for most characters that a name or a reason may have; SQL_ASCII keeps bytes as they are. */
const encodings: readonly string[] = ['UTF8', 'SQL_ASCII'];

/** Builds SQL; it is run by `connection`. */
const query = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new PostgresIntrospector(database),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** Each operation is a transaction of its own on some connection of the pool. */
export function createConnection(options: ConnectionOptions): PostgresConnection {
  const { pool, schema, store, timeoutMs, clock } = options;
  // A server that is well ends what takes too long by itself, and says so: only one that is not is given up.
  const answerMs = timeoutMs + 1_000;
  let preparing: Promise<void> | null = null;
  /** How many tables and indexes there were; null until they were there. */
  let relationsOnce: number | null = null;
  /** Why the tables could not be brought up to date, and until when nobody tries again: monotonic. */
  let locked: { readonly error: unknown; readonly untilMs: number } | null = null;
  let closed = false;

  /** When each client of the pool had its last answer, and since when one that had none is without: monotonic. */
  const answeredMs = new WeakMap<SqlClient, number>();
  let unansweredSinceMs = Number.NEGATIVE_INFINITY;

  /**
   * What took one connection without a word took the others that were there: each would cost an operation its time. Those that
   * have not answered since are closed instead of used.
   */
  async function wellClient(): Promise<SqlClient> {
    for (;;) {
      const connecting = pool.connect();
      let client: SqlClient;
      try {
        client = await withDeadline(connecting, timeoutMs);
      } catch (error) {
        // It may still be given: then it goes back unused.
        connecting.then((late) => late.release()).catch(() => undefined);
        throw error;
      }
      if ((answeredMs.get(client) ?? Number.POSITIVE_INFINITY) > unansweredSinceMs) return client;
      client.release(true);
    }
  }

  async function withClient<Result>(work: (client: SqlClient) => Promise<Result>): Promise<Result> {
    const client = await wellClient();
    // One that is ended between two statements says so here alone, and whom nobody hears ends the process.
    client.on('error', ignore);
    let isBroken = true;
    const beganMs = performance.now();
    try {
      const result = await work(client);
      isBroken = false;
      answeredMs.set(client, performance.now());
      return result;
    } catch (error) {
      if (error instanceof NoAnswer) unansweredSinceMs = Math.max(unansweredSinceMs, beganMs);
      throw error;
    } finally {
      // Whatever went wrong, a transaction may be open on it: nobody else shall have it.
      client.release(isBroken);
      client.off('error', ignore);
    }
  }

  /**
   * The tables are there and of this version, once for each process and again after they were found missing. Once they were there this
   * process makes none: a dump may just be restored, and tables that come between what is dropped and what comes back would stay in
   * its place, with another identity and nothing held.
   */
  function prepared(): Promise<void> {
    preparing ??= withClient(async (client) => {
      const isThere = await isCurrent(client);
      if (relationsOnce !== null && (!isThere || (await relations(client)) < relationsOnce))
        throw goneError(store);
      if (!isThere) await bringUpToDate(client);
      relationsOnce ??= await relations(client);
    }).catch((error: unknown) => {
      preparing = null;
      throw error;
    });
    return preparing;
  }

  async function bringUpToDate(client: SqlClient): Promise<void> {
    if (locked !== null && performance.now() < locked.untilMs) throw locked.error;
    try {
      await withDeadline(migrate({ client, schema, store }), migratingMs);
    } catch (error) {
      // Whoever uses the table waits behind each that tries.
      if (sqlStateOf(error) === lockNotAvailable) {
        locked = { error, untilMs: performance.now() + untilTriedAgainMs };
      }
      throw error;
    }
  }

  /** What waits for a lock is ended by the server itself: else each that looks would leave a session there that waits on. */
  async function look(client: SqlClient, sql: string): Promise<Outcome | undefined> {
    const limited = `begin read only; set local statement_timeout = ${timeoutMs}; ${sql}; commit`;
    const outcomes = await withDeadline(runTogether(client, limited), answerMs);
    return outcomes.at(-2);
  }

  async function isCurrent(client: SqlClient): Promise<boolean> {
    const found = `to_regclass(${literal(`${quoted(schema)}.migrations`)}) is not null`;
    const there = await look(client, `select ${found} as "isThere", getdatabaseencoding() as encoding`);
    const { isThere, encoding } = thereShape(there?.rows[0], `the tables of ${store}`);
    if (!encodings.includes(encoding)) throw encodingError(store, encoding);
    if (isThere !== 't') return false;
    const applied = await look(
      client,
      `select name from ${quoted(schema)}.migrations where not is_known_before
        union select name from ${quoted(schema)}.migrations where name in (${migrations.map(({ name }) => literal(name)).join(', ')})`,
    );
    const names = namesShape(applied?.rows ?? [], 'the migrations').map(({ name }) => name);
    return names.length === migrations.length && migrations.every(({ name }) => names.includes(name));
  }

  /** A dump brings tables first, rows next and what tells them apart last: whoever wrote in between would take the place of its rows. */
  async function relations(client: SqlClient): Promise<number> {
    const found = await look(
      client,
      `select count(*) as relations from pg_class where relnamespace = to_regnamespace(${literal(quoted(schema))})`,
    );
    return countShape(found?.rows[0], 'the count of tables').relations;
  }

  async function transact<Result>(
    { begin, writes }: Beginning,
    work: (transaction: Transaction) => Steps<Result>,
  ): Promise<Result> {
    if (closed) throw closedError(store);
    let reached: Reached = 'nothing-stored';
    try {
      await prepared();
      return await withClient(async (client) => {
        const { lineage, now } = await begun(client, begin);
        const steps = work(transactionOf({ query, lineage, now: clock?.wallMs() ?? now }));
        let step = steps.next();
        while (step.done !== true) {
          step = steps.next(await answer(client, step.value));
        }
        if (writes) reached = 'unknown';
        await withDeadline(client.query('commit'), answerMs);
        return step.value;
      });
    } catch (error) {
      if (lacksTables(error)) preparing = null;
      throw describeError(error, store, reached);
    }
  }

  async function begun(client: SqlClient, begin: string): Promise<Begun> {
    const outcomes = await withDeadline(
      runTogether(
        client,
        `${begin};
         set local search_path = ${quoted(schema)}, pg_catalog, pg_temp;
         select lineage, (extract(epoch from clock_timestamp()) * 1000)::bigint as now from identity`,
      ),
      answerMs,
    );
    return begunShape(outcomes.at(-1)?.rows[0], `the identity of ${store}`);
  }

  function answer(
    client: SqlClient,
    { sql, parameters }: { sql: string; parameters: readonly unknown[] },
  ): Promise<Outcome> {
    return withDeadline(runStatement(client, { sql, parameters }), answerMs);
  }

  // Who stands still or is cut off within a transaction would hold its locks for as long as its connection seems to live: of a change
  // nobody else could make one, of a read nobody could restore a dump. Shorter than others wait for the lock.
  const idleMs = Math.ceil(timeoutMs * 0.8);
  const limits = `set local statement_timeout = ${timeoutMs}; set local idle_in_transaction_session_timeout = ${idleMs}; set local bytea_output = hex; ${uncompiled}`;
  const lock = `select pg_advisory_xact_lock(hashtextextended(${literal(`portcullis write ${schema}`)}, 0))`;
  const durably = `select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') in ('off', 'local')`;

  return {
    read: (work) =>
      transact(
        {
          begin: `begin isolation level repeatable read read only; ${limits}`,
          writes: false,
        },
        work,
      ),
    write(work, { durable = true, isAlone = true } = {}) {
      const parts = [
        'begin isolation level read committed read write',
        `set local lock_timeout = ${timeoutMs}`,
        limits,
        durable ? durably : 'set local synchronous_commit = off',
        // One after the other, as operations expect: what one has read stands until it has written.
        ...(isAlone ? [lock] : []),
      ];
      return transact({ begin: parts.join('; '), writes: true }, work);
    },
    async ask(sql, parameters) {
      if (closed) return;
      await withClient((client) => answer(client, { sql, parameters }));
    },
    async close() {
      closed = true;
      await preparing?.catch(() => undefined);
    },
  };
}

/** The next statement fails, and says why. */
function ignore(): void {}

/** Every statement is a short one: compiling one that is taken for long costs more than a hundred of them. */
const uncompiled = 'set local jit = off';

/** Tables that are made for the first time, or changed while somebody still uses them. */
const migratingMs = 60_000;

/** After a lock was not given in time: a dump of some minutes holds up whoever uses the table for a tenth of them, not for all. */
const untilTriedAgainMs = 10_000;
const lockNotAvailable = '55P03';

function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function encodingError(store: string, encoding: string): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_STORE_UNAVAILABLE',
    `The store ${store} lies in a database with the encoding ${encoding}: most characters of names and reasons have no place there, and the audit log would stop at the first. Nothing was stored. Expected UTF8: create database … encoding 'UTF8' template template0`,
  );
}

function goneError(store: string): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_STORE_CORRUPT',
    `The store ${store} lacks tables that were there, or is from before an update. Nothing of this operation was stored, and nothing is made anew beside what may be restored just now: once a dump is back this goes on by itself. Where it stays, restore the newest backup, or start the servers anew: they bring an older dump up to date, and begin anew where there is none`,
  );
}

function closedError(store: string): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_STORE_UNAVAILABLE',
    `The store ${store} was closed by this process; open it anew with createPostgresStore`,
  );
}
