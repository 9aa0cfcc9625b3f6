import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { guardRefusalOf } from '@portcullis/quiesce/refusal';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../test/support/gate-process.ts';
import {
  postgresVersions,
  type RunningPostgres,
  startPostgres,
} from '../../../../test/support/postgres/start-postgres.ts';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { openGuard } from '../../src/databases/open-guard.ts';
import { runCommand } from '../support/command-line.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;
const portcullis = (...args: string[]) => runCommand(args, { stateDirectory: site.stateDirectory });
const status = () => site.control.get<SiteStatus>('/status');
const watched = async () => (await status()).stillness?.databases[0]?.watch ?? null;
const until = (isSo: () => boolean | Promise<boolean>) =>
  expect.poll(isSo, { interval: 20, timeout: 20_000 }).toBe(true);
const records = async (kind: string) => {
  const answer = await site.control.get<{ records: { kind: string; data: string }[] }>('/audit');
  return answer.records.filter((one) => one.kind === kind).map(({ data }) => JSON.parse(data));
};

afterEach(async () => {
  try {
    await site.off();
    await until(async () => (await status()).stillness?.phase === null);
  } finally {
    await site.close();
  }
});

describe.each(postgresVersions)('a site whose PostgreSQL %s is watched', (version) => {
  let postgres: RunningPostgres;
  let url: string;
  let clients: pg.Client[] = [];

  beforeAll(async () => {
    postgres = await startPostgres(version);
    const admin = new pg.Client({ connectionString: postgres.adminUrl });
    await admin.connect();
    await admin.query(`create role web login password 'secret'; create role billing login password 'secret';
      create role repair login password 'secret'`);
    await admin.query('create database watched_shop owner web');
    await admin.end();
    url = new URL('/watched_shop', postgres.adminUrl).href;
    const shop = await connect('web', 'shop-web');
    await shop.query('create table orders (id serial, what text); create table sessions (id text)');
    await shop.query('grant all on orders, orders_id_seq to billing, repair');
    await shop.end();
    const opened = await openGuard(url, { workingDirectory: '/' });
    if (opened.engine !== 'postgres') throw new Error('Expected PostgreSQL');
    await opened.guard.install({ approvedRoles: ['repair'], bookkeepingTables: ['sessions'] });
    await opened.close();
  });
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.end().catch(() => {})));
    clients = [];
  });
  afterAll(() => postgres.stop());

  async function connect(user: string, name: string): Promise<pg.Client> {
    const { port, password } = new URL(postgres.adminUrl);
    const client = new pg.Client({
      ...{ host: '127.0.0.1', port: Number(port), user, database: 'watched_shop', application_name: name },
      password: user === 'postgres' ? password : 'secret',
    });
    client.on('error', () => {});
    await client.connect();
    clients.push(client);
    return client;
  }
  const insert = `insert into orders (what) values ('lamp')`;
  const start = async () => {
    site = await startSite({
      config: { databases: [{ name: 'orders', place: url, clients: ['web/shop-web', 'repair'] }] },
    });
  };

  it('names the script that was refused, and the session that nobody declared', async () => {
    await start();
    await connect('web', 'shop-web');
    const psql = await connect('postgres', 'psql');
    const { rows } = await psql.query('select pg_backend_pid() as pid');
    const on = await portcullis('on', 'read-only', '--reason', 'moving orders');
    expect(on.exitCode).toBe(0);
    expect(on.stdout).toMatch(/still since \S+; no write seen; watching 2 tables, 0 workers, 1 instance\n/);
    expect(on.stdout).toMatch(
      new RegExp(`not declared  database orders: psql of postgres since \\S+, pid ${rows[0].pid}\n`),
    );
    const script = await connect('billing', 'billing-script');
    expect(guardRefusalOf(await script.query(insert).catch((error: unknown) => error))).not.toBe(null);
    await script.end();
    await until(async () => (await watched())?.refusedCount === 1);
    const shown = (await portcullis('status')).stdout;
    expect(shown).toMatch(
      /refused {2}database orders: 1 statement, the last of each writer:\n {2}billing \(billing-script\) to public\.orders at \S+\n/,
    );
    expect(shown).not.toContain('shop-web of web');
    expect((await status()).word).toBe('still');
    expect((await watched())?.notWatched).toEqual([]);
  });

  it('shows what is allowed without an alarm', async () => {
    await start();
    await site.on({});
    await until(async () => (await status()).word === 'still');
    const repair = await connect('repair', 'the repair');
    await repair.query(insert);
    await repair.end();
    const shop = await connect('web', 'shop-web');
    await shop.query(`insert into sessions values ('ada')`);
    await shop.end();
    await until(async () => (await watched())?.writes.length === 2);
    const shown = (await portcullis('status')).stdout;
    expect(shown).toMatch(
      /approved {2}database orders: \S+ 1 row of public\.orders by repair \(the repair\)/,
    );
    expect(shown).toMatch(/bookkeeping {2}database orders: \S+ 1 row of public\.sessions by /);
    expect(shown).toMatch(/still since \S+; last write \S+: 1 row of public\.(?:sessions|orders) by /);
    expect((await status()).word).toBe('still');
    expect(await records('database.written')).toEqual([]);
  });

  it('raises an alarm at a write past the guard: in status, on record, and it is not still', async () => {
    await start();
    await site.on({});
    await until(async () => (await status()).word === 'still');
    const ada = await connect('postgres', 'psql of ada');
    await until(
      async () =>
        (await watched())?.sessions.some(({ application }) => application === 'psql of ada') ?? false,
    );
    await ada.query(`alter event trigger portcullis_ddl_start disable`);
    await ada.query(`alter event trigger portcullis_ddl_end disable`);
    await ada.query(`begin; alter table orders disable trigger aa_portcullis; ${insert};
      alter table orders enable always trigger aa_portcullis; commit`);
    await ada.query(`alter event trigger portcullis_ddl_end enable always`);
    await ada.query(`alter event trigger portcullis_ddl_start enable always`);
    await ada.end();
    await until(async () => (await watched())?.alarms.length === 1);
    const { word, stillness } = await status();
    expect(word).toBe('enforced');
    expect(stillness?.missing.join()).toMatch(
      /^database orders was written to past its guard: 1 row of public\.orders by postgres \(psql of ada\), pid \d+: /,
    );
    const shown = (await portcullis('status')).stdout;
    expect(shown).toMatch(/ALARM {2}database orders: \S+ 1 row of public\.orders by .*past the guard\n/);
    expect(await records('database.written')).toMatchObject([
      {
        database: 'orders',
        table: 'public.orders',
        rows: 1,
        by: [{ role: 'postgres', application: 'psql of ada' }],
      },
    ]);
    await until(async () => (await status()).word === 'still');
    expect((await watched())?.alarms).toHaveLength(1);
  });
});

it('names the processes that have a file of SQLite open, and the write of one of them', async () => {
  const directory = temporaryDirectory();
  const place = join(directory.path, 'orders.sqlite');
  const orders = new DatabaseSync(place);
  orders.exec('pragma journal_mode = wal; create table orders (what text)');
  try {
    site = await startSite({ config: { databases: [{ name: 'orders', place }] } });
    await site.on({});
    await until(async () => (await status()).word === 'still');
    expect((await watched())?.tables).toBe(1);
    orders.exec(`drop trigger portcullis_insert_orders; insert into orders values ('a lamp')`);
    await until(async () => (await watched())?.alarms.length === 1);
    expect((await status()).word).toBe('enforced');
  } finally {
    orders.close();
    directory.remove();
  }
});
