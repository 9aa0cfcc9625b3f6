import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { postgresVersions } from '../../../test/support/postgres/start-postgres.ts';
import { guardFunctions } from '../src/postgres/guard-functions.ts';
import { createPostgresWatch, type PostgresWatch } from '../src/postgres/index.ts';
import type { SeenWrite, WatchReport } from '../src/watch-report.ts';
import { type GuardedDatabase, outcomeOf, refused, startGuardedDatabase } from './guarded-database.ts';

const insert = `insert into notes (text) values ('x')`;

describe.each(postgresVersions)('the watch of a closed PostgreSQL %s', (version) => {
  let database: GuardedDatabase;
  let watch: PostgresWatch;
  let sessions: pg.Client[];
  beforeAll(async () => {
    database = await startGuardedDatabase(version);
  });
  beforeEach(() => {
    sessions = [];
    watch = createPostgresWatch();
  });
  afterEach(async () => {
    await Promise.all(sessions.map((one) => one.end()));
    await database.admin.query('alter event trigger portcullis_ddl_start enable always');
    await database.guard.open();
    await database.guard.install();
  });
  afterAll(() => database.stop());

  const look = () => watch.look(database.admin);
  const connect = async (...[role, name]: Parameters<GuardedDatabase['connect']>) => {
    const client = await database.connect(role, name);
    sessions.push(client);
    return client;
  };
  const close = async (tables: readonly string[] = []) => {
    await database.guard.close({ reason: 'a repair', tables });
    expect(await database.guard.drain({ timeoutMs: 5_000 })).toMatchObject({ isDrained: true });
    return look();
  };
  /** Sessions report at once when they leave. */
  const leave = async (client: pg.Client) => {
    sessions.splice(sessions.indexOf(client), 1);
    await client.end();
  };
  /** Counters follow: looks until a write of that kind is seen. */
  const written = async (kind: SeenWrite['kind'], meanwhile: () => Promise<unknown> = async () => {}) => {
    let report = await look();
    await expect
      .poll(
        async () => {
          await meanwhile();
          report = await look();
          return report.writes.filter((one) => one.kind === kind).length;
        },
        { interval: 50, timeout: 20_000 },
      )
      .toBeGreaterThan(0);
    return report.writes.find((one) => one.kind === kind);
  };
  /** Past the event triggers and the trigger, as only a superuser can. */
  const pastGuard = async (client: pg.Client, text: string) => {
    await client.query(`begin; alter event trigger portcullis_ddl_start disable;
      alter event trigger portcullis_ddl_end disable; commit`);
    await client.query(`begin; alter table notes disable trigger aa_portcullis; ${text};
      alter table notes enable always trigger aa_portcullis; commit`);
    await client.query('alter event trigger portcullis_ddl_end enable always');
  };
  const kindsIn = ({ writes }: WatchReport) => writes.map(({ kind }) => kind);

  test('opens at once while somebody who may write is within a transaction', async () => {
    await close();
    const approved = await connect('maintainer');
    await approved.query(insert);
    // The second time there is a note of it already, which this changes.
    await approved.query(`begin; ${insert}`);
    await database.admin.query(`set lock_timeout = '2s'`);
    await database.guard.open().finally(() => database.admin.query('reset lock_timeout'));
    const app = await connect('app');
    expect(await outcomeOf(app, insert)).toBe('done');
    await approved.query('commit');
    await database.guard.open();
    expect((await database.admin.query('select from portcullis.passage')).rowCount).toBe(0);
  });

  test('sees nothing where nothing is written, and says since when and of how many tables', async () => {
    const first = await close();
    const report = await look();
    expect(report).toMatchObject({
      since: first.at,
      writes: [],
      notWatched: [],
      transactionIds: 0,
      walBytes: 0,
    });
    expect(report.tables).toBeGreaterThan(8);
    expect(report.refusals).toEqual({ count: 0, writers: [] });
  });

  test('finds a superuser who takes the guard off a table, and names him though he has left', async () => {
    await close();
    const ada = await connect('postgres', 'psql of ada');
    await look();
    await pastGuard(ada, insert);
    await leave(ada);
    expect(await written('past-guard')).toMatchObject({
      ...{ table: 'public.notes', what: 'rows', rows: 1 },
      by: [{ role: 'postgres', application: 'psql of ada' }],
    });
    expect((await look()).transactionIds).toBeGreaterThan(0);
  });

  test('names nobody as the one, where somebody came and went between two looks', async () => {
    await close();
    const web = await connect('app', 'shop-web');
    await look();
    const ada = await connect('postgres', 'psql of ada');
    await pastGuard(ada, insert);
    await leave(ada);
    await web.query('select 1');
    expect(await written('past-guard')).toMatchObject({
      by: [
        { role: 'app', application: 'shop-web' },
        { role: null, application: '', pid: null },
      ],
    });
  });

  test('says that nobody saw who it was, where he came and went between two looks', async () => {
    await close();
    const ada = await connect('postgres', 'psql of ada');
    await pastGuard(ada, insert);
    await leave(ada);
    expect(await written('past-guard')).toMatchObject({ table: 'public.notes', by: [] });
  });

  test('is not put off by a session that may report late, but did not', async () => {
    const app = await connect('app', 'shop-web');
    await app.query(insert);
    await app.query(insert);
    await close();
    const ada = await connect('postgres', 'psql of ada');
    await pastGuard(ada, `insert into notes (text) values ('y')`);
    await leave(ada);
    expect(await written('past-guard')).toMatchObject({ table: 'public.notes', by: [] });
  });

  test('suspects nobody who may write, though he comes and goes within a look', async () => {
    await close();
    let isDone = false;
    await watch.look({
      query: async (text, values) => {
        if (!isDone && text.includes('pg_stat_get_tuples_inserted')) {
          isDone = true;
          const repair = await connect('maintainer', 'the repair');
          await repair.query('insert into cache values (7)');
          await leave(repair);
        }
        return database.admin.query(text, values);
      },
    });
    expect(isDone).toBe(true);
    expect(kindsIn(await look())).toEqual(['approved']);
  });

  test('is for an operator who is no superuser as well', async () => {
    await database.admin.query(`create role keeper login password 'secret'`);
    await database.guard.install({ operatorRoles: ['keeper'] });
    await connect('app', 'shop-web');
    await close();
    const keeper = await connect('keeper', 'portcullis guard');
    const report = await watch.look(keeper);
    expect(report).toMatchObject({ writes: [], notWatched: [], refusals: { count: 0 } });
    expect(report.sessions).toMatchObject([{ application: 'shop-web' }, { application: 'the operator' }]);
    await leave(keeper);
    await database.guard.open();
    await database.admin.query('drop owned by keeper; drop role keeper');
  });

  test('a guard of an earlier version that is closed is brought up to date, and refuses meanwhile', async () => {
    for (const one of guardFunctions.filter(({ signature }) => /check_write|close/.test(signature))) {
      const earlier = one.body
        .replaceAll(/perform portcullis\.note_\w+\([^)]*\);/g, '')
        .replace(/if not known\.closed then .*/, '');
      await database.admin.query(`create or replace function ${one.signature} ${one.head} as $$${earlier}$$`);
    }
    await database.admin.query(`
      drop function portcullis.note_refusal(oid), portcullis.note_passage(oid, text), portcullis.evidence();
      drop table portcullis.passage;
      do $$ declare one text; begin
        for one in select oid::regclass from pg_class where relkind = 'S' and relnamespace = 'portcullis'::regnamespace and relname like 'refused%'
        loop execute 'drop sequence ' || one; end loop;
      end $$`);
    await database.guard.close({ reason: 'a repair' });
    const app = await connect('app', 'billing-script');
    expect(await outcomeOf(app, insert)).toBe(refused);
    await database.guard.install();
    expect(await database.guard.verify()).toEqual([]);
    expect(await outcomeOf(app, insert)).toBe(refused);
    expect((await look()).refusals).toMatchObject({ count: 1, writers: [{ application: 'billing-script' }] });
  });

  test('says what a guard of an earlier version does not tell', async () => {
    await database.admin.query('alter function portcullis.evidence() rename to gone');
    await database.guard.close({ reason: 'a repair' });
    expect(await look()).toMatchObject({
      notWatched: [expect.stringContaining('Install the guard again')],
      refusals: { count: null },
    });
    expect(await database.guard.verify()).toMatchObject([
      { kind: 'changed', object: 'portcullis.evidence()', isHole: true },
    ]);
    await database.guard.open();
    await database.admin.query('alter function portcullis.gone() rename to evidence');
  });

  test('names the session that is still there with its statement', async () => {
    await close();
    const ada = await connect('postgres', 'psql of ada');
    await look();
    await pastGuard(ada, insert);
    // A session reports when it falls idle, a second after it did before.
    expect(await written('past-guard', () => ada.query('select 1 as last_words'))).toMatchObject({
      table: 'public.notes',
      by: [{ role: 'postgres', application: 'psql of ada', statement: 'select 1 as last_words' }],
    });
  });

  test('finds a table that is emptied at once', async () => {
    await connect('owner');
    await close();
    const ada = await connect('postgres', 'psql of ada');
    await pastGuard(ada, 'truncate notes');
    expect(await written('past-guard')).toMatchObject({ table: 'public.notes', what: 'replaced' });
  });

  test('shows a write to a bookkeeping table apart', async () => {
    await close();
    const app = await connect('app', 'shop-web');
    await app.query(`insert into sessions values ('${version} bookkeeping')`);
    await leave(app);
    expect(await written('bookkeeping')).toMatchObject({ table: 'public.sessions', rows: 1 });
    expect(kindsIn(await look())).toEqual(['bookkeeping']);
  });

  test('shows what an approved role writes apart, with its application, though it is gone again', async () => {
    await close();
    for (const id of [101, 102]) {
      const repair = await connect('maintainer', 'the repair');
      await repair.query(`insert into measures values (${id}, 1)`);
      await leave(repair);
      expect(await written('approved')).toMatchObject({
        table: 'public.measures_high',
        by: [{ role: 'maintainer', application: 'the repair' }],
      });
    }
  });

  test('shows what a token admits apart, with its label', async () => {
    await database.admin.query(
      `insert into portcullis.token values (sha256('open sesame'), 'ticket 7', now() + interval '1 hour')`,
    );
    await close();
    const app = await connect('app', 'a console');
    await app.query(`begin; select portcullis.admit('open sesame'); ${insert}; commit`);
    await leave(app);
    expect(await written('approved')).toMatchObject({
      table: 'public.notes',
      by: [{ role: 'app', application: 'a console (ticket 7)' }],
    });
  });

  test('an approved role that wrote explains nothing that is written to another table', async () => {
    await close();
    const repair = await connect('maintainer', 'the repair');
    await repair.query('insert into cache values (1)');
    await leave(repair);
    await written('approved');
    const ada = await connect('postgres', 'psql of ada');
    await pastGuard(ada, insert);
    await leave(ada);
    expect(await written('past-guard')).toMatchObject({ table: 'public.notes' });
  });

  test('an approved role that changed tables explains no rows that somebody else wrote', async () => {
    await database.admin.query('grant create on schema public to maintainer');
    await close();
    const approved = await connect('maintainer', 'the repair');
    await approved.query('create table by_the_repair (id int); insert into by_the_repair values (1)');
    await approved.query('begin; select 1');
    const ada = await connect('postgres', 'psql of ada');
    await look();
    await pastGuard(ada, insert);
    await leave(ada);
    const isPast = ({ table }: SeenWrite) => table === 'public.notes';
    let report = await look();
    await expect
      .poll(async () => {
        report = await look();
        return report.writes.some(isPast);
      })
      .toBe(true);
    expect(report.writes.filter(isPast)).toMatchObject([
      { kind: expect.stringMatching('past-guard|unsure') },
    ]);
    expect(report.writes.filter((one) => !isPast(one)).map(({ kind }) => kind)).not.toContain('past-guard');
    await approved.query('rollback; drop table by_the_repair');
  });

  test('names a script that was refused and is gone by role, application and table', async () => {
    await close();
    const script = await connect('app', 'billing-script');
    for (let attempt = 0; attempt < 3; attempt += 1) expect(await outcomeOf(script, insert)).toBe(refused);
    await leave(script);
    const web = await connect('owner', 'a shop with a name that is far too long');
    expect(await outcomeOf(web, 'delete from orders')).toBe(refused);
    const { refusals } = await look();
    expect(refusals).toMatchObject({
      count: 4,
      writers: [
        { role: 'owner', table: 'public.orders', application: 'a shop with a name that is far t' },
        { role: 'app', table: 'public.notes', application: 'billing-script' },
      ],
    });
    await database.guard.open();
    await close();
    expect((await look()).refusals).toEqual({ count: 0, writers: [] });
  });

  test('a refusal is one, whatever becomes of its note', async () => {
    await database.admin.query('alter sequence portcullis.refused rename to gone');
    try {
      await database.guard.close({ reason: 'a repair' });
      expect(await outcomeOf(await connect('app'), insert)).toBe(refused);
    } finally {
      await database.admin.query(
        `select setval('portcullis.gate', 0, true); alter sequence portcullis.gone rename to refused`,
      );
    }
  });

  test('nobody but the guard notes anything', async () => {
    const app = await connect('app');
    for (const text of [
      'select portcullis.note_refusal(0)',
      `select portcullis.note_passage(0, 'me')`,
      'select portcullis.evidence()',
      `select setval('portcullis.refused', 1)`,
      'select * from portcullis.passage',
    ]) {
      expect(await outcomeOf(app, text)).toBe('42501');
    }
  });

  test('takes nobody for a writer who committed before the closing and reports after it', async () => {
    const app = await connect('app', 'shop-web');
    // The second commit within a second is reported later.
    await app.query(insert);
    await app.query(insert);
    await close();
    await app.query('select 1');
    await leave(app);
    await expect
      .poll(async () => counted(database.admin), { interval: 50, timeout: 20_000 })
      .toBeGreaterThan(0);
    for (let more = 0; more < 5; more += 1) expect(kindsIn(await look())).toEqual([]);
  });

  test('goes on after the counters were set back', async () => {
    await close();
    const ada = await connect('postgres', 'psql of ada');
    await ada.query('select pg_stat_reset()');
    expect(kindsIn(await look())).toEqual([]);
    await pastGuard(ada, insert);
    await leave(ada);
    expect(await written('past-guard')).toMatchObject({ table: 'public.notes', rows: 1 });
  });

  test('says that nobody knows what was written before the counters were set back', async () => {
    await close();
    const ada = await connect('postgres', 'psql of ada');
    await look();
    await pastGuard(ada, insert);
    await leave(ada);
    await database.admin.query('select pg_stat_reset()');
    const since = expect.stringMatching(/^what was written shortly before 20.*Z: the counters were set back/);
    expect(await look()).toMatchObject({ notWatched: [since] });
    expect(await look()).toMatchObject({ notWatched: [since] });
    await database.admin.query('alter event trigger portcullis_ddl_start enable always');
    await database.guard.open();
    expect(await close()).toMatchObject({ notWatched: [] });
  });

  test('says that nothing is counted', async () => {
    await database.admin.query('alter role app set track_counts = off');
    await close();
    expect((await look()).notWatched).toEqual([expect.stringContaining('track_counts is off for app')]);
    await database.guard.open();
    await database.admin.query('alter role app reset track_counts');
  });

  test('says what privilege is missing', async () => {
    await database.admin.query('revoke pg_read_all_stats from portcullis');
    await connect('app', 'shop-web');
    await close();
    expect((await look()).notWatched).toEqual([
      expect.stringMatching(/sessions of app do: .* GRANT pg_read_all_stats TO portcullis/),
    ]);
    await database.admin.query('grant pg_read_all_stats to portcullis');
  });

  test('watches the tables alone that are closed', async () => {
    const report = await close(['measures_low']);
    expect(report.tables).toBe(2);
    const app = await connect('app', 'shop-web');
    await app.query(insert);
    await leave(app);
    for (let more = 0; more < 3; more += 1) expect(kindsIn(await look())).toEqual([]);
  });

  test('names who is connected, and who was not declared', async () => {
    await connect('app', 'shop-web');
    await connect('app', 'shop-web');
    await connect('postgres', 'psql');
    await close();
    expect((await look()).sessions).toMatchObject([
      {
        role: 'app',
        application: 'shop-web',
        pids: [expect.any(Number), expect.any(Number)],
        isDeclared: null,
      },
      { role: 'postgres', application: 'psql', isDeclared: null },
    ]);
    watch = createPostgresWatch({ clients: ['app/shop-web', 'maintainer'] });
    expect((await look()).sessions).toMatchObject([
      { application: 'shop-web', isDeclared: true },
      { application: 'psql', isDeclared: false, since: expect.any(Number) },
    ]);
  });

  test('names whoever calls himself as Portcullis does', async () => {
    await connect('app', 'portcullis guard');
    await connect('postgres', 'portcullis guard');
    expect((await look()).sessions).toMatchObject([{ role: 'app', application: 'portcullis guard' }]);
  });

  test('tells who wrote before it was closed', async () => {
    await look();
    const app = await connect('app', 'shop-web');
    await app.query(insert);
    await leave(app);
    await expect
      .poll(async () => (await look()).wroteBeforeClosing.length, { interval: 50, timeout: 20_000 })
      .toBe(1);
    expect((await close()).wroteBeforeClosing).toMatchObject([
      { table: 'public.notes', kind: 'open', rows: 1 },
    ]);
  });

  test('tells tables that stay writable from those that will be refused, before it is closed', async () => {
    await look();
    const app = await connect('app', 'shop-web');
    await app.query(`insert into sessions values ('mia') on conflict (id) do update set seen = now()`);
    await leave(app);
    await expect
      .poll(async () => (await look()).wroteBeforeClosing, { interval: 50, timeout: 20_000 })
      .toMatchObject([{ table: 'public.sessions', kind: 'bookkeeping' }]);
  });
});

async function counted(admin: pg.Client): Promise<number> {
  const { rows } = await admin.query(
    `select n_tup_ins::int as n from pg_stat_user_tables where relname = 'notes'`,
  );
  return Number(rows[0].n);
}
