import { join } from 'node:path';
import { createGate, type Gate, type GateStore, type ServerStore, untouchedSwitch } from '@portcullis/gate';
import { createHostState } from '@portcullis/store/host';
import { createHttpStore } from '@portcullis/store/http';
import { createMemoryStore } from '@portcullis/store/memory';
import { createPostgresStore } from '@portcullis/store/postgres';
import { createRedisStore, type IoredisClient } from '@portcullis/store/redis';
import { createSqliteStore } from '@portcullis/store/sqlite';
import Database from 'better-sqlite3';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../test/support/free-port.ts';
import { type RunningPostgres, startPostgres } from '../../../test/support/postgres/start-postgres.ts';
import { type RunningRedis, startRedis } from '../../../test/support/redis/start-redis.ts';
import { type Answer, answerJson, startAnsweringServer } from './answering-server.ts';
import { changeOf, recordOf } from './fixtures.ts';
import { tappedPool } from './tapped-pool.ts';
import { createTemporaryDirectory } from './temporary-directory.ts';

// F20: a gate over each kind of store, while that is slow, says what is nothing or half of it, is of a newer version, knows less
// than it did, or knows us no more.

const site = 'shop';
const secret = new Uint8Array(32).fill(7);
const ignore = (): void => undefined;
const slowMs = 5_000;
const faults = ['slow', 'garbage', 'truncated', 'newer', 'older', 'unknown credentials'] as const;
type Fault = (typeof faults)[number];

/** A store that does wrong to those who use `open()`, and not to who uses `sound`. */
interface Bench {
  readonly open: () => GateStore;
  readonly sound: Pick<ServerStore, 'switch'>;
  /** What `open()` meets from now on; returns the way back. */
  strike(fault: Fault): Promise<() => Promise<unknown>>;
}

let postgres: RunningPostgres;
let redis: RunningRedis;
let redisPort: number;
const closers: (() => unknown)[] = [];
beforeAll(async () => {
  redisPort = await freePort();
  [postgres, redis] = await Promise.all([
    startPostgres(15),
    startRedis({ settings: { appendonly: 'no', port: String(redisPort), bind: '127.0.0.1' } }),
  ]);
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(async () => {
  await postgres?.stop();
  await redis?.stop();
});

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms).unref());
let benches = 0;

/** What comes back instead, of whatever was asked. */
async function worsened(fault: Fault | null, outcome: () => Promise<unknown>): Promise<unknown> {
  if (fault === 'slow') await wait(slowMs);
  const found = await outcome();
  if (fault === 'garbage')
    return Array.isArray(found)
      ? ['done', 7, {}, 'x']
      : { rows: [{ epoch: 'many', lineage: 3 }], rowCount: 1 };
  if (fault !== 'truncated') return found;
  if (Array.isArray(found)) return found.slice(0, 2);
  const rows = typeof found === 'object' && found !== null ? Reflect.get(found, 'rows') : [];
  const halved = (Array.isArray(rows) ? rows : []).map((row: object) =>
    Object.fromEntries(Object.entries(row).slice(0, 1)),
  );
  return { ...(found as object), rows: halved };
}

async function onPostgres(): Promise<Bench> {
  benches += 1;
  const schema = `faults_${benches}`;
  const role = `keeper_${benches}`;
  const admin = new pg.Client({ connectionString: postgres.adminUrl });
  await admin.connect();
  closers.push(() => admin.end());
  await admin.query(`create role ${role} login password 'k'; create schema ${schema} authorization ${role}`);
  const url = Object.assign(new URL(postgres.adminUrl), { username: role, password: 'k' }).href;
  const sound = createPostgresStore({ database: url, schema });
  closers.push(() => sound.close());
  let fault: Fault | null = null;
  return {
    sound,
    open() {
      const pool = new pg.Pool({ connectionString: url, max: 4 });
      pool.on('error', ignore);
      const isData = (text: string) => /\b(?:select|insert|update)\b/i.test(text);
      const tapped = tappedPool(pool, {
        after: (text, outcome) => (isData(text) ? worsened(fault, async () => outcome) : outcome),
      });
      const store = createPostgresStore({ database: tapped, schema, timeoutMs: 400 });
      closers.push(() => store.close().then(() => pool.end()));
      return store;
    },
    async strike(struck) {
      const endAll = () =>
        admin.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [role]);
      if (struck === 'newer') {
        await admin.query(
          `insert into ${schema}.migrations (name, is_known_before) values ('9999-changed', false)`,
        );
        await endAll();
        return () => admin.query(`delete from ${schema}.migrations where name = '9999-changed'`);
      }
      if (struck === 'older') {
        const { rows } = await admin.query(`select to_jsonb(one) as row from ${schema}.switches one`);
        await admin.query(`update ${schema}.switches set epoch = 0, mode = 'open'`);
        return () =>
          admin.query(
            `delete from ${schema}.switches; insert into ${schema}.switches select * from jsonb_populate_record(null::${schema}.switches, '${JSON.stringify(rows[0]?.row).replaceAll("'", "''")}')`,
          );
      }
      if (struck === 'unknown credentials') {
        await admin.query(`alter role ${role} nologin`);
        await endAll();
        return () => admin.query(`alter role ${role} login`);
      }
      fault = struck;
      return async () => {
        fault = null;
      };
    },
  };
}

