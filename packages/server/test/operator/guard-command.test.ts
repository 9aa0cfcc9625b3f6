import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guardRefusalOf } from '@portcullis/quiesce/refusal';
import Database from 'better-sqlite3';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningPostgres, startPostgres } from '../../../../test/support/postgres/start-postgres.ts';
import { type CommandResult, runCommand } from '../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'portcullis-guard-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const guard = (args: string, database?: string): Promise<CommandResult> =>
  runCommand(['guard', ...(args.match(/"[^"]*"|\S+/g)?.map((part) => part.replaceAll('"', '')) ?? [])], {
    stateDirectory: folder,
    ...(database === undefined ? {} : { environment: { PORTCULLIS_DATABASE: database } }),
  });

describe('portcullis guard, on PostgreSQL', () => {
  let server: RunningPostgres;
  let url: string;
  const clients: pg.Client[] = [];
  const connect = async (user: string, name: string) => {
    const { port } = new URL(server.adminUrl);
    const client = new pg.Client({
      host: '127.0.0.1',
      port: Number(port),
      user,
      password: 'secret',
      database: 'shop_of_a_test',
      application_name: name,
    });
    client.on('error', () => {});
    await client.connect();
    clients.push(client);
    return client;
  };
  const on = (args: string) => guard(args, url);

  beforeAll(async () => {
    server = await startPostgres(18);
    const admin = new pg.Client({ connectionString: server.adminUrl });
    await admin.connect();
    for (const role of ['app', 'maintainer', 'nobody_else']) {
      await admin.query(`create role ${role} login password 'secret'`);
    }
    await admin.query('create database shop_of_a_test owner app');
    await admin.end();
    url = new URL('/shop_of_a_test', server.adminUrl).href;
    const app = await connect('app', 'the application');
    await app.query(
      `create table orders (id int); grant all on orders to maintainer; create table sessions (id text)`,
    );
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.end().catch(() => {})));
    await server.stop();
  });

  test('says that it is not there before it is installed', async () => {
    expect(await on('status')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^shop_of_a_test at 127\.0\.0\.1:\d+ as postgres: not installed\n$/),
    });
    expect(await on('verify')).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('hole  No guard is installed'),
    });
    expect(await on('close --reason "a repair"')).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('PORTCULLIS_GUARD_REFUSED\nThe database shop_of_a_test at'),
    });
  });

  test('is installed, closed, waited for, opened and uninstalled', async () => {
    expect(await on('install --approve maintainer --bookkeeping sessions')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/is installed, and open\.\nGuarded now: orders, sessions\n/),
    });
    expect(await on('verify')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('holds.') });
    const idle = await connect('app', 'a forgotten script');
    await idle.query('begin; insert into orders values (1)');

    const undrained = await on('close --reason "moving orders" --wait 1s --retry-after 10m');
    expect(undrained).toMatchObject({
      exitCode: 4,
      stdout: expect.stringMatching(
        /^Closed, and not drained: after 1 s these may still commit\.\n {2}pid \d+, app, a forgotten script, \d+ s, idle in transaction: begin; insert into orders values \(1\)\nTo wait on/,
      ),
    });
    expect(undrained.stderr).toMatch(
      /is closed: nobody new writes\..*\n {2}waiting for pid \d+, app, a forgotten script/,
    );
    const app = await connect('app', 'the application');
    const error = await app.query('insert into orders values (2)').catch((one: unknown) => one);
    expect(guardRefusalOf(error)).toEqual({
      reason: 'moving orders',
      retryAfterSeconds: 600,
      table: 'orders',
    });
    expect(await on('status')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(': closing since '),
    });

    expect(await on('close --reason "moving orders" --wait 1s --end-sessions')).toMatchObject({
      exitCode: 0,
      stdout: 'Drained: nobody unapproved can commit a write any more.\n',
    });
    const status = await on('status');
    expect(status.stdout).toMatch(
      / closed since \S+Z by postgres\n {2}reason {7}moving orders\n {2}tables {7}all\n {2}approved {5}maintainer \(write on\)\n {2}bookkeeping {2}sessions \(stay writable\)\n$/,
    );
    expect(JSON.parse((await on('status --json')).stdout)).toMatchObject({
      state: 'closed',
      reason: 'moving orders',
    });
    await app.query(`insert into sessions values ('s')`);
    await (await connect('maintainer', 'psql')).query('insert into orders values (3)');

    expect(await on('open')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('is open: writes pass.'),
    });
    await app.query('insert into orders values (4)');
    const { rows } = await app.query('select id from orders order by id');
    expect(rows).toEqual([{ id: 3 }, { id: 4 }]);
    expect(await on('uninstall')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Nothing is left'),
    });
    expect((await on('status')).stdout).toContain('not installed');
  });

  test('says in JSON who may still commit', async () => {
    await on('install');
    const writer = await connect('app', 'a long job');
    await writer.query('begin; insert into orders values (5)');
    const { exitCode, stdout } = await on('close --reason "a repair" --table orders --wait 1s --json');
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([
      4,
      { isDrained: false, left: [{ applicationName: 'a long job' }] },
    ]);
    await writer.query('commit');
    expect(JSON.parse((await on('close --reason "a repair" --table orders --json')).stdout)).toEqual({
      isDrained: true,
      left: [],
      holes: [],
    });
    await on('open');
  });

  test('calls nothing drained that a write can pass by', async () => {
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    await admin.query('alter event trigger portcullis_ddl_end disable');
    expect(await on('close --reason "a repair"')).toMatchObject({
      exitCode: 4,
      stdout: expect.stringMatching(
        /^Closed, and nobody is waited for, but writes can pass all the same\.\nhole {2}Some of the triggers/,
      ),
    });
    expect((await on('status')).stdout).toContain(': closing since ');
    // Without opening it.
    expect(await on('install')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('is installed, and closing.'),
    });
    expect(await on('close --reason "a repair"')).toMatchObject({ exitCode: 0 });
    await on('open');
    await admin.end();
  });

  test('who may not is told so, and nothing is closed', async () => {
    const { port } = new URL(server.adminUrl);
    const other = `postgres://nobody_else:secret@127.0.0.1:${port}/shop_of_a_test`;
    const { exitCode, stderr } = await guard('close --reason "a repair"', other);
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining('permission denied for function close')]);
    expect(stderr).toContain(
      'Come as who installed the guard; to close, open and look also as one of --operator.',
    );
    expect((await on('status')).stdout).toMatch(/: open\n/);
  });

  test('is taken off by nobody but who may: others are told so, and not that tables are busy', async () => {
    await on('install --approve maintainer --operator nobody_else');
    const { port } = new URL(server.adminUrl);
    const operator = `postgres://nobody_else:secret@127.0.0.1:${port}/shop_of_a_test`;
    expect(await guard('uninstall', operator)).toMatchObject({
      exitCode: 3,
      stdout: '',
      stderr: expect.stringContaining('permission denied to take it off: nobody_else is not portcullis'),
    });
    expect(await guard('verify', operator)).toMatchObject({ exitCode: 0 });
    expect((await guard('status', operator)).stdout).toContain('approved     maintainer (write on)');
  });

  test('approves no role that is not there: whoever repairs would find out at night', async () => {
    expect(await on('install --approve maintaner')).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('Expected roles of this server, got maintaner'),
    });
    expect((await on('status')).stdout).not.toContain('maintaner');
  });

  test('a database that cannot be reached is named without its password', async () => {
    const { port } = new URL(server.adminUrl);
    for (const place of [
      'postgres://app:hidden-word@127.0.0.1:1/shop',
      `postgres://app:hidden-word@127.0.0.1:${port}/shop_of_a_test`,
    ]) {
      const { exitCode, stdout, stderr } = await guard('status', place);
      expect(exitCode).toBe(5);
      expect(stderr).toContain('PORTCULLIS_DATABASE_UNREACHABLE');
      expect(stdout + stderr).not.toContain('hidden-word');
    }
  });

  test('a password with signs that end it in a URL is not told as a host or a name', async () => {
    for (const place of [
      'postgres://app:hidden@word/secret@127.0.0.1:1/shop',
      'postgres://app:hid?den@127.0.0.1:1/shop',
      'postgres://app:hid#den@127.0.0.1:1/shop',
    ]) {
      const { exitCode, stdout, stderr } = await guard('status', place);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining('must be escaped (%40 for @')]);
      expect(stdout + stderr).not.toMatch(/hid|secret/);
    }
    expect((await guard('status', 'postgres://')).stderr).toContain('Expected a database as postgres://');
  });
});

