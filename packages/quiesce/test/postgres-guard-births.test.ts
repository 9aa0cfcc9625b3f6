import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { postgresVersions } from '../../../test/support/postgres/start-postgres.ts';
import { createPostgresGuard } from '../src/postgres/index.ts';
import { type GuardedDatabase, outcomeOf, refused, startGuardedDatabase } from './guarded-database.ts';

describe.each(postgresVersions)('tables that are born later, in PostgreSQL %s', (version) => {
  const merge =
    version < 15
      ? 'insert into measures values (250, 1) on conflict do nothing'
      : `merge into measures m using (values (250)) v(at) on m.at = v.at
           when matched then update set value = 2 when not matched then insert values (v.at, 1)`;
  let database: GuardedDatabase;
  const drained = { isDrained: true, left: [], holes: [] };

  beforeAll(async () => {
    database = await startGuardedDatabase(version);
    await database.admin.query('grant create on database guarded to owner');
  });
  afterEach(() => database.guard.open());
  afterAll(() => database.stop());

  test.each([
    [
      'a schema brings with it',
      'create schema extra create table born (id int)',
      'drop schema extra cascade',
    ],
    ['a query makes', 'select 1 as id into born', 'drop table born'],
    [
      'a function makes',
      `do $$ begin execute 'create table born as select 1 as id'; end $$`,
      'drop table born',
    ],
    [
      'becomes a partition later',
      `create table born (like measures); alter table measures attach partition born for values from (200) to (300)`,
      'drop table born',
    ],
  ])('are guarded: one that %s', async (_, create, drop) => {
    const owner = await database.connect('owner');
    await owner.query(create);
    expect(await database.guard.verify()).toEqual([]);
    await database.guard.close({ reason: 'a repair' });
    expect(await database.guard.drain({ timeoutMs: 5_000 })).toEqual(drained);
    expect(await outcomeOf(owner, merge)).toBe(refused);
    await database.guard.open();
    await owner.query(drop);
    await owner.end();
  });

  test('are guarded: those that come from another server', async () => {
    const { port } = new URL(database.server.adminUrl);
    await database.admin.query('create schema source create table far_away (id int)');
    await database.admin.query(`create extension postgres_fdw; create schema afar; create server self foreign data wrapper postgres_fdw options (host '127.0.0.1', port '${port}', dbname 'guarded');
      create user mapping for postgres server self options (user 'postgres', password '${new URL(database.server.adminUrl).password}');
      import foreign schema source from server self into afar`);
    expect(await database.guard.verify()).toEqual([]);
    await database.guard.close({ reason: 'a repair' });
    expect(await outcomeOf(await database.connect('postgres'), 'insert into afar.far_away values (1)')).toBe(
      refused,
    );
    await database.guard.open();
    await database.admin.query('drop extension postgres_fdw cascade; drop schema afar, source cascade');
  });

  test.each([
    'create table measures_late partition of measures for values from (200) to (300)',
    'create table apprentices () inherits (people)',
    'create table elders (id int primary key); alter table people inherit elders',
    'create table measures_late (like measures); alter table measures attach partition measures_late for values from (200) to (300)',
  ])('bring no rows into a table that is closed: %s', async (text) => {
    const owner = await database.connect('owner');
    await database.guard.close({ reason: 'a repair', tables: ['public.measures', 'public.people'] });
    expect(await database.guard.drain({ timeoutMs: 5_000 })).toEqual(drained);
    expect(await outcomeOf(owner, text)).toBe(refused);
    await owner.end();
  });

  test('are as closed as their family, when an approved role makes them', async () => {
    await database.guard.close({ reason: 'a repair', tables: ['public.measures', 'public.people'] });
    await database.guard.drain({ timeoutMs: 5_000 });
    await database.admin.query(`insert into portcullis.approved values ('postgres', 'for this test')`);
    await database.admin.query(`create table measures_late partition of measures for values from (200) to (300);
      create table elders (id int primary key); alter table people inherit elders; insert into elders values (7);
      grant all on measures_late, elders to app`);
    await database.admin.query('create index concurrently late on orders (total)');
    await database.admin.query(`delete from portcullis.approved where rolname = 'postgres'`);
    const app = await database.connect('app');
    for (const text of ['insert into measures_late values (250, 1)', merge, 'update elders set id = id']) {
      expect([text, await outcomeOf(app, text)]).toEqual([text, refused]);
    }
    await database.guard.open();
    await database.admin.query(
      'drop table measures_late; alter table people no inherit elders; drop table elders; drop index late',
    );
  });

  test('are named where nobody could see to it, and nothing is closed over them', async () => {
    await database.admin.query('create database plain owner owner');
    const owner = await database.connect('owner', 'the owner', 'plain');
    await owner.query(`create table measures (at int, value int) partition by range (at);
      create table measures_low partition of measures for values from (0) to (100);
      create table notes (text text); grant all on all tables in schema public to app`);
    const guard = createPostgresGuard(owner);
    await guard.install();
    const app = await database.connect('app', 'an application', 'plain');

    await owner.query('create table measures_high partition of measures for values from (100) to (300)');
    expect(await guard.verify()).toContainEqual(
      expect.objectContaining({ kind: 'unguarded', object: 'measures_high', isHole: true }),
    );
    await expect(guard.close({ reason: 'a repair' })).rejects.toThrow('measures_high (no trigger)');
    await expect(guard.close({ reason: 'a repair', tables: ['measures_low'] })).rejects.toThrow(
      'measures_high (no trigger)',
    );
    expect(await guard.status()).toMatchObject({ state: 'open' });
    await guard.install();

    await guard.close({ reason: 'a repair', tables: ['measures'] });
    expect(await guard.drain({ timeoutMs: 5_000 })).toEqual(drained);
    expect(await guard.status()).toMatchObject({ state: 'closed', problems: [] });
    await owner.query('create table measures_late partition of measures for values from (300) to (400)');
    await owner.query('create table beside (id int); grant all on all tables in schema public to app');
    // Through its parent nothing gets into it, only past that.
    expect(await outcomeOf(app, 'insert into measures values (350, 1)')).toBe(refused);
    expect(await outcomeOf(app, 'insert into measures_late values (350, 1)')).toBe('done');
    const hole = { kind: 'unguarded', object: 'measures_late', isHole: true };
    expect(await guard.status()).toMatchObject({ state: 'closed', problems: [hole] });
    expect((await guard.verify()).filter(({ kind }) => kind === 'unguarded')).toMatchObject([
      { object: 'beside', isHole: false },
      hole,
    ]);
    expect(await guard.drain({ timeoutMs: 5_000 })).toMatchObject({
      isDrained: false,
      left: [],
      holes: [hole],
    });

    expect(await guard.install()).toMatchObject({ guarded: ['beside', 'measures_late'] });
    expect(await guard.drain({ timeoutMs: 5_000 })).toEqual(drained);
    expect(await outcomeOf(app, 'insert into measures_late values (351, 1)')).toBe(refused);
    expect(await outcomeOf(app, 'insert into beside values (1)')).toBe('done');
    await guard.open();
  });

  test.each(['open_orders', 'totals', 'notes_id_seq', 'orders_pkey', 'portcullis.state'])(
    'what is no table is not closed as one: %s',
    async (name) => {
      await expect(
        database.guard.close({ reason: 'a repair', tables: ['orders', name] }),
      ).rejects.toMatchObject({
        code: '42809',
        message: expect.stringMatching(
          new RegExp(`are no tables that a guard can be on: (?:public\\.)?${name}$`),
        ),
      });
      expect(await database.guard.status()).toMatchObject({ state: 'open' });
    },
  );

  test('event triggers that are switched off are named', async () => {
    const setting = 'alter database guarded set event_triggers = off';
    if (version < 17) {
      await expect(database.admin.query(setting)).rejects.toThrow('unrecognized configuration parameter');
      return;
    }
    await database.admin.query(setting);
    try {
      expect(await database.guard.verify()).toMatchObject([
        { kind: 'ddl', object: 'event_triggers', isHole: true },
      ]);
    } finally {
      await database.admin.query('alter database guarded reset event_triggers');
    }
    expect(await database.guard.verify()).toEqual([]);
  });

  test('a guard is put back while it is closed, and stays closed', async () => {
    const owner = await database.connect('owner');
    await owner.query('alter table notes disable trigger aa_portcullis');
    await database.guard.close({ reason: 'a repair', tables: ['orders'] });
    await expect(database.guard.close({ reason: 'a repair' })).rejects.toThrow(
      'notes (its trigger is disabled',
    );
    await database.guard.install();
    await database.guard.close({ reason: 'a repair' });
    expect(await database.guard.drain({ timeoutMs: 5_000 })).toEqual(drained);
    await database.admin.query('drop event trigger portcullis_ddl_end');
    expect(await database.guard.drain({ timeoutMs: 5_000 })).toMatchObject({
      isDrained: false,
      left: [],
      holes: [{ kind: 'ddl', object: 'portcullis_ddl_end' }],
    });
    await database.guard.install();
    expect(await database.guard.verify()).toEqual([]);
    expect(await outcomeOf(owner, `insert into notes (text) values ('x')`)).toBe(refused);
    expect(await outcomeOf(await database.connect('postgres'), 'drop table cache')).toBe(refused);
    await owner.end();
  });
});
