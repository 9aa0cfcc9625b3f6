import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningPostgres, startPostgres } from '../../../../test/support/postgres/start-postgres.ts';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { openGuard } from '../../src/databases/open-guard.ts';
import { runCommand } from '../support/command-line.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let postgres: RunningPostgres;
let url: string;
let app: pg.Client;
let gate: pg.Client;
let site: RunningSite | null = null;

/** `app` is the application's, `gate` the store's. */
beforeAll(async () => {
  postgres = await startPostgres(15);
  const admin = new pg.Client({ connectionString: postgres.adminUrl });
  await admin.connect();
  await admin.query(`create role app login password 'secret'; create role gate login password 'secret'`);
  await admin.query('create database shared_shop owner app');
  await admin.query('grant create on database shared_shop to gate');
  await admin.end();
  url = new URL('/shared_shop', postgres.adminUrl).href;
  [app, gate] = await Promise.all([connect('app'), connect('gate')]);
  await app.query('create table orders (id serial, what text)');
});
afterEach(async () => {
  const last = site;
  site = null;
  await last?.close();
  await withGuard((guard) => guard.open());
});
afterAll(async () => {
  await Promise.all([app.end(), gate.end()]);
  await postgres.stop();
});

const placeFor = (role: string) => {
  const place = new URL(url);
  place.username = role;
  place.password = 'secret';
  return place.href;
};
async function connect(role: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: placeFor(role), application_name: `the ${role}` });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** The store lies in the database that the site closes. */
const configOf = (schema: string) => ({
  store: { kind: 'postgres' as const, place: placeFor('gate'), schema },
  databases: [{ name: 'orders', place: url }],
});
const start = async (schema: string): Promise<RunningSite> => {
  site = await startSite({ config: configOf(schema) });
  return site;
};
const statusOf = (one: RunningSite) => one.control.get<SiteStatus>('/status');
const until = (isSo: () => Promise<boolean>) =>
  expect.poll(isSo, { interval: 20, timeout: 20_000 }).toBe(true);
const stateOf = (client: pg.Client, text: string): Promise<string> =>
  client.query(text).then(
    () => 'done',
    (error: pg.DatabaseError) => String(error.code),
  );
const insert = () => stateOf(app, `insert into orders (what) values ('lamp')`);

async function withGuard<Result>(
  work: (
    guard: Extract<Awaited<ReturnType<typeof openGuard>>, { engine: 'postgres' }>['guard'],
  ) => Promise<Result>,
): Promise<Result> {
  const opened = await openGuard(url, { workingDirectory: '/' });
  if (opened.engine !== 'postgres') throw new Error('Expected PostgreSQL');
  try {
    return await work(opened.guard);
  } finally {
    await opened.close();
  }
}
/** The command in a folder with a configuration. */
function guardCommand(one: RunningSite, args: readonly string[], config: unknown = null) {
  const workingDirectory = join(one.stateDirectory, 'folder');
  mkdirSync(workingDirectory, { recursive: true });
  writeFileSync(join(workingDirectory, 'portcullis.config.json'), JSON.stringify(config));
  return runCommand(['guard', ...args], {
    stateDirectory: one.stateDirectory,
    workingDirectory,
    environment: { PORTCULLIS_DATABASE: url, GATE_STORE: placeFor('gate') },
  });
}

