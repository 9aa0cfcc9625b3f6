import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ServerStore } from '@portcullis/gate';
import {
  createPostgresStore,
  type PostgresStoreOptions,
  postgresStoreTables,
  type SqlPool,
} from '@portcullis/store/postgres';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startPgbouncer } from '../../../test/support/postgres/start-pgbouncer.ts';
import {
  debianProgram,
  type RunningPostgres,
  startPostgres,
} from '../../../test/support/postgres/start-postgres.ts';
import { type Relay, startRelay } from '../../../test/support/start-relay.ts';
import { changeOf, passOf, recordOf, reportOf } from './fixtures.ts';
import { tappedPool } from './tapped-pool.ts';

const site = 'shop';
let server: RunningPostgres;
let admin: pg.Client;
const stores: ServerStore[] = [];
const pools: pg.Pool[] = [];
let schemas = 0;

beforeAll(async () => {
  server = await startPostgres(15);
  admin = new pg.Client({ connectionString: server.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin?.end();
  await server?.stop();
});
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.end();
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

function open(options: Partial<PostgresStoreOptions> = {}): ServerStore {
  const store = createPostgresStore({ database: server.adminUrl, schema: schemaNow(), ...options });
  stores.push(store);
  return store;
}

function openPool(options: pg.PoolConfig = {}): pg.Pool {
  const pool = new pg.Pool({ connectionString: server.adminUrl, max: 2, ...options });
  pool.on('error', () => undefined);
  pools.push(pool);
  return pool;
}

/** Of this test alone. */
const schemaNow = () => `one_${schemas}`;
const nextSchema = () => {
  schemas += 1;
};
afterEach(nextSchema);

/** As the version before the fourth migration had them. */
async function becomeEarlier(): Promise<void> {
  await admin.query(
    `set search_path = ${schemaNow()};
     drop index held_requests_due;
     create index held_requests_by_due on held_requests (site, due_at, sequence)
       where state = 'waiting' and is_behind = 0;
     alter table held_requests alter column lease_by type text collate "en-x-icu";
     delete from migrations where name = '0004-held-by-webhook';
     reset search_path`,
  );
}

/** How many entries were read of a table and its indexes; sessions say so when they end. */
async function rowsRead(table: string): Promise<number> {
  await vi.waitFor(async () => {
    const { rows } = await admin.query(
      `select count(*)::int as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    expect(rows).toEqual([{ others: 0 }]);
  }, 10_000);
  const { rows } = await admin.query(
    `select (select seq_tup_read from pg_stat_all_tables where schemaname = $1 and relname = $2)
       + (select sum(idx_tup_read) from pg_stat_all_indexes where schemaname = $1 and relname = $2) as read`,
    [schemaNow(), table],
  );
  return Number(rows[0]?.read);
}

const close = (store: ServerStore, epoch: number) =>
  store.switch.change(site, changeOf({ expectedEpoch: epoch, record: recordOf('a', epoch + 1) }));

async function failureOf(
  work: Promise<unknown>,
): Promise<{ readonly code: string; readonly message: string }> {
  const error = await work.then(
    (value) => new Error(`it was done: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new TypeError('not an error');
  return { code: 'code' in error ? String(error.code) : '', message: error.message };
}

const portOf = (url: string): number => Number(new URL(url).port);

function throughRelay({ port }: Relay): string {
  const url = new URL(server.adminUrl);
  url.port = String(port);
  return url.href;
}

/** As applications have them that read each from a setting of its own. */
function partsOf(url: string) {
  const { hostname, port, username, password: secret, pathname } = new URL(url);
  return {
    host: hostname,
    port: Number(port),
    user: username,
    password: secret,
    database: pathname.slice(1),
  };
}

/** A pool through a network that forgets everything at the first statement that matches. */
async function poolUntil(statement: RegExp): Promise<{ readonly database: SqlPool; readonly relay: Relay }> {
  const relay = await startRelay(portOf(server.adminUrl));
  const pool = new pg.Pool({ connectionString: throughRelay(relay) });
  // Nothing that the network forgot is of interest any more.
  pool.on('error', () => undefined);
  onTestFinished(async () => {
    relay.stop();
    await pool.end();
  });
  const database = tappedPool(pool, {
    async after(text) {
      if (statement.test(text)) relay.swallow();
    },
  });
  return { database, relay };
}

/** Cuts a change off between its lock and its end. */
async function lockIsHeldBy(relay: Relay, change: () => Promise<unknown>): Promise<void> {
  const holds = async (): Promise<boolean> => {
    const { rows } = await admin.query(`select 1 from pg_locks where locktype = 'advisory' and granted`);
    return rows.length > 0;
  };
  const changing = change().catch(() => undefined);
  relay.swallow('to-client');
  await expect.poll(holds, { interval: 5 }).toBe(true);
  relay.swallow();
  await changing;
}

/** The sessions of stores that match, as the server knows them. */
const sessionsOf = async (application: string): Promise<readonly number[]> => {
  const { rows } = await admin.query(
    'select pid from pg_stat_activity where application_name = $1 and datname = current_database()',
    [application],
  );
  return rows.map(({ pid }) => Number(pid));
};

describe('tables', () => {
  it('are made once by however many begin at the same time, and have one identity', async () => {
    const versions = await Promise.all(
      Array.from({ length: 12 }, () => open({ mostConnections: 1 }).switch.version(site)),
    );
    expect(new Set(versions.map(({ lineage }) => lineage)).size).toBe(1);
    const { rows } = await admin.query(`select name from ${schemaNow()}.migrations`);
    expect(rows.length).toBeGreaterThan(0);
  });

  it('are those that a guard of the same database knows them by', async () => {
    await open().switch.read(site);
    const { rows } = await admin.query(
      `select relname as name from pg_class where relnamespace = to_regnamespace($1) and relkind in ('r', 'p', 'f')`,
      [schemaNow()],
    );
    expect(rows.map(({ name }) => String(name)).sort()).toEqual([...postgresStoreTables].sort());
  });

  it('of a newer version are left alone, unless that says that this one may work beside it', async () => {
    const store = open();
    await close(store, 0);
    await admin.query(
      `insert into ${schemaNow()}.migrations (name, is_known_before) values ('9998-added', true)`,
    );
    expect((await open().switch.read(site)).switch.epoch).toBe(1);
    await admin.query(
      `insert into ${schemaNow()}.migrations (name, is_known_before) values ('9999-changed', false)`,
    );
    const { code, message } = await failureOf(open().switch.read(site));
    expect(code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
    expect(message).toContain('was written by a newer version of Portcullis (it has 9999-changed)');
  });

  it('of the version before are brought up to date, with what is held in them', async () => {
    const accepting = {
      ...{ epoch: 0, onlyBehind: false, most: 10, mostBytes: 1_000 },
      request: {
        ...{ id: 'h1', webhook: 'POST /hook', orderKey: 'o', deliveryKey: null },
        ...{ isVerified: true, bytes: 1, sealed: Uint8Array.of(7) },
      },
    };
    const claim = { leaseMs: 60_000, limit: 9, mostBytes: 1_000, webhooks: ['POST /hook'] };
    await open().held.accept(site, [accepting]);
    await becomeEarlier();
    const { deliveries } = open();
    expect(await deliveries.claim(site, { holder: 'gone', number: 1, ...claim })).toHaveLength(1);
    expect(await deliveries.release(site, 'gone')).toBe(1);
    const { rows } = await admin.query(
      `select indexname as name from pg_indexes where schemaname = $1 and indexname like '%due'`,
      [schemaNow()],
    );
    expect(rows).toEqual([{ name: 'held_requests_due' }]);
  });

  it('are hardly read to claim and settle what is held, whatever is known of them yet', async () => {
    const webhook = 'POST /hook';
    const accepting = (id: string) => ({
      ...{ epoch: 0, onlyBehind: false, most: 100_000, mostBytes: 1_000_000_000 },
      request: {
        ...{ id, webhook, orderKey: `order ${Number(id) % 500}`, deliveryKey: null },
        ...{ isVerified: true, bytes: 1_000, sealed: new Uint8Array(1_000) },
      },
    });
    const accepted = open();
    for (let from = 0; from < 5_000; from += 500) {
      await accepted.held.accept(
        site,
        Array.from({ length: 500 }, (_, index) => accepting(String(from + index))),
      );
    }
    await accepted.close();
    const before = await rowsRead('held_requests');
    const { deliveries, close: closeIt } = open();
    for (let number = 1; number <= 5; number += 1) {
      const claim = {
        holder: 'me',
        number,
        leaseMs: 60_000,
        limit: 100,
        mostBytes: 1e9,
        webhooks: [webhook],
      };
      const claimed = await deliveries.claim(site, claim);
      expect(claimed).toHaveLength(100);
      const attempt = { at: 0, status: 200, problem: null };
      await deliveries.settle(
        site,
        claimed.map(({ id, by }) => ({ id, by, kind: 'delivered', attempt })),
      );
    }
    await closeIt();
    // Each by each of its operations, through one index or another: far from every row for each of them.
    expect((await rowsRead('held_requests')) - before).toBeLessThan(500 * 30);
  });

  it('that were dropped are made anew by nobody who has seen them, and used again once they are back', async () => {
    const store = open();
    await close(store, 0);
    const { lineage: before } = await store.switch.version(site);
    // As a dump is restored without a transaction: dropped, and back a while later.
    await admin.query(`alter schema ${schemaNow()} rename to away`);
    for (const said of ['lacks a table', 'nothing is made anew', 'nothing is made anew']) {
      expect(await failureOf(store.switch.version(site))).toMatchObject({
        code: 'PORTCULLIS_STORE_CORRUPT',
        message: expect.stringContaining(said),
      });
    }
    const { rows } = await admin.query(`select to_regnamespace('${schemaNow()}') is not null as is_there`);
    expect(rows).toEqual([{ is_there: false }]);
    await admin.query(`alter schema away rename to ${schemaNow()}`);
    // Rows are there before what tells them apart.
    await admin.query(`drop index ${schemaNow()}.held_requests_due`);
    expect((await failureOf(store.switch.read(site))).message).toContain('nothing is made anew');
    await admin.query(
      `create index held_requests_due on ${schemaNow()}.held_requests (site, webhook, due_at, sequence) where state = 'waiting' and is_behind = 0`,
    );
    const back = await store.switch.read(site);
    expect([back.lineage, back.switch.epoch]).toEqual([before, 1]);
    await admin.query(`drop schema ${schemaNow()} cascade`);
    await failureOf(store.switch.version(site));
    // Somebody starts a server anew, who knows that nothing comes back.
    const { lineage } = await open().switch.version(site);
    expect((await store.switch.version(site)).lineage).toBe(lineage);
    expect(lineage).not.toBe(before);
  });

  it('that come back from a dump without a transaction, beside stores that go on, come back whole', async () => {
    const stores = [open(), open()] as const;
    const [store] = stores;
    await close(store, 0);
    const acceptingOf = (id: string) => ({
      ...{ epoch: 1, onlyBehind: false, most: 10_000, mostBytes: 1e9 },
      request: {
        ...{ id, webhook: 'POST /hook', orderKey: id, deliveryKey: id },
        ...{ isVerified: true, bytes: 1_000, sealed: new Uint8Array(1_000) },
      },
    });
    const dumped = Array.from({ length: 1_000 }, (_, index) => `dumped ${index}`);
    await store.held.accept(site, dumped.map(acceptingOf));
    // Both have seen the tables: one that begins in the middle makes its own (docs/scale.md).
    const { lineage } = await store.switch.version(site);
    await stores[1].switch.version(site);
    const run = promisify(execFile);
    const directory = await mkdtemp(join(tmpdir(), 'portcullis-dump-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const file = join(directory, 'dump');
    const dumping = ['--format', 'custom', '--schema', schemaNow(), '--file', file, server.adminUrl];
    await run(debianProgram(15, 'pg_dump'), dumping);
    let isOver = false;
    const refused: string[] = [];
    const goingOn = stores.map(async (one, at) => {
      for (let number = 0; !isOver; number += 1) {
        const works = [
          () => one.instances.report(site, reportOf(`i${at}`)),
          () => one.held.accept(site, [acceptingOf(`${at} ${number}`)]),
          () => one.switch.read(site),
        ];
        for (const work of works) await work().catch((error: Error) => refused.push(error.message));
      }
    });
    try {
      // Rejects when anything of the dump finds its place taken.
      await run(debianProgram(15, 'pg_restore'), [
        '--clean',
        '--if-exists',
        '--dbname',
        server.adminUrl,
        file,
      ]);
    } finally {
      isOver = true;
      await Promise.all(goingOn);
    }
    expect(refused.join('\n')).toContain('nothing is made anew');
    expect((await store.switch.version(site)).lineage).toBe(lineage);
    const held = await store.held.list(site, { state: 'waiting', after: 0, limit: 500 });
    expect(held.map(({ id }) => id)).toEqual(dumped.slice(0, 500));
    await store.instances.report(site, reportOf('after'));
  });

  it('that a dump reads while they are to be changed are asked for again after ten seconds, not with each operation', async () => {
    await close(open(), 0);
    await becomeEarlier();
    const dump = new pg.Client({ connectionString: server.adminUrl });
    await dump.connect();
    onTestFinished(() => dump.end());
    await dump.query(`begin; lock table ${schemaNow()}.held_requests in access share mode`);
    const asked: string[] = [];
    const database = tappedPool(openPool(), {
      before(text) {
        if (/^alter table held_requests/.test(text)) asked.push(text);
      },
    });
    const store = open({ database, listen: null });
    for (let at = 0; at < 5; at += 1) {
      expect((await failureOf(store.switch.read(site))).message).toContain('was locked by another process');
    }
    expect(asked).toHaveLength(1);
    await dump.query('rollback');
    await vi.waitFor(() => store.switch.read(site), { timeout: 30_000, interval: 500 });
  });

  it.each(['LATIN1', 'SQL_ASCII'])('in a database with the encoding %s', async (encoding) => {
    const name = `in_${encoding.toLowerCase()}`;
    await admin.query(`create database ${name} encoding '${encoding}' locale 'C' template template0`);
    const url = new URL(server.adminUrl);
    url.pathname = name;
    const store = open({ database: String(url) });
    const appended = store.audit.append(site, [{ ...recordOf('a', 1), actor: 'Ωλ 猫' }]);
    if (encoding === 'LATIN1') {
      const { code, message } = await failureOf(appended);
      expect(code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
      expect(message).toContain('encoding LATIN1');
      expect(message).toContain("encoding 'UTF8'");
    } else {
      await appended;
      expect((await store.audit.head(site, 'a'))?.sequence).toBe(1);
      const [record] = await store.audit.read(site, { newestFirst: true, limit: 1 });
      expect(record?.actor).toBe('Ωλ 猫');
    }
  });

  it('may lie in a schema that somebody made for a role that may not make one', async () => {
    await admin.query(
      `create role keeper login password 'k'; create schema ${schemaNow()} authorization keeper`,
    );
    const url = new URL(server.adminUrl);
    url.username = 'keeper';
    url.password = 'k';
    const store = open({ database: String(url) });
    expect((await close(store, 0)).kind).toBe('changed');
    nextSchema();
    const later = open({ database: String(url) });
    const { code, message } = await failureOf(later.switch.read(site));
    expect(code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
    expect(message).toMatch(/refuses what this role asks for .* GRANT CREATE ON DATABASE/);
    // Once that is done, it goes on by itself.
    await admin.query(`grant create on database ${new URL(server.adminUrl).pathname.slice(1)} to keeper`);
    expect((await later.switch.read(site)).switch.epoch).toBe(0);
  });
});

describe('what goes wrong', () => {
  it('is told without a password, and with what to do', async () => {
    const url = new URL(server.adminUrl);
    url.password = 'not-the-password';
    for (const database of [String(url), 'postgres://u:not-the-password@127.0.0.1:1/none']) {
      const { code, message } = await failureOf(open({ database }).switch.read(site));
      expect(code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
      expect(message).toContain('Nothing of this operation was stored.');
      expect(message).not.toContain('not-the-password');
    }
    for (const schema of ['a"b', 'portcullis']) {
      expect(() => open({ schema })).toThrow('Expected the name of a schema');
    }
  });

  it('is a deadline where nobody answers, for an operation and for the next one', async () => {
    const store = open({ timeoutMs: 1_500 });
    await store.switch.read(site);
    const holder = new pg.Client({ connectionString: server.adminUrl });
    await holder.connect();
    await holder.query(
      `begin; select pg_advisory_xact_lock(hashtextextended('portcullis write ${schemaNow()}', 0))`,
    );
    // A sign of life waits for nobody's change.
    await store.instances.report(site, reportOf('i'));
    await holder.query('rollback');
    await holder.query(`begin; lock table ${schemaNow()}.switches in access exclusive mode`);
    const { code, message } = await failureOf(store.switch.read(site));
    expect(code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
    expect(message).toContain('took too long');
    expect(message).toContain('Nothing of this operation was stored');
    // PostgreSQL itself ends what waits: nothing of it comes later.
    expect((await failureOf(close(store, 0))).message).toContain('took too long');
    await holder.query('rollback');
    await holder.end();
    expect((await store.switch.read(site)).switch.epoch).toBe(0);
  });

  it('holds nobody up who is well: of one that is cut off, or stands still, within a change', async () => {
    const relay = await startRelay(portOf(server.adminUrl));
    onTestFinished(() => relay.stop());
    const cut = open({ database: throughRelay(relay), timeoutMs: 2_000, mostConnections: 1 });
    const well = open({ timeoutMs: 2_000 });
    await close(cut, 0);
    // Behind what it tells others of its change.
    await cut.switch.read(site);
    await lockIsHeldBy(relay, () => close(cut, 1));
    // It waits for its turn, as long as anybody does: then whoever has it has lost it.
    expect((await close(well, 1)).kind).toBe('changed');
  });

  it('keeps nobody from restoring a dump: of one that is cut off within a read', async () => {
    const { database } = await poolUntil(/^select .* from "switches"/);
    const cut = open({ database, listen: null, timeoutMs: 1_000 });
    expect((await failureOf(cut.switch.read(site))).code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
    // As a dump does that is restored over it.
    const lock = `lock table ${schemaNow()}.switches in access exclusive mode`;
    await admin.query(`begin; set local lock_timeout = 20000; ${lock}; rollback`);
  });

  it('leaves no session waiting: of one that begins while a table is locked', async () => {
    await open({ listen: null }).switch.read(site);
    const holder = new pg.Client({ connectionString: server.adminUrl });
    await holder.connect();
    onTestFinished(() => holder.end());
    await holder.query(`begin; lock table ${schemaNow()}.migrations in access exclusive mode`);
    const beginning = open({ listen: null, timeoutMs: 300 });
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await failureOf(beginning.switch.version(site))).code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
    }
    const waiting = `select 1 from pg_stat_activity where application_name = 'portcullis store' and wait_event_type = 'Lock'`;
    expect((await admin.query(waiting)).rows).toEqual([]);
    await holder.query('rollback');
    expect((await beginning.switch.version(site)).epoch).toBe(0);
  });

  it('lets go of the tables where whoever makes them is cut off', async () => {
    const { database, relay } = await poolUntil(/create table audit_records/);
    const cut = failureOf(open({ database, listen: null, timeoutMs: 500 }).switch.read(site));
    const held = `select 1 from pg_stat_activity where state = 'idle in transaction'`;
    await expect.poll(async () => (await admin.query(held)).rows.length).toBe(1);
    expect((await open({ listen: null }).switch.read(site)).switch.epoch).toBe(0);
    relay.stop();
    expect((await cut).code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
  });

  it('costs one operation its time where a network forgot every connection, not one for each', async () => {
    const relay = await startRelay(portOf(server.adminUrl));
    onTestFinished(() => relay.stop());
    const store = open({ database: throughRelay(relay), timeoutMs: 1_000 });
    await Promise.all(Array.from({ length: 5 }, () => store.switch.read(site)));
    relay.swallow();
    expect((await failureOf(store.switch.read(site))).message).toContain('no answer within 2000 ms');
    relay.pass();
    expect((await store.switch.read(site)).switch.epoch).toBe(0);
    expect((await Promise.all(Array.from({ length: 4 }, () => store.switch.read(site)))).length).toBe(4);
  });

  it('leaves no session on the server that a network forgot, and none of the application’s is touched', async () => {
    const relay = await startRelay(portOf(server.adminUrl));
    onTestFinished(() => relay.stop());
    const store = open({ database: throughRelay(relay), listen: null, timeoutMs: 300 });
    await Promise.all(Array.from({ length: 4 }, () => store.switch.read(site)));
    expect((await sessionsOf('portcullis store')).length).toBeGreaterThan(0);
    relay.swallow();
    await expect.poll(() => sessionsOf('portcullis store'), { timeout: 20_000 }).toEqual([]);
    const pool = new pg.Pool({ connectionString: server.adminUrl, max: 1 });
    onTestFinished(() => pool.end());
    await open({ database: pool, listen: null }).switch.read(site);
    expect((await pool.query('show idle_session_timeout')).rows).toEqual([{ idle_session_timeout: '0' }]);
  });

  it('is over once connections that were ended are opened again', async () => {
    const store = open();
    await close(store, 0);
    for (const pid of await sessionsOf('portcullis store')) {
      await admin.query('select pg_terminate_backend($1)', [pid]);
    }
    // The pool may hand out one that it has not heard the end of.
    await store.switch.read(site).catch(() => undefined);
    expect((await store.switch.read(site)).switch.epoch).toBe(1);
  });

  it('is not the end of the process: of a connection that is ended between two statements too', async () => {
    const pool = new pg.Pool({ connectionString: server.adminUrl, max: 1 });
    pool.on('error', () => undefined);
    try {
      const store = open({
        database: {
          async connect() {
            const client = await pool.connect();
            // As `pg` tells it, when the end comes together with an answer: what nobody hears ends the process.
            setImmediate(() => client.emit('error', new Error('terminating connection')));
            return client;
          },
        },
      });
      expect((await store.switch.read(site)).switch.epoch).toBe(0);
      const [client] = [await pool.connect()];
      // The pool's own alone is left.
      expect(client.listenerCount('error')).toBe(0);
      client.release();
    } finally {
      await pool.end();
    }
  });

  it('keeps a row that Portcullis did not write from being read as anything', async () => {
    const store = open();
    await close(store, 0);
    await admin.query(`update ${schemaNow()}.switches set epoch = 9007199254740993`);
    expect(await failureOf(store.switch.read(site))).toMatchObject({
      code: 'PORTCULLIS_STORE_CORRUPT',
      message: expect.stringContaining('epoch should be a whole number'),
    });
  });
});

describe('what is said on a connection', () => {
  it('is read as of one moment: no newer epoch comes with passes from before it', async () => {
    const other = open();
    await other.passes.create(passOf('p'), recordOf('a', 1));
    let isRevoked = false;
    const database = tappedPool(openPool(), {
      async after(text) {
        if (isRevoked || !/^select .* from "passes"/.test(text)) return;
        isRevoked = true;
        await other.passes.revoke(site, 'p', recordOf('a', 2));
      },
    });
    const before = await other.switch.version(site);
    const { switch: found, passes } = await open({ database, listen: null }).switch.read(site);
    expect(isRevoked).toBe(true);
    expect([found.epoch, passes.map(({ id }) => id)]).toEqual([before.epoch, ['p']]);
    expect((await other.switch.read(site)).passes).toEqual([]);
  });

  it('leaves nothing behind on a pool of an application', async () => {
    const pool = openPool({ max: 1, options: '-c synchronous_commit=off -c search_path=public' });
    const settings = async () =>
      (
        await pool.query(
          `select current_setting('search_path') as path, current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
             current_setting('synchronous_commit') as durable, current_setting('transaction_isolation') as isolation`,
        )
      ).rows;
    const before = await settings();
    const committed: unknown[] = [];
    const database = tappedPool(pool, {
      async before(text, client) {
        if (text !== 'commit') return;
        const { rows } = await client.query(
          `select current_setting('synchronous_commit') as durable, current_setting('transaction_read_only') as reads`,
        );
        committed.push(`${rows[0].durable}, reads ${rows[0].reads}`);
      },
    });
    const store = open({ database, listen: null });
    await store.switch.read(site);
    committed.splice(0);
    await store.switch.read(site);
    await close(store, 0);
    await store.instances.report(site, reportOf('i'));
    // A change is on disk before it is confirmed, whatever the application wants of its own; a sign of life need not be.
    expect(committed).toEqual(['off, reads on', 'on, reads off', 'off, reads off']);
    expect(await settings()).toEqual(before);
  });

  it('has the time from the database alone', async () => {
    const database = tappedPool(openPool(), {
      after(_, outcome) {
        const results: unknown[] = Array.isArray(outcome) ? outcome : [];
        for (const { rows } of results as { rows: { now?: number }[] }[]) {
          if (rows[0]?.now !== undefined) rows[0].now = 1_000;
        }
      },
    });
    expect((await open({ database, listen: null }).switch.read(site)).now).toBe(1_000);
  });

  it('is read as it was stored, whatever an application has taught its driver', async () => {
    const asBigInt = { getTypeParser: () => (value: string) => BigInt(value.length) };
    const store = open({ database: openPool({ types: asBigInt } as pg.PoolConfig), listen: null });
    await close(store, 0);
    expect((await store.switch.read(site)).switch).toMatchObject({ epoch: 1, mode: 'read-only' });
  });

  it('is read as it was stored, however a role has bytes written', async () => {
    const asText = open({ database: openPool({ options: '-c bytea_output=escape' }), listen: null });
    const sealed = Uint8Array.of(0, 92, 120, 255);
    const request = {
      id: 'h',
      webhook: 'POST /w',
      orderKey: 'o',
      deliveryKey: null,
      isVerified: true,
      bytes: 4,
      sealed,
    };
    const accepting = { request, epoch: 0, onlyBehind: false, most: 9, mostBytes: 1e6 };
    expect(await asText.held.accept(site, [accepting])).toMatchObject([{ kind: 'held' }]);
    const found = await asText.held.find(site, 'h');
    expect(Buffer.from(found?.sealed ?? []).equals(sealed)).toBe(true);
  });

  it('may be stored although its end was not heard, and then it is said so', async () => {
    let isLosing = false;
    const database = tappedPool(openPool(), {
      after(text) {
        if (isLosing && text === 'commit') throw new Error('the connection was lost');
      },
    });
    const store = open({ database, listen: null });
    await store.switch.read(site);
    isLosing = true;
    const { message } = await failureOf(close(store, 0));
    expect(message).toContain('Whether this operation was stored is not known');
    expect((await open().switch.read(site)).switch.epoch).toBe(1);
    expect((await failureOf(store.switch.read(site))).message).toContain(
      'Nothing of this operation was stored',
    );
  });

  it('goes on one that came too late back to its pool', async () => {
    const pool = openPool({ max: 1 });
    const holding = await pool.connect();
    const store = open({ database: pool, listen: null, timeoutMs: 50 });
    expect((await failureOf(store.switch.read(site))).message).toContain('no answer within 50 ms');
    holding.release();
    await expect.poll(() => [pool.idleCount, pool.waitingCount]).toEqual([1, 0]);
    const later = open({ database: pool, listen: null });
    expect((await later.switch.read(site)).switch.epoch).toBe(0);
  });
});

describe('hints', () => {
  /** How many came since it began to listen, which tells everybody to look. */
  const hinted = async (store: ServerStore) => {
    let hints = -1;
    store.switch.subscribe(site, () => {
      hints += 1;
    });
    await expect.poll(() => hints, patience).toBe(0);
    return () => hints;
  };
  /** A watchdog. */
  const patience = { timeout: 20_000 };

  it('come again after the connection that listens was ended, with one for what was missed', async () => {
    const [one, other] = [open(), open()];
    await close(one, 0);
    const heard = await hinted(other);
    const [listening] = await sessionsOf('portcullis store, listening');
    await admin.query('select pg_terminate_backend($1)', [listening]);
    await expect.poll(heard, patience).toBe(1);
    await close(one, 1);
    await expect.poll(heard, patience).toBe(2);
    await one.passes.create(passOf('p'), recordOf('a', 3));
    await expect.poll(heard, patience).toBe(3);
  });

  it('come through a connection of their own where a pooler shares the others out', async () => {
    const direct = new URL(server.adminUrl);
    const pooler = await startPgbouncer({
      serverPort: Number(direct.port),
      passwords: { [direct.username]: direct.password },
      poolSize: 2,
    });
    const pooled = new URL(direct);
    pooled.port = String(pooler.port);
    try {
      const database = String(pooled);
      const [one, other] = [
        open({ database, listen: server.adminUrl }),
        open({ database, listen: server.adminUrl }),
      ];
      const heard = await hinted(other);
      await Promise.all([
        close(one, 0),
        one.instances.report(site, reportOf('i')),
        other.instances.list(site),
      ]);
      await expect.poll(heard, patience).toBe(1);
    } finally {
      for (const store of stores.splice(0)) await store.close();
      await pooler.stop();
    }
  });

  it.each([
    ['an address', () => ({ connectionString: server.adminUrl })],
    ['a password by itself', () => partsOf(server.adminUrl)],
    [
      'a function that fetches its password',
      () => {
        const { password, ...others } = partsOf(server.adminUrl);
        return { ...others, password: async () => password };
      },
    ],
  ])('come to a store on the pool of an application, made with %s, which stays open', async (_, options) => {
    const pool = new pg.Pool({ ...options(), max: 2 });
    // The server is stopped while the last of them are ended.
    pool.on('error', () => undefined);
    try {
      const store = open({ database: pool });
      const heard = await hinted(store);
      await close(open(), 0);
      await expect.poll(heard, patience).toBe(1);
      await store.close();
      await expect(store.switch.read(site)).rejects.toThrow('was closed by this process');
      await expect.poll(() => sessionsOf('portcullis store, listening'), patience).toHaveLength(0);
      expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    } finally {
      await pool.end();
    }
  });
});
