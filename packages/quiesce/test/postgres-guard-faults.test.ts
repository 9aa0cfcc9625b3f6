import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { postgresVersions } from '../../../test/support/postgres/start-postgres.ts';
import { createPostgresGuard } from '../src/postgres/index.ts';
import { readEvidence } from '../src/postgres/watch-sample.ts';
import { type GuardedDatabase, outcomeOf, refused, startGuardedDatabase } from './guarded-database.ts';

const insert = `insert into notes (text) values ('x')`;

describe.each(postgresVersions)('a guard of PostgreSQL %s', (version) => {
  let database: GuardedDatabase;
  const other = async (name: string) => {
    await database.admin.query(`create database ${name} owner owner`);
    const owner = await database.connect('owner', 'the owner', name);
    await owner.query('create table notes (text text); grant insert on notes to app');
    return { owner, admin: await database.connect('postgres', 'the operator', name) };
  };

  beforeAll(async () => {
    database = await startGuardedDatabase(version);
  });
  afterEach(() => database.guard.open());
  afterAll(() => database.stop());

  test('that is not installed says so', async () => {
    const { admin } = await other('bare');
    const guard = createPostgresGuard(admin);
    expect(await guard.status()).toMatchObject({ state: 'not-installed' });
    expect(await guard.verify()).toMatchObject([{ kind: 'not-installed', isHole: true }]);
    expect(await guard.uninstall()).toEqual([]);
    await expect(guard.close({ reason: 'a repair' })).rejects.toMatchObject({ code: '3F000' });
  });

  test('approves nobody whom there is not', async () => {
    await expect(database.guard.install({ approvedRoles: ['maintainer', 'maintainr'] })).rejects.toThrow(
      'Expected roles of this server, got maintainr.',
    );
    const { rows } = await database.admin.query('select rolname from portcullis.approved');
    expect(rows).toEqual([{ rolname: 'maintainer' }]);
  });

  test('does not close over a table whose trigger somebody disabled, and names it', async () => {
    const owner = await database.connect('owner');
    await owner.query('alter table notes disable trigger aa_portcullis');
    expect(await database.guard.verify()).toMatchObject([
      { kind: 'unguarded', object: 'notes', isHole: true },
    ]);
    await expect(database.guard.close({ reason: 'a repair' })).rejects.toMatchObject({
      code: '55000',
      message: expect.stringContaining('notes (its trigger is disabled'),
    });
    expect(await database.guard.status()).toMatchObject({ state: 'open' });
    expect(await outcomeOf(owner, insert)).toBe('done');
    expect(await database.guard.install()).toMatchObject({ guarded: ['notes'], busy: [], denied: [] });
    expect(await database.guard.verify()).toEqual([]);
  });

  test.each([
    [
      'a function',
      `create or replace function portcullis.guard() returns trigger language plpgsql as 'begin return null; end'`,
      'changed',
    ],
    [
      'with whose rights a function runs',
      'alter function portcullis.check_write(oid, text) security invoker',
      'changed',
    ],
    [
      'where a function looks for names',
      'alter function portcullis.check_write(oid, text) reset all',
      'changed',
    ],
    ['an event trigger', 'alter event trigger portcullis_ddl_end disable', 'ddl'],
    ['who may write to a column', 'grant update (rolname) on portcullis.approved to app', 'privilege'],
  ])('says that somebody changed %s, and is mended by installing', async (_, text, kind) => {
    await database.admin.query(text);
    expect(await database.guard.verify()).toMatchObject([{ kind, isHole: true }]);
    await database.guard.install();
    expect(await database.guard.verify()).toEqual([]);
  });

  test.each([
    ['table portcullis.approved', 'portcullis.approved'],
    ['function portcullis.check_write(oid, text)', 'portcullis.check_write(oid,text)'],
  ])('says that somebody was given its %s', async (part, object) => {
    await database.admin.query(`alter ${part} owner to app`);
    expect(await database.guard.verify()).toMatchObject([{ kind: 'owner', object, isHole: true }]);
    await database.admin.query(`alter ${part} owner to portcullis`);
    expect(await database.guard.verify()).toEqual([]);
  });

  test('takes a busy table later, and keeps nobody waiting behind it', async () => {
    const { owner, admin } = await other('busy');
    const guard = createPostgresGuard(admin);
    await owner.query(`begin; ${insert}`);
    const bystander = await database.connect('app', 'a bystander', 'busy');
    await bystander.query(`set statement_timeout = '2s'`);
    const installing = guard.install({ lockTimeoutMs: 50, attempts: 3 });
    let written = 0;
    const done = installing.then((installed) => ({ installed }));
    for (;;) {
      const result = await Promise.race([done, bystander.query(insert).then(() => null)]);
      if (result !== null) {
        expect(result.installed).toMatchObject({ guarded: [], busy: ['notes'], denied: [] });
        break;
      }
      written += 1;
    }
    expect(written).toBeGreaterThan(0);
    expect(await guard.verify()).toMatchObject([{ kind: 'unguarded', object: 'notes' }]);
    await owner.query('commit');
    expect(await guard.install()).toMatchObject({ guarded: ['notes'], busy: [] });
    expect(await guard.verify()).toEqual([]);
  });

  test('that an owner installs guards his tables, and says what it cannot', async () => {
    const { owner, admin } = await other('owned');
    await admin.query('create table foreign_to_him (id int)');
    const guard = createPostgresGuard(owner);
    expect(await guard.install()).toEqual({
      guarded: ['notes'],
      busy: [],
      denied: ['foreign_to_him'],
      guardsDdl: false,
    });
    expect((await guard.verify()).map(({ kind, object, isHole }) => [kind, object, isHole])).toEqual([
      ['unguarded', 'foreign_to_him', true],
      ['owner', 'owner', false],
      ['ddl', expect.any(String), false],
    ]);
    await expect(guard.close({ reason: 'a repair' })).rejects.toMatchObject({ code: '55000' });
    await guard.close({ reason: 'a repair', tables: ['notes'] });
    expect(await guard.drain({ timeoutMs: 5_000 })).toEqual({ isDrained: true, left: [], holes: [] });
    const app = await database.connect('app', 'an application', 'owned');
    expect(await outcomeOf(app, insert)).toBe(refused);
    await guard.open();
    expect(await guard.uninstall()).toEqual([]);
    expect(await guard.status()).toMatchObject({ state: 'not-installed' });
  });

  test('is worked by a role that may do nothing else', async () => {
    await database.admin.query(`create role keeper login password 'secret'`);
    await database.guard.install({ operatorRoles: ['keeper'] });
    const guard = createPostgresGuard(await database.connect('keeper'));
    const idle = await database.connect('app', 'a forgotten script');
    await idle.query(`begin; ${insert}`);
    await guard.close({ reason: 'a repair' });
    expect(await guard.drain({ timeoutMs: 30 })).toMatchObject({
      isDrained: false,
      left: [{ applicationName: 'a forgotten script', query: expect.stringContaining('insert') }],
    });
    expect(await guard.drain({ timeoutMs: 30, terminate: true })).toEqual({
      isDrained: true,
      left: [],
      holes: [],
    });
    expect(await guard.status()).toMatchObject({ state: 'closed', closedBy: 'keeper' });
    expect(await guard.verify()).toEqual([]);
    const bystander = await database.connect('app', 'somebody else');
    const { rows } = await bystander.query('select pg_backend_pid() as pid');
    const keeper = await database.connect('keeper');
    expect((await keeper.query('select portcullis.end_session($1) as is_ended', [rows[0].pid])).rows).toEqual(
      [{ is_ended: false }],
    );
    await guard.open();
    expect(await outcomeOf(bystander, insert)).toBe('done');
  });

  test('ends sessions of superusers for a superuser, and names them to anybody else', async () => {
    await database.guard.install({ operatorRoles: ['keeper'] });
    const idle = await database.connect('postgres', 'a repair by hand');
    await idle.query(`begin; ${insert}`);
    const guard = createPostgresGuard(await database.connect('keeper'));
    await guard.close({ reason: 'a repair' });
    expect(await guard.drain({ timeoutMs: 30, terminate: true })).toMatchObject({
      isDrained: false,
      left: [{ applicationName: 'a repair by hand', role: 'postgres' }],
    });
    expect(await database.guard.drain({ timeoutMs: 30, terminate: true })).toEqual({
      isDrained: true,
      left: [],
      holes: [],
    });
  });

  test('covers foreign tables but for TRUNCATE', async () => {
    await database.admin.query(`create foreign data wrapper nothing; create server nowhere foreign data wrapper nothing;
      create foreign table afar (id int) server nowhere`);
    expect(await database.guard.verify()).toEqual([]);
    await database.admin.query('drop foreign data wrapper nothing cascade');
  });

  test('stays closed over a crash of the server, and goes on draining', async () => {
    const before = await startGuardedDatabase(version);
    try {
      const app = await before.connect('app');
      await app.query(`begin; ${insert}; prepare transaction 'over the crash'`);
      await before.guard.close({ reason: 'a repair' });
      await before.server.crash();
      const guard = createPostgresGuard(await before.connect('postgres'));
      expect(await guard.status()).toMatchObject({ state: 'closing', reason: 'a repair' });
      const again = await before.connect('app');
      expect(await outcomeOf(again, insert)).toBe(refused);
      expect(await guard.drain({ timeoutMs: 30 })).toMatchObject({
        isDrained: false,
        left: [{ pid: null, prepared: 'over the crash', role: 'app' }],
      });
      await again.query(`rollback prepared 'over the crash'`);
      expect(await guard.drain({ timeoutMs: 5_000 })).toEqual({ isDrained: true, left: [], holes: [] });
      await before.server.crash();
      const last = createPostgresGuard(await before.connect('postgres'));
      expect(await last.status()).toMatchObject({ state: 'closed' });
      await last.open();
      await before.server.crash();
      expect(await outcomeOf(await before.connect('app'), insert)).toBe('done');
    } finally {
      await before.stop();
    }
  });

  test('is closed by two at once as by one', async () => {
    const second = createPostgresGuard(await database.connect('postgres'));
    const [one, two] = await Promise.all([
      database.guard.close({ reason: 'a repair' }),
      second.close({ reason: 'a repair' }),
    ]);
    expect(one).toBe(two);
    expect(
      await Promise.all([database.guard.drain({ timeoutMs: 5_000 }), second.drain({ timeoutMs: 5_000 })]),
    ).toEqual([
      { isDrained: true, left: [], holes: [] },
      { isDrained: true, left: [], holes: [] },
    ]);
  });

  test('tells of a subscription, which writes past it', async () => {
    const { admin: source } = await other('publishing');
    await source.query('create publication news for table notes');
    await source.query(`select pg_create_logical_replication_slot('news', 'pgoutput')`);
    const { admin } = await other('subscribing');
    const guard = createPostgresGuard(admin);
    await guard.install();
    const { port, password } = new URL(database.server.adminUrl);
    await admin.query(`create subscription mine connection 'host=127.0.0.1 port=${port} user=postgres password=${password} dbname=publishing'
      publication news with (create_slot = false, slot_name = 'news', copy_data = false)`);
    try {
      expect(await guard.verify()).toMatchObject([{ kind: 'subscription', object: 'mine', isHole: true }]);
      // Whoever applies it is there to be named, as a worker in the background.
      await expect
        .poll(async () => (await readEvidence(admin)).sessions.map(({ application }) => application), {
          timeout: 10_000,
        })
        .toContainEqual(expect.stringContaining('logical replication'));
      await admin.query('alter subscription mine disable');
      expect(await guard.verify()).toEqual([]);
    } finally {
      await admin.query('alter subscription mine disable; alter subscription mine set (slot_name = none)');
      await admin.query('drop subscription mine');
    }
  });
});