describe('a store in the database that its site closes', () => {
  it('is not closed before it is left out, and goes on', async () => {
    await withGuard((guard) => guard.install());
    const running = await start('too_early');
    await running.on({});
    await until(async () =>
      ((await statusOf(running)).stillness?.databases[0]?.problem ?? '').includes(
        'portcullis guard install --store too_early',
      ),
    );
    const { word, stillness } = await statusOf(running);
    expect(word).toBe('enforced');
    expect(stillness?.missing.join()).toContain(
      'would be closed as well: nobody could turn the site off again',
    );
    expect(await insert()).toBe('done');
    await running.off();
    await until(async () => (await statusOf(running)).stillness?.phase === null);
  });

  it('goes on while it is closed, which guard and status name; the application does not', async () => {
    const running = await start('portcullis_store');
    const { place, ...store } = configOf('portcullis_store').store;
    // From the folder's configuration, by itself.
    const installed = await guardCommand(running, ['install'], {
      upstream: 'http://127.0.0.1:1',
      store: { ...store, placeFrom: 'GATE_STORE' },
    });
    expect(installed.stdout).toContain('left out     portcullis_store, the store of Portcullis of gate');
    expect(place).not.toBe('');
    // Born guarded, because a guard was there before.
    const triggers = await gate.query(
      `select tgrelid::regclass from pg_trigger where tgname = 'aa_portcullis' and tgrelid::regclass::text like 'portcullis_store.%'`,
    );
    expect(triggers.rows).toEqual([]);
    await running.on({});
    await until(async () => (await statusOf(running)).word === 'still');
    expect(await insert()).toBe('25006');
    const seen = await statusOf(running);
    expect(seen.stillness?.databases[0]).toMatchObject({ leftOut: ['portcullis_store'], holes: [] });
    // What the store writes each second is nobody's write.
    const { rows } = await gate.query(
      `select n_tup_ins + n_tup_upd as written from pg_stat_user_tables where schemaname = 'portcullis_store' and relname = 'instances'`,
    );
    await until(async () => {
      const later = await gate.query(
        `select n_tup_ins + n_tup_upd as written from pg_stat_user_tables where schemaname = 'portcullis_store' and relname = 'instances'`,
      );
      return Number(later.rows[0].written) > Number(rows[0].written);
    });
    const traces = await withGuard((guard) => guard.traces());
    expect([...traces.changes.keys()].filter((name) => !name.startsWith('too_early.'))).toEqual([
      'public.orders',
    ]);
    const watch = (await statusOf(running)).stillness?.databases[0]?.watch;
    // A write from right before it was closed may be told as maybe late.
    expect(watch?.writes.filter(({ kind, table }) => kind !== 'unsure' || table !== 'public.orders')).toEqual(
      [],
    );
    expect(watch?.sessions.map(({ application }) => application).sort()).toEqual(['the app', 'the gate']);
    expect((await guardCommand(running, ['status'])).stdout).toContain(
      'left out     portcullis_store, the store of Portcullis of gate (stays writable)',
    );
    // A store that is brought up to date meanwhile.
    expect(
      await stateOf(
        gate,
        `create table portcullis_store.held (id serial primary key, at int default 0 check (at >= 0)); create index on portcullis_store.held (id);
         alter table portcullis_store.held add column body text; drop table portcullis_store.held`,
      ),
    ).toBe('done');
    expect(await stateOf(app, 'create table mine (id int)')).toBe('25006');
    // A server that begins anew finds everything.
    await running.stopServer();
    await running.startServer(configOf('portcullis_store'));
    await running.off();
    await until(async () => (await statusOf(running)).stillness?.phase === null);
    expect(await insert()).toBe('done');
    expect((await statusOf(running)).word).toBe('open');
  });

  it('elsewhere is not looked for here', async () => {
    const running = await start('another_store');
    const store = { kind: 'postgres', place: postgres.adminUrl, schema: 'another_store' };
    const installed = await guardCommand(running, ['install', '--json'], {
      upstream: 'http://127.0.0.1:1',
      store,
    });
    expect(installed.stderr).toBe('');
    const { rows } = await gate.query(`select to_regnamespace('another_store') is not null as is_there`);
    expect(rows).toEqual([{ is_there: true }]);
    await withGuard(async (guard) => {
      expect((await guard.status()).leftOut.map(({ schema }) => schema)).toEqual(['portcullis_store']);
    });
    // A wrong variable is told, and leaves out nothing.
    const unknown = await guardCommand(running, ['install'], {
      upstream: 'http://127.0.0.1:1',
      store: { ...store, place: 'postgres://gate:hunter2@127.0.0.1:1/none', schema: 'another_store' },
    });
    expect(unknown.stderr).toContain('leave it out with --store SCHEMA');
    expect(unknown.stderr).not.toContain('hunter2');
    expect(unknown.stdout).not.toContain('left out     another_store');
  });

  it('is left out by who installs alone, whatever an application calls its own', async () => {
    await app.query(
      `create schema portcullis_stores; comment on schema portcullis_stores is 'portcullis store';
       create table portcullis_stores.identity (one int, lineage text);
       create table portcullis_stores.migrations (name text);
       create table portcullis_stores.switches (site text); create table portcullis_stores.instances (site text);
       create table portcullis_stores.audit_records (site text); create table portcullis_stores.transitions (site text)`,
    );
    await withGuard(async (guard) => {
      await guard.install();
      expect(await guard.verify()).toContainEqual(
        expect.objectContaining({ kind: 'left-out', object: 'portcullis_stores', isHole: false }),
      );
      await guard.close({ reason: 'a test' });
      expect(await stateOf(app, `insert into portcullis_stores.switches values ('shop')`)).toBe('25006');
      expect(await stateOf(app, `insert into portcullis.left_out values ('public', 'app', '')`)).toBe(
        '42501',
      );
      await guard.open();
      // Nor is it left out by name where it is none, or where something else lies with it.
      await expect(guard.install({ storeSchemas: ['public'] })).rejects.toThrow(
        'Expected a store of Portcullis in the schema public',
      );
      await app.query('create table portcullis_stores.loot (id int)');
      await expect(guard.install({ storeSchemas: ['portcullis_stores'] })).rejects.toThrow(
        'but portcullis_stores.loot of app would be left unguarded as well',
      );
    });
    await app.query('drop schema portcullis_stores cascade');
  });

  it('leaves out nothing of others in its schema, and names what its own role puts there', async () => {
    await gate.query('grant usage, create on schema portcullis_store to app');
    await app.query('create table portcullis_store.mine (id int)');
    await gate.query('create table portcullis_store.loot (id int)');
    await gate.query(
      'create table portcullis_store.parent (id int); create table portcullis_store.child () inherits (portcullis_store.parent)',
    );
    await withGuard(async (guard) => {
      // What became a part of another table lost its exception, and has no trigger yet.
      await expect(guard.close({ reason: 'a test' })).rejects.toThrow('portcullis_store.parent (no trigger)');
      await guard.install();
      expect(await guard.verify()).toContainEqual(
        expect.objectContaining({ kind: 'left-out', object: 'portcullis_store.loot', isHole: true }),
      );
      await guard.close({ reason: 'a test' });
      expect(await stateOf(app, 'insert into portcullis_store.mine values (1)')).toBe('25006');
      for (const table of ['parent', 'child']) {
        expect(await stateOf(gate, `insert into portcullis_store.${table} values (1)`)).toBe('25006');
      }
      expect((await guard.drain({ timeoutMs: 5_000 })).isDrained).toBe(false);
      await guard.open();
    });
    await app.query('drop table portcullis_store.mine');
    await gate.query('drop table portcullis_store.loot, portcullis_store.parent, portcullis_store.child');
  });
});
