import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { postgresVersions } from '../../../test/support/postgres/start-postgres.ts';
import { guardRefusalOf } from '../src/refusal/index.ts';
import {
  type GuardedDatabase,
  knownTo,
  outcomeOf,
  type Role,
  refused,
  startGuardedDatabase,
  unapprovedRoles,
} from './guarded-database.ts';

describe.each(postgresVersions)('PostgreSQL %s', (version) => {
  let database: GuardedDatabase;
  const sessions = new Map<Role, pg.Client>();
  const as = (role: Role): pg.Client => {
    const client = sessions.get(role);
    if (client === undefined) throw new Error(`no session of ${role}`);
    return client;
  };
  const close = async (tables: readonly string[] = []) => {
    await database.guard.close({ reason: 'a repair', tables });
    return database.guard.drain({ timeoutMs: 5_000 });
  };

  beforeAll(async () => {
    database = await startGuardedDatabase(version);
    for (const role of ['app', 'owner', 'postgres', 'maintainer'] as const) {
      sessions.set(role, await database.connect(role, role));
    }
  });
  afterEach(() => database.guard.open());
  afterAll(() => database.stop());

  test('is installed on every table, dormant', async () => {
    expect(await database.guard.verify()).toEqual([]);
    expect(await database.guard.status()).toMatchObject({ state: 'open', problems: [] });
    for (const role of [...unapprovedRoles, 'maintainer'] as const) {
      expect(await outcomeOf(as(role), `update orders set state = 'new' where id = 1`)).toBe('done');
    }
  });

  test('says what it is while it is closed', async () => {
    expect(await close()).toEqual({ isDrained: true, left: [], holes: [] });
    expect(await database.guard.status()).toMatchObject({
      state: 'closed',
      reason: 'a repair',
      closedBy: 'postgres',
      scope: [],
      bookkeeping: ['sessions'],
    });
    const error = await as('app')
      .query('delete from orders')
      .catch((one: unknown) => one);
    expect(error).toMatchObject({
      code: '25006',
      message: 'portcullis: DELETE refused, maintenance is in progress',
      schema: 'public',
      table: 'orders',
      constraint: 'portcullis_gate',
    });
    expect(guardRefusalOf(error)).toEqual({ reason: 'a repair', retryAfterSeconds: 30, table: 'orders' });
  });

  const writes = {
    insert: `insert into notes (text) values ('x')`,
    'update of no row': `update orders set state = 'x' where false`,
    delete: 'delete from items where id = 1',
    truncate: 'truncate notes',
    'truncate cascade': 'truncate orders cascade',
    merge: `merge into orders o using (values (1)) v(id) on o.id = v.id when matched then update set state = 'x'`,
    'on conflict do nothing': 'insert into orders (id) values (1) on conflict do nothing',
    'on conflict do update': `insert into orders (id) values (1) on conflict (id) do update set state = 'x'`,
    'writing with': `with gone as (delete from items where id = 2 returning *) select * from gone`,
    'partition parent': 'insert into measures values (5, 5)',
    'partition leaf': 'insert into measures_low values (5, 5)',
    'row movement': 'update measures set at = 150 where at = 1',
    'inheritance parent': 'update people set id = id',
    'inheritance child': 'insert into staff values (9, 9)',
    view: `update open_orders set total = 1 where id = 3`,
    'instead of': 'insert into order_book (id) values (99)',
    rule: `insert into archive (text) values ('x')`,
    'a function': `select write_note('x')`,
    'a function with the rights of an approved role': `select write_note_as_owner('x')`,
    'a cascade': 'delete from orders where id = 4',
    unlogged: 'insert into cache values (1)',
    'a DO block': `do $$ begin insert into notes (text) values ('x'); end $$`,
  } as const;
  const snapshot = async () => {
    const { rows } = await database.admin.query(
      `select (select json_agg(o order by id) from orders o)::text as orders, (select json_agg(i order by id) from items i)::text as items,
        (select count(*) from notes)::int as notes, (select json_agg(m order by at) from measures m)::text as measures,
        (select count(*) from people)::int as people, (select count(*) from cache)::int as cache`,
    );
    return rows[0];
  };

  test.each(knownTo(version, writes))('%s is refused, whoever writes', async (_, text) => {
    const before = await snapshot();
    await close();
    for (const role of unapprovedRoles)
      expect([role, await outcomeOf(as(role), text)]).toEqual([role, refused]);
    expect(await snapshot()).toEqual(before);
  });

  test.each(knownTo(version, writes))('%s works again on the same sessions', async (_, text) => {
    await close();
    expect(await outcomeOf(as('app'), text)).toBe(refused);
    await database.guard.open();
    expect(await outcomeOf(as('app'), `begin; ${text}; rollback`)).toBe('done');
  });

  test('COPY is refused', async () => {
    await close();
    for (const role of unapprovedRoles) {
      expect(await outcomeOf(as(role), `copy notes (text) from program 'echo x'`)).toMatch(
        /^(?:25006 portcullis_gate|42501)$/,
      );
    }
    expect(await outcomeOf(as('postgres'), `copy notes (text) from program 'echo x'`)).toBe(refused);
  });

  test('what was prepared before is refused', async () => {
    const query = { name: 'note', text: 'insert into notes (text) values ($1)', values: ['x'] };
    for (let run = 0; run < 7; run += 1) await as('app').query(query);
    await close();
    await expect(as('app').query(query)).rejects.toMatchObject({ constraint: 'portcullis_gate' });
  });

  test.each(['repeatable read', 'serializable'])(
    'a %s transaction with a snapshot from before is refused',
    async (isolation) => {
      const app = as('app');
      await app.query(`begin isolation level ${isolation}; select count(*) from orders`);
      await close();
      expect(await outcomeOf(app, `update orders set state = 'late' where id = 1`)).toBe(refused);
    },
  );

  test.each([
    ['the replication role', 'postgres', `set session_replication_role = replica`],
    ['the role of an approved one', 'postgres', 'set role maintainer'],
    ['settings of its own', 'app', `set portcullis.closed = 'false'`],
    [
      'its own operators',
      'owner',
      `create schema if not exists evil;
      create or replace function evil.always(bigint, bigint) returns boolean language sql as 'select true';
      create or replace function evil.always(bigint, int) returns boolean language sql as 'select true';
      drop operator if exists evil.= (bigint, bigint);
      drop operator if exists evil.= (bigint, int);
      create operator evil.= (leftarg = bigint, rightarg = bigint, function = evil.always);
      create operator evil.= (leftarg = bigint, rightarg = int, function = evil.always);
      set search_path = evil, pg_catalog, public`,
    ],
  ] as const)('%s opens nothing', async (_, role, preparation) => {
    const session = await database.connect(role);
    await session.query(preparation);
    await close();
    expect(await outcomeOf(session, `insert into public.notes (text) values ('x')`)).toBe(refused);
    await session.end();
  });

  test.each([
    `select portcullis.open()`,
    `select setval('portcullis.gate', 0, true)`,
    `select nextval('portcullis.gate')`,
    `update portcullis.state set closed = false`,
    `insert into portcullis.approved values ('app', 'me')`,
    `insert into portcullis.bookkeeping values ('orders', 'mine')`,
    `insert into portcullis.admission values (pg_current_xact_id(), 'mine', 'app', now())`,
    `drop sequence portcullis.gate`,
    `alter table orders disable trigger aa_portcullis`,
    `create or replace function portcullis.guard() returns trigger language plpgsql as 'begin return null; end'`,
  ])('an application and an owner cannot say %s', async (text) => {
    await close();
    for (const role of ['app', 'owner'] as const) {
      expect([role, await outcomeOf(as(role), text)]).toEqual([
        role,
        expect.stringMatching(/^(?:42501|25006 portcullis_gate)$/),
      ]);
      expect(await outcomeOf(as(role), 'delete from orders where id = 1')).toBe(refused);
    }
  });

  test.each([
    'create table more (id int)',
    'create table more as select 1 as id',
    'select 1 as id into more',
    'alter table orders add column more int',
    'drop table cache',
    'create index on orders (total)',
    'create index concurrently on orders (total)',
    'refresh materialized view totals',
    'refresh materialized view concurrently totals',
    'alter table orders disable trigger aa_portcullis',
    'alter table orders disable trigger all',
    'drop trigger aa_portcullis on orders',
    'create function other() returns int language sql as $$ select 1 $$',
    'grant all on orders to public',
    'create schema other',
    'drop schema portcullis cascade',
    'create policy mine on orders',
    'alter table measures detach partition measures_low',
  ])('%s is refused', async (text) => {
    await close();
    for (const role of ['owner', 'postgres'] as const) {
      expect([role, await outcomeOf(as(role), text)]).toEqual([
        role,
        expect.stringMatching(/^(?:25006 portcullis_gate|42501)$/),
      ]);
    }
    expect(await outcomeOf(as('postgres'), text)).toBe(refused);
    expect(await database.guard.verify()).toEqual([]);
  });

  test.each([
    'select * from orders for update',
    'begin; declare c cursor for select * from orders; fetch 2 from c; commit',
    'select pg_advisory_lock(7), pg_advisory_unlock(7)',
    `listen something; notify something, 'x'; unlisten something`,
    'begin; lock table orders in share mode; commit',
    'analyze orders',
    'vacuum orders',
    `create temp table mine (id int); insert into mine values (1); create index on mine (id); alter table mine add column b int;
       truncate mine; drop table mine`,
    'create temp table copied as select * from orders; update copied set total = 3; drop table copied',
    'create temp view seen as select 1; drop view seen',
    "create temp sequence counted; select nextval('counted'); drop sequence counted",
    `insert into sessions values ('s', now()) on conflict (id) do update set seen = now()`,
  ])('%s passes while it is closed', async (text) => {
    await close();
    // One text of several statements is one transaction, which VACUUM does not like.
    expect(await outcomeOf(as('owner'), text)).toBe('done');
  });

  test('an approved role writes and changes tables, and what it makes is born guarded', async () => {
    await close();
    const maintainer = as('maintainer');
    expect(await outcomeOf(maintainer, `update orders set state = 'repaired' where id = 1`)).toBe('done');
    await database.admin.query(`insert into portcullis.approved values ('postgres', 'for this test')`);
    await database.admin.query('create table born (id int)');
    await database.admin.query(
      'create table measures_late partition of measures for values from (200) to (300)',
    );
    await database.admin.query(`delete from portcullis.approved where rolname = 'postgres'`);
    expect(await database.guard.verify()).toEqual([]);
    expect(await outcomeOf(as('postgres'), 'insert into born values (1)')).toBe(refused);
    expect(await outcomeOf(as('app'), 'insert into measures values (250, 1)')).toBe(refused);
    await database.guard.open();
    await database.admin.query('drop table born; drop table measures_late');
  });

  test('one transaction is admitted by a token', async () => {
    await database.admin.query(
      `insert into portcullis.token values (sha256('a token'), 'a repair', now() + interval '1 hour'), (sha256('an old one'), 'old', now())`,
    );
    await close();
    const app = as('app');
    expect(
      await outcomeOf(
        app,
        `begin; select portcullis.admit('a token'); update orders set state = 'admitted' where id = 8; savepoint s; update orders set total = 1 where id = 8; rollback to s; commit`,
      ),
    ).toBe('done');
    expect(await outcomeOf(app, `update orders set state = 'after' where id = 8`)).toBe(refused);
    for (const token of ['an old one', 'another']) {
      expect(await outcomeOf(app, `select portcullis.admit('${token}')`)).toBe('28000');
    }
    const { rows } = await database.admin.query('select state, total from orders where id = 8');
    expect(rows).toEqual([{ state: 'admitted', total: 0 }]);
    await database.admin.query('delete from portcullis.token');
  });

  test('named tables are closed with their families, and nobody takes their guard off', async () => {
    await close(['public.measures_low', 'public.orders']);
    expect(await database.guard.status()).toMatchObject({
      state: 'closed',
      scope: ['measures', 'measures_high', 'measures_low', 'orders'],
    });
    for (const text of [writes['partition parent'], writes['partition leaf'], writes.view]) {
      expect(await outcomeOf(as('app'), text)).toBe(refused);
    }
    expect(await outcomeOf(as('app'), writes.insert)).toBe('done');
    expect(await outcomeOf(as('owner'), 'create table beside (id int); drop table beside')).toBe('done');
    for (const text of [
      'alter table orders disable trigger aa_portcullis',
      'alter table measures_low disable trigger all',
      'drop trigger aa_portcullis on orders',
      'create policy mine on orders',
      'create trigger mine before insert on orders for each row execute function note_order()',
      'create rule mine as on insert to orders do instead nothing',
      'create index on orders (total)',
      'drop table measures_high',
      'alter table measures detach partition measures_low concurrently',
    ]) {
      expect([text, await outcomeOf(as('owner'), text)]).toEqual([text, refused]);
    }
    expect(await database.guard.verify()).toEqual([]);
  });

  test.each([{ tables: [] }, { tables: ['public.orders', 'public.measures'] }])(
    'what would commit on its way is refused before it begins, with $tables closed',
    async ({ tables }) => {
      const left = async () => {
        const { rows } = await database.admin.query(
          `select (select count(*)::int from pg_index) as indexes,
             (select count(*)::int from pg_inherits where not inhdetachpending) as children`,
        );
        return rows[0];
      };
      const before = await left();
      await close(tables);
      for (const text of [
        'create index concurrently on orders (total)',
        'drop index concurrently totals_total_idx',
        'alter table measures detach partition measures_low concurrently',
      ]) {
        expect([text, await outcomeOf(as('postgres'), text)]).toEqual([text, refused]);
      }
      expect(await left()).toEqual(before);
    },
  );

  // A snapshot from an earlier window saw what was closed then, behind a gate that was closed at the same value.
  test('a snapshot from an earlier window knows nothing of this one', async () => {
    await close(['public.orders']);
    const app = as('app');
    await app.query('begin isolation level repeatable read; select count(*) from orders');
    await database.guard.open();
    await close(['public.notes']);
    expect(await outcomeOf(app, writes.insert)).toBe(refused);
  });

  test('closing other tables gives nobody who was refused a way in', async () => {
    await close();
    const app = as('app');
    await app.query('begin; select pg_current_xact_id()');
    await database.guard.close({ reason: 'a repair', tables: ['public.orders'] });
    expect(await outcomeOf(app, `update orders set state = 'late' where id = 1`)).toBe(refused);
    expect(await database.guard.drain({ timeoutMs: 5_000 })).toEqual({
      isDrained: true,
      left: [],
      holes: [],
    });
    expect(await database.guard.status()).toMatchObject({ state: 'closed', scope: ['orders'] });
  });

  test('closing and opening twice changes nothing', async () => {
    const first = await database.guard.close({ reason: 'a repair' });
    expect(await database.guard.close({ reason: 'a longer repair' })).toBe(first);
    expect(await database.guard.status()).toMatchObject({ reason: 'a longer repair', generation: first });
    await database.guard.open();
    await database.guard.open();
    expect(await database.guard.status()).toMatchObject({ state: 'open' });
  });

  test('a change that was rolled back is torn, refuses, and is mended by opening', async () => {
    await database.admin.query(`begin; select portcullis.close('a repair', 30, '{}'); rollback`);
    expect(await database.guard.status()).toMatchObject({
      state: 'torn',
      problems: [{ kind: 'torn', isHole: false }],
    });
    expect(await outcomeOf(as('app'), writes.insert)).toBe(refused);
    await database.guard.open();
    expect(await outcomeOf(as('app'), writes.insert)).toBe('done');
  });

  test('a role that may not read the gate does not get past it', async () => {
    await database.admin.query('revoke select on sequence portcullis.gate from public');
    try {
      expect(await database.guard.verify()).toEqual(
        ['app', 'maintainer', 'owner', 'shop', 'shop_repair'].map((object) =>
          expect.objectContaining({ kind: 'privilege', object }),
        ),
      );
      await close();
      const fresh = await database.connect('app');
      expect(await outcomeOf(fresh, writes.insert)).toBe(version < 18 ? '42501' : refused);
      await fresh.end();
    } finally {
      await database.guard.open();
      await database.admin.query('grant select on sequence portcullis.gate to public');
    }
  });
});