async function onRedis(): Promise<Bench> {
  benches += 1;
  const prefix = `faults_${benches}`;
  const admin = new Redis(redis.path);
  closers.push(() => admin.disconnect());
  await admin.call('ACL', 'SETUSER', prefix, 'on', '>k', '~*', '&*', '+@all');
  const sound = createRedisStore({ client: admin, prefix });
  closers.push(() => sound.close());
  let fault: Fault | null = null;
  return {
    sound,
    open() {
      const client = new Redis({
        host: '127.0.0.1',
        port: redisPort,
        username: prefix,
        password: 'k',
        retryStrategy: () => 50,
      });
      client.on('error', ignore);
      const struck: IoredisClient = {
        eval: (script, keys, ...args) => worsened(fault, () => client.eval(script, keys, ...args)),
        info: (section) => client.info(section),
        duplicate: () => client.duplicate({ lazyConnect: true }),
      };
      const store = createRedisStore({ client: struck, prefix, timeoutMs: 400 });
      closers.push(() => store.close().then(() => client.disconnect()));
      return store;
    },
    async strike(struck) {
      const [identity, state] = [`{${prefix}}:identity`, `{${prefix}}:site:${site}:state`];
      if (struck === 'newer') {
        await admin.hset(identity, 'format', '2');
        return () => admin.hset(identity, 'format', '1');
      }
      if (struck === 'older') {
        const kept = await admin.hgetall(state);
        const older = { ...JSON.parse(kept.switch ?? ''), epoch: 0, mode: 'open', windowId: null };
        const version = { ...JSON.parse(kept.version ?? ''), epoch: 0, windowId: null };
        await admin.hset(state, { switch: JSON.stringify(older), version: JSON.stringify(version) });
        return () => admin.hset(state, kept);
      }
      if (struck === 'unknown credentials') {
        await admin.call('ACL', 'SETUSER', prefix, 'resetpass', '>other');
        await admin.call('CLIENT', 'KILL', 'USER', prefix);
        return () => admin.call('ACL', 'SETUSER', prefix, 'resetpass', '>k');
      }
      fault = struck;
      return async () => {
        fault = null;
      };
    },
  };
}

async function onSqlite(): Promise<Bench> {
  const directory = createTemporaryDirectory();
  closers.push(() => directory.remove());
  const file = join(directory.path, 'store.sqlite');
  const sound = createSqliteStore({ file });
  closers.push(() => sound.close());
  return {
    sound,
    open() {
      const store = createSqliteStore({ file });
      closers.push(() => store.close());
      return store;
    },
    async strike(struck) {
      const database = new Database(file);
      closers.push(() => database.close());
      const kept = database.prepare('select * from switches').get() as Record<string, unknown>;
      const changeTo = (change: Readonly<Record<string, unknown>>) => {
        const row = { ...kept, ...change };
        const names = Object.keys(row);
        database.exec('delete from switches');
        database
          .prepare(
            `insert into switches (${names.join()}) values (${names.map((name) => `@${name}`).join()})`,
          )
          .run(row);
      };
      if (struck === 'slow') {
        database.exec('begin immediate');
        return async () => database.exec('rollback');
      }
      if (struck === 'newer') {
        database.exec("insert into portcullis_migration values ('9999-changed', '2099-01-01T00:00:00.000Z')");
        return async () => database.exec("delete from portcullis_migration where name = '9999-changed'");
      }
      if (struck === 'garbage') changeTo({ mode: 'ajar', epoch: 2 });
      if (struck === 'truncated') changeTo({ details: String(kept.details).slice(0, 20), epoch: 2 });
      if (struck === 'older') changeTo({ epoch: 0, mode: 'open' });
      return async () => changeTo({});
    },
  };
}

const problem = (code: string, status: number) => ({ code, detail: 'No such thing.', status });

