import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { postgresVersions } from '../../../test/support/postgres/start-postgres.ts';
import { guardRefusalOf } from '../src/refusal/index.ts';
import {
  type GuardedDatabase,
  knownTo,
  outcomeOf,
  refused,
  startGuardedDatabase,
} from './guarded-database.ts';

/** Ways to write that do not look like one, or that begin somewhere else than in the table. */
const schema = `
create table shelves (id int primary key, name text);
create table books (id int primary key, shelf int references shelves on delete cascade on update cascade);
create table loans (id int primary key, shelf int default 1 references shelves on delete set default);
create table ledger (at int, value int) partition by list (at);
create table ledger_one partition of ledger for values in (1);
create view safe_orders with (security_barrier) as select * from orders where total >= 0 with check option;
create function note_session() returns trigger language plpgsql as $$ begin insert into notes (text) values ('seen'); return new; end $$;
create trigger note_session before insert on sessions for each row when (new.id like 'noted%') execute function note_session();
create function note_at_commit() returns trigger language plpgsql as $$ begin insert into notes (text) values ('late'); return null; end $$;
create constraint trigger note_at_commit after insert on sessions deferrable initially deferred for each row
  when (new.id like 'deferred%') execute function note_at_commit();
create rule copied as on insert to sessions where new.id like 'copied%' do also insert into notes (text) values (new.id);
create procedure note_in_steps() language plpgsql as $$ begin
  for i in 1..3 loop insert into notes (text) values ('a step'); commit; end loop; end $$;
create function keep() returns int language plpgsql as $$ begin create table kept as select 1 as id; return 1; end $$;
create function swallow() returns text language plpgsql as $$ begin
  insert into notes (text) values ('x'); return 'written'; exception when others then return sqlstate; end $$;
insert into shelves values (1, 'one'), (2, 'two'), (3, 'three');
insert into books values (2, 2);
insert into loans values (2, 3);
insert into ledger values (1, 1);
grant select, insert, update, delete, truncate on all tables in schema public to app;
grant create on schema public to app`;

const writes: Readonly<Record<string, string>> = {
  'MERGE by its parts': `merge into books using (values (2), (9)) v(id) on books.id = v.id when matched then delete when not matched then insert values (v.id, 1)`,
  'MERGE into a partitioned table': `merge into ledger using (values (1)) v(at) on ledger.at = v.at when matched then update set value = 2`,
  'EXPLAIN ANALYZE': `explain analyze insert into notes (text) values ('x')`,
  EXECUTE: `prepare noting as insert into notes (text) values ('x'); execute noting`,
  'COPY of what a write returns': `copy (insert into notes (text) values ('x') returning id) to stdout`,
  'a procedure that commits': 'call note_in_steps()',
  'a table made inside a function': 'select keep()',
  'a view with a security barrier': `update safe_orders set total = 2 where id = 1`,
  'a cascade from bookkeeping': 'delete from shelves where id = 2',
  'a cascading update from bookkeeping': 'update shelves set id = 20 where id = 2',
  'SET DEFAULT from bookkeeping': 'delete from shelves where id = 3',
  'TRUNCATE CASCADE from bookkeeping': 'truncate shelves cascade',
  'a trigger of a bookkeeping table': `insert into sessions values ('noted')`,
  'a deferred trigger of a bookkeeping table': `begin; insert into sessions values ('deferred'); commit`,
  'a rule of a bookkeeping table': `insert into sessions values ('copied')`,
  'a cursor that outlives its transaction': `begin; declare held cursor with hold for select write_note('x'); commit`,
  'a cursor that is fetched': `begin; declare c cursor for select write_note('x'); fetch c; commit`,
  'the current row of a cursor': `begin; declare c cursor for select * from orders for update; fetch c; update orders set total = 1 where current of c; commit`,
  'a table that is locked': `begin; lock table notes in access exclusive mode; insert into notes (text) values ('x'); commit`,
  'a transaction that is prepared': `begin; insert into notes (text) values ('x'); prepare transaction 'attack'`,
  'a savepoint that is released': `begin; savepoint s; insert into notes (text) values ('x'); release s; commit`,
};

const changes: Readonly<Record<string, string>> = {
  'a temporary table that hangs on': `create temp table shape (id int); alter table books add column shape shape`,
  'a schema with its tables': 'create schema extra create table inside (id int)',
  'what somebody owns': 'drop owned by app',
  'an extension': 'create extension tablefunc',
  'a sequence with its table': 'truncate notes restart identity',
  'a sequence that is set back': 'alter sequence notes_id_seq restart',
  'a table that is renamed': 'alter table notes rename to other_notes',
  'a trigger that is renamed': 'alter trigger aa_portcullis on notes rename to zz_portcullis',
  'every trigger, as pg_restore --disable-triggers does': 'alter table notes disable trigger all',
  'a table that becomes a child': 'alter table books inherit people',
  'a type that takes columns with it': 'drop type mood cascade',
};

