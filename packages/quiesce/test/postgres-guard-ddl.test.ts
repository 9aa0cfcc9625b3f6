import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { postgresVersions } from '../../../test/support/postgres/start-postgres.ts';
import { type GuardedDatabase, outcomeOf, refused, startGuardedDatabase } from './guarded-database.ts';

describe.each(postgresVersions)('changes of tables while a PostgreSQL %s is closed', (version) => {
  let database: GuardedDatabase;
  let owner: pg.Client;

  beforeAll(async () => {
    database = await startGuardedDatabase(version);
    await database.admin.query('grant create on database guarded to owner');
    owner = await database.connect('owner');
    await owner.query(`create schema pgxtempx; create table pgxtempx.kept (id int);
      create schema pgxtoastx;
      create index later on orders (total);
      create table visitors (id int not null);
      insert into visitors values (99);
      alter table people drop constraint people_pkey;
      create type pair as (a int, b text); create table pairs of pair; insert into pairs values (1, 'one')`);
    await database.guard.install({ bookkeepingTables: ['public.visitors'] });
  });
  afterEach(() => database.guard.open());
  afterAll(() => database.stop());

  const close = async (tables: readonly string[] = []) => {
    await database.guard.close({ reason: 'a repair', tables });
    expect(await database.guard.drain({ timeoutMs: 5_000 })).toMatchObject({ isDrained: true });
  };
  const all = async (text: string) => (await database.admin.query(text)).rows;

  // As old drivers set it: a backslash in the texts of a function means something else then.
  test('are refused whole, however the one who asks reads texts', async () => {
    const measures = 'select at from measures order by at';
    const before = await all(measures);
    await close();
    await owner.query('set standard_conforming_strings = off; set escape_string_warning = off');
    for (const text of [
      'alter table measures detach partition measures_low concurrently',
      'create index concurrently half_done on orders (state)',
      'drop index concurrently later',
      'drop table pgxtempx.kept',
      'create table pgxtempx.another (id int)',
    ]) {
      expect([text, await outcomeOf(owner, text)]).toEqual([text, refused]);
    }
    expect(await all(measures)).toEqual(before);
    expect(await all(`select from pg_class where relname = 'half_done'`)).toEqual([]);
    expect(await all(`select indisvalid from pg_index where indexrelid = 'later'::regclass`)).toEqual([
      { indisvalid: true },
    ]);
    await database.guard.open();
    await owner.query('create table pgxtoastx.born (id int)');
    await owner.query('reset standard_conforming_strings');
    expect(await database.guard.verify()).toEqual([]);
  });

  test('bring no rows of a bookkeeping table into one that is closed', async () => {
    const people = 'select id from people order by id';
    const before = await all(people);
    await close();
    expect(await outcomeOf(owner, 'alter table visitors inherit people')).toBe(refused);
    expect(await outcomeOf(owner, 'alter table visitors add column seen int')).toBe('done');
    expect(await all(people)).toEqual(before);
  });

  test('rewrite no table that is closed alone by way of its type', async () => {
    await close(['public.pairs']);
    expect(await outcomeOf(owner, 'alter type pair alter attribute a type text cascade')).toBe(refused);
    expect(await outcomeOf(owner, 'alter type pair add attribute c int cascade')).toBe(refused);
    expect(await all('select * from pairs')).toEqual([{ a: 1, b: 'one' }]);
  });

  test('a subscription that was forgotten is disabled without opening, and not enabled again', async () => {
    const superuser = await database.connect('postgres');
    await superuser.query(`create subscription forgotten connection 'host=127.0.0.1 port=1 dbname=far' publication far
      with (connect = false, slot_name = none)`);
    await superuser.query(`alter subscription forgotten set (slot_name = 'far')`);
    await superuser.query('alter subscription forgotten enable');
    await database.guard.close({ reason: 'a repair' });
    const hole = { kind: 'subscription', object: 'forgotten', isHole: true };
    expect(await database.guard.drain({ timeoutMs: 5_000 })).toMatchObject({
      isDrained: false,
      holes: [hole],
    });
    expect(await outcomeOf(superuser, 'alter subscription forgotten disable')).toBe('done');
    expect(await database.guard.drain({ timeoutMs: 5_000 })).toMatchObject({ isDrained: true });
    expect(await outcomeOf(superuser, 'alter subscription forgotten enable')).toBe(refused);
    await database.guard.open();
    await superuser.query('alter subscription forgotten set (slot_name = none)');
    await superuser.query('drop subscription forgotten');
    await superuser.end();
  });
});