describe('portcullis guard, on SQLite', () => {
  const file = join(folder, 'shop.sqlite');
  beforeAll(() => {
    const database = new Database(file);
    database.exec('create table orders (id int); create table sessions (id text)');
    database.close();
  });

  test('is closed and opened', async () => {
    expect(
      await guard(`close --database shop.sqlite --reason "a repair" --bookkeeping sessions`),
    ).toMatchObject({
      exitCode: 0,
      stdout: `${file} is closed and drained: nobody commits a write any more.\n`,
    });
    const database = new Database(file);
    expect(() => database.exec('insert into orders values (1)')).toThrow('portcullis: INSERT refused');
    database.exec(`insert into sessions values ('s')`);
    expect((await guard('status', file)).stdout).toMatch(
      / closed since \S+Z\n {2}reason {7}a repair\n {2}tables {7}all\n {2}bookkeeping {2}sessions/,
    );
    expect(await guard('open', file)).toMatchObject({ exitCode: 0 });
    database.exec('insert into orders values (1)');
    database.close();
  });

  test('has nothing to install', async () => {
    expect(await guard('install', file)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Nothing is to be installed'),
    });
  });
});

describe('portcullis guard without a database that it could mean', () => {
  test.each([
    ['status', undefined, 2, '--database is missing'],
    ['close', 'shop.sqlite', 2, '--reason is missing'],
    ['status', 'mysql://root@127.0.0.1/shop', 2, 'got one of mysql'],
    ['status', 'postgres://a:b@c@d:port/x', 2, 'got one that is no URL'],
    ['status', 'missing.sqlite', 5, 'missing.sqlite, but there is none'],
    ['status', 'text.sqlite', 5, 'file is not a database'],
  ])('%s of %s ends with %s', async (args, place, code, said) => {
    writeFileSync(
      join(folder, 'text.sqlite'),
      'This is a text, and long enough to be read as one.'.repeat(40),
    );
    const { exitCode, stderr } = await guard(args, place);
    expect([exitCode, stderr]).toEqual([code, expect.stringContaining(said)]);
  });
});