describe.each(postgresVersions)('PostgreSQL %s refuses', (version) => {
  let database: GuardedDatabase;
  let app: pg.Client;
  const count = async () => {
    const { rows } = await database.admin.query(
      `select (select count(*)::int from notes) as notes, (select json_agg(b order by id)::text from books b) as books,
        (select json_agg(s order by id)::text from shelves s) as shelves, (select json_agg(l order by id)::text from loans l) as loans,
        (select sum(total)::int from orders) as total, (select sum(value)::int from ledger) as ledger`,
    );
    return rows[0];
  };
  const close = async () => {
    await database.guard.close({ reason: 'a repair' });
    expect(await database.guard.drain({ timeoutMs: 5_000 })).toMatchObject({ isDrained: true });
  };

  beforeAll(async () => {
    database = await startGuardedDatabase(version);
    await database.admin.query(`create type mood as enum ('calm')`);
    await (await database.connect('owner')).query(schema);
    await database.admin.query('alter table books add column mood mood');
    await database.guard.install({ bookkeepingTables: ['public.shelves'] });
    app = await database.connect('app');
  });
  afterEach(() => database.guard.open());
  afterAll(() => database.stop());

  test.each(knownTo(version, writes))('%s', async (_, text) => {
    const before = await count();
    await close();
    expect(await outcomeOf(app, text)).toBe(refused);
    await app.query('deallocate all');
    expect(await count()).toEqual(before);
  });

  test.each(Object.entries(changes))('changes of %s', async (_, text) => {
    const superuser = await database.connect('postgres');
    await close();
    expect(await outcomeOf(superuser, text)).toBe(refused);
    expect(await database.guard.verify()).toEqual([]);
    await superuser.end();
  });

  test.runIf(version >= 17)('MERGE that returns, and what else came with later versions', async () => {
    const before = await count();
    await close();
    for (const text of [
      `merge into books using (values (2)) v(id) on books.id = v.id when matched then delete returning merge_action(), books.*`,
      `merge into books using (values (1)) v(id) on books.id = v.id when not matched by source then delete`,
      `with gone as (merge into books using (values (2)) v(id) on books.id = v.id when matched then delete returning books.id) select * from gone`,
      ...(version >= 18
        ? [`update books set shelf = 1 where id = 2 returning with (old as o, new as n) o.shelf, n.shelf`]
        : []),
    ]) {
      expect([text, await outcomeOf(app, text)]).toEqual([text, refused]);
    }
    expect(await count()).toEqual(before);
  });

  test('a procedure that was at it, from its next transaction on', async () => {
    const owner = await database.connect('owner');
    await owner.query(`create procedure note_and_wait() language plpgsql as $$ begin
      for i in 1..1000 loop insert into notes (text) values ('a step'); commit; perform pg_sleep(0.01); end loop; end $$`);
    const running = outcomeOf(app, 'call note_and_wait()');
    const { notes } = await count();
    await expect.poll(async () => (await count()).notes).toBeGreaterThan(notes);
    await close();
    const still = await count();
    expect(await running).toBe(refused);
    expect(await count()).toEqual(still);
    await owner.end();
  });

  test('a cursor that was open before', async () => {
    await app.query(`begin; select pg_current_xact_id();
      declare c cursor for select write_note('x') from generate_series(1, 1000)`);
    await close();
    expect(await outcomeOf(app, 'fetch c')).toBe(refused);
  });

  test('writes that come back by another connection of the server itself', async () => {
    const { port } = new URL(database.server.adminUrl);
    await database.admin.query(`create extension dblink; create extension postgres_fdw;
      create server self foreign data wrapper postgres_fdw options (host '127.0.0.1', port '${port}', dbname 'guarded');
      create user mapping for app server self options (user 'app', password 'secret');
      create foreign table far_notes (text text) server self options (table_name 'notes');
      grant insert on far_notes to app`);
    const before = await count();
    const calls = [
      `insert into far_notes values ('x')`,
      `select dblink_exec('host=127.0.0.1 port=${port} dbname=guarded user=app password=secret', 'insert into notes (text) values (''x'')')`,
    ];
    await close();
    for (const text of calls) {
      const error = await app.query(text).catch((one: unknown) => one);
      expect([text, guardRefusalOf(error)]).toEqual([text, expect.objectContaining({ reason: 'a repair' })]);
    }
    await database.guard.open();
    for (const text of calls) expect([text, await outcomeOf(app, text)]).toEqual([text, 'done']);
    expect((await count()).notes).toBe(before.notes + 2);
    await database.admin.query('drop extension postgres_fdw cascade; drop extension dblink cascade');
  });

  test('COPY FREEZE by whoever may do so', async () => {
    const superuser = await database.connect('postgres');
    await close();
    const text = `begin; truncate cache; copy cache from program 'echo 1' with (freeze); commit`;
    expect(await outcomeOf(superuser, text)).toBe(refused);
    await superuser.end();
  });

  test('what an application swallows leaves nothing behind', async () => {
    const before = await count();
    await close();
    expect((await app.query('select swallow()')).rows).toEqual([{ swallow: '25006' }]);
    expect(await count()).toEqual(before);
  });

  // A column of a permanent table whose type is a temporary table's goes with it.
  test('to drop a temporary thing that takes rows of a permanent one with it', async () => {
    const superuser = await database.connect('postgres');
    await superuser.query('create temp table shape (id int); alter table books add column shape shape');
    await close();
    expect(await outcomeOf(superuser, 'drop table shape cascade')).toBe(refused);
    await database.guard.open();
    await superuser.query('drop table shape cascade');
    await superuser.end();
  });
});