async function onHttp(): Promise<Bench> {
  const sound = createMemoryStore();
  let fault: Fault | null = null;
  const answer = async (...[request, response]: Parameters<Answer>) => {
    if (fault === 'slow') await wait(slowMs);
    if (fault === 'garbage') return void response.end('\u0000garbage');
    if (fault === 'newer') return answerJson(response, problem('PORTCULLIS_NOT_FOUND', 404), 404);
    if (fault === 'unknown credentials')
      return answerJson(response, problem('PORTCULLIS_SIGN_IN_NEEDED', 401), 401);
    const state = await sound.switch.read(site);
    const shown = fault === 'older' ? { ...state, switch: untouchedSwitch(site) } : state;
    const { epoch, windowId, since } = shown.switch;
    const path = request.url?.split('/gate/')[1] ?? '';
    const body =
      path === 'version'
        ? { lineage: state.lineage, epoch, windowId, since }
        : path === 'state'
          ? shown
          : { now: 1 };
    if (fault !== 'truncated') return answerJson(response, body);
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(body).slice(0, 20));
  };
  const server = await startAnsweringServer((...asked) => void answer(...asked));
  closers.push(() => server.close());
  return {
    sound,
    open() {
      const store = createHttpStore({ url: server.url, key: `pcl_${'k'.repeat(43)}`, timeoutMs: 400 });
      closers.push(() => store.close());
      return store;
    },
    async strike(struck) {
      fault = struck;
      return async () => {
        fault = null;
      };
    },
  };
}

async function startGate(id: string, store: GateStore): Promise<Gate> {
  const directory = createTemporaryDirectory();
  closers.push(() => directory.remove());
  const gate = await createGate({
    site,
    policy: { neverSeen: 'closed' },
    store,
    host: createHostState({ directory: directory.path, secrets: [secret] }),
    secrets: [secret],
    instance: { id, version: '1.0.0', host: id, processId: 1 },
    logger: { info: ignore, warn: ignore, error: ignore },
    pollIntervalMs: 2 ** 30,
    breakGlassIntervalMs: 2 ** 30,
    flushIntervalMs: 2 ** 30,
    sealIntervalMs: 2 ** 30,
    leaseMs: 2 ** 30,
    storeTimeoutMs: 500,
  });
  closers.push(() => gate.close());
  return gate;
}

const standing = (gate: Gate) => `${gate.view().store}, ${gate.view().snapshot.mode}`;
async function refusals(gate: Gate): Promise<readonly string[]> {
  const raw = {
    target: '/',
    headers: ['Host', 'a'],
    peer: null,
    httpVersion: '1.1',
    secure: false,
    upgrade: false,
  };
  return Promise.all(
    ['GET', 'POST'].map(async (method) => (await gate.judge({ ...raw, method })).decision.kind),
  );
}

const kinds = { PostgreSQL: onPostgres, Redis: onRedis, SQLite: onSqlite, http: onHttp } as const;
describe.each(Object.entries(kinds))('a gate on %s', (kind, start) => {
  it.each(faults.filter((fault) => !(kind === 'SQLite' && fault === 'unknown credentials')))(
    'keeps its mode while that is or gives what is %s, and follows again afterwards',
    async (fault) => {
      const { open, sound, strike } = await start();
      const turn = async (mode: 'open' | 'read-only' | 'closed', sequence: number) => {
        const { epoch } = await sound.switch.version(site);
        const record = recordOf('ada', sequence);
        expect((await sound.switch.change(site, changeOf({ expectedEpoch: epoch, record, mode }))).kind).toBe(
          'changed',
        );
      };
      await turn('closed', 1);
      const gate = await startGate('one', open());
      expect(standing(gate)).toBe('following, closed');
      const heal = await strike(fault);
      for (let round = 0; round < 2; round += 1) {
        await gate.refresh();
        expect(gate.view().snapshot.mode).toBe('closed');
        expect(await refusals(gate)).toEqual(['refuse', 'refuse']);
      }
      // Of another version of the tables is heard only who opens them.
      const isHeard = fault !== 'newer' || kind === 'Redis' || kind === 'http';
      if (isHeard) expect(standing(gate)).toBe(`${fault === 'older' ? 'contested' : 'lost'}, closed`);
      // Nobody who comes anew remembers what an older state is older than.
      if (fault !== 'older') {
        const late = await startGate('late', open());
        expect([late.view().snapshot.why, ...(await refusals(late))]).toEqual([
          // Who holds a file for writing keeps nobody from reading it.
          kind === 'SQLite' && fault === 'slow' ? 'store' : 'never-seen',
          'refuse',
          'refuse',
        ]);
      }
      await heal();
      await expect.poll(async () => gate.refresh().then(() => standing(gate))).toBe('following, closed');
      await turn('read-only', 2);
      await expect.poll(async () => gate.refresh().then(() => standing(gate))).toBe('following, read-only');
    },
  );
});
