import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerStore } from '@portcullis/gate';
import { createPostgresStore } from '@portcullis/store/postgres';
import { createSqliteStore } from '@portcullis/store/sqlite';
import SqliteDatabase from 'better-sqlite3';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { createSeal, deriveSealKeys } from '../../packages/server/src/sealing/seal.ts';
import { createAcceptQueue } from '../../packages/server/src/webhooks/accept-queue.ts';
import { sealContent } from '../../packages/server/src/webhooks/held-content.ts';

/** Something that keeps a body, and says so once it is on disk. */
export interface Acceptor {
  readonly name: string;
  /** With whose ratios those of the same database are compared. */
  readonly isBare?: boolean;
  readonly database: 'SQLite' | 'PostgreSQL' | 'Redis';
  accept(body: Buffer): Promise<void>;
  close(): Promise<void>;
}

const site = 'default';
const headers = [
  ...['Host', 'shop.example', 'User-Agent', 'Stripe/1.0', 'Content-Type', 'application/json; charset=utf-8'],
  ...['Content-Length', '1024', 'Stripe-Signature', `t=1500000000,v1=${'0'.repeat(64)}`, 'Accept', '*/*'],
];
/** Of the site's objects that webhooks are about. */
const orderKeys = 1_000;

const keyOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** The queue of the server and its sealing, on one store. */
async function portcullis(
  database: Acceptor['database'],
  store: ServerStore,
  remove: () => Promise<void> | void,
): Promise<Acceptor> {
  const seal = createSeal({ site, keys: await deriveSealKeys([randomBytes(32)], 'held-webhook') });
  const { epoch } = await store.switch.version(site);
  const queue = createAcceptQueue({ store: store.held, site });
  let count = 0;
  return {
    name: `portcullis on ${database}`,
    database,
    async accept(body) {
      count += 1;
      const id = randomBytes(16).toString('hex');
      const sealed = await sealContent(seal, id, {
        method: 'POST',
        target: '/webhooks/stripe',
        headers,
        httpVersion: '1.1',
        peer: '203.0.113.7',
        secure: true,
        body,
      });
      const result = await queue.accept({
        request: {
          id,
          webhook: 'stripe',
          orderKey: keyOf(`order ${count % orderKeys}`),
          deliveryKey: keyOf(`delivery ${id}`),
          isVerified: true,
          bytes: body.length,
          sealed,
        },
        epoch,
        onlyBehind: false,
        most: 100_000_000,
        mostBytes: 1e15,
      });
      if (result.kind !== 'held') throw new Error(`Expected it to be held, it was ${result.kind}`);
    },
    async close() {
      await queue.close();
      await store.close();
      await remove();
    },
  };
}

export async function portcullisOnSqlite(): Promise<Acceptor> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  const store = createSqliteStore({ file: join(folder, 'store.db') });
  return portcullis('SQLite', store, () => rmSync(folder, { recursive: true, force: true }));
}

export async function portcullisOnPostgres(url: string): Promise<Acceptor> {
  return portcullis('PostgreSQL', createPostgresStore({ database: url }), () => {});
}

/** What waits is written together, as much as ours at once; nothing else. */
function batched(write: (bodies: readonly Buffer[]) => Promise<void>): (body: Buffer) => Promise<void> {
  const mostAtOnce = 500;
  let waiting: { readonly body: Buffer; resolve(): void; reject(error: unknown): void }[] = [];
  let writing = false;
  async function pump(): Promise<void> {
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const batch = waiting.slice(0, mostAtOnce);
      waiting = waiting.slice(mostAtOnce);
      try {
        await write(batch.map(({ body }) => body));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    writing = false;
  }
  return (body) =>
    new Promise((resolve, reject) => {
      waiting.push({ body, resolve, reject });
      if (writing) return;
      writing = true;
      void pump();
    });
}

/** A table of an id and bytes, in a transaction for each batch, synchronous = FULL as ours. */
export function bareOnSqlite(): Acceptor {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  const database = new SqliteDatabase(join(folder, 'bare.db'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('create table bodies (id integer primary key, body blob not null) strict');
  const insert = database.prepare('insert into bodies (body) values (?)');
  const write = database.transaction((bodies: readonly Buffer[]) => {
    for (const body of bodies) insert.run(body);
  });
  return {
    name: 'bare inserts into SQLite',
    isBare: true,
    database: 'SQLite',
    accept: batched(async (bodies) => write(bodies)),
    async close() {
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The same in PostgreSQL: one statement for each batch. */
export async function bareOnPostgres(url: string): Promise<Acceptor> {
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  await pool.query(
    'create table bodies (id bigint generated always as identity primary key, body bytea not null)',
  );
  return {
    name: 'bare inserts into PostgreSQL',
    isBare: true,
    database: 'PostgreSQL',
    accept: batched(async (bodies) => {
      const places = bodies.map((_, index) => `($${index + 1})`).join(', ');
      await pool.query(`insert into bodies (body) values ${places}`, [...bodies]);
    }),
    close: () => pool.end(),
  };
}

export async function pgBossOnPostgres(url: string): Promise<Acceptor> {
  const boss = new PgBoss({ connectionString: url, schedule: false, supervise: false });
  boss.on('error', () => {});
  await boss.start();
  await boss.createQueue('webhooks');
  return {
    name: 'pg-boss send',
    database: 'PostgreSQL',
    async accept(body) {
      await boss.send('webhooks', { headers, body: body.toString('latin1') });
    },
    close: () => boss.stop({ graceful: false }),
  };
}

/** Redis writes each command down before it answers, as the others do. */
export function bullmqOnRedis(path: string): Acceptor {
  const connection = new Redis({ path, maxRetriesPerRequest: null });
  const queue = new Queue('webhooks', { connection });
  return {
    name: 'BullMQ add',
    database: 'Redis',
    async accept(body) {
      await queue.add('webhook', { headers, body: body.toString('latin1') });
    },
    async close() {
      await queue.close();
      connection.disconnect();
    },
  };
}
