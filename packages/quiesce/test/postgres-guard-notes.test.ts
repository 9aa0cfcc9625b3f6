import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { postgresVersions } from '../../../test/support/postgres/start-postgres.ts';
import { createPostgresGuard, createPostgresWatch, type PostgresWatch } from '../src/postgres/index.ts';
import { readEvidence } from '../src/postgres/watch-sample.ts';
import type { SeenWrite } from '../src/watch-report.ts';
import { type GuardedDatabase, outcomeOf, refused, startGuardedDatabase } from './guarded-database.ts';

const forbidden = [
  `select setval('portcullis.refused', 1, false)`,
  `select nextval('portcullis.refused_0_at')`,
  'select last_value from portcullis.refused_0_who',
  'select portcullis.note_refusal(1)',
  `select portcullis.note_passage(1, 'x')`,
  'select portcullis.evidence()',
  'delete from portcullis.passage',
  'select from portcullis.token',
];
const opening = [
  `insert into portcullis.approved values ('app', 'me')`,
  'update portcullis.state set closed = false',
  `select setval('portcullis.gate', 0, true)`,
  'select portcullis.open()',
];
const insert = `insert into notes (text) values ('x')`;

describe.each(postgresVersions)('attacks on what the guard of PostgreSQL %s notes', (version) => {
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
    await database.guard.open();
  });
  afterAll(() => database.stop());

  const connect = async (...[role, name]: Parameters<GuardedDatabase['connect']>) => {
    const client = await database.connect(role, name);
    sessions.push(client);
    return client;
  };
  const look = () => watch.look(database.admin);
  const close = async () => {
    await database.guard.close({ reason: 'a repair' });
    expect(await database.guard.drain({ timeoutMs: 5_000 })).toMatchObject({ isDrained: true });
    return look();
  };
  /** Fails instead of waiting for locks. */
  const impatiently = async (work: () => Promise<unknown>) => {
    await database.admin.query(`set lock_timeout = '1s'`);
    await work();
    await database.admin.query('reset lock_timeout');
  };

  test('opens and closes although somebody who may write has not ended his transaction', async () => {
    await close();
    const ada = await connect('maintainer', 'the repair');
    await ada.query(insert);
    await ada.query(`begin; ${insert}`);
    await impatiently(() => database.guard.open());
    expect(await database.guard.status()).toMatchObject({ state: 'open' });
    await impatiently(() => database.guard.close({ reason: 'again' }));
    await ada.query('commit');
  });

  test('closes, opens and makes tokens although a transaction goes on whose token has expired', async () => {
    const { token } = await database.guard.tokens.create({ label: 'repair', ttlSeconds: 1 });
    const app = await connect('app', 'the repair');
    await app.query('begin');
    await app.query('select portcullis.admit($1)', [token]);
    await app.query('select pg_sleep(1.1)');
    await impatiently(() => database.guard.close({ reason: 'a repair' }));
    await impatiently(() => database.guard.open());
    await impatiently(() => database.guard.tokens.create({ label: 'another', ttlSeconds: 60 }));
    await app.query('commit');
    await database.guard.open();
    expect(await database.guard.tokens.list()).toMatchObject([{ label: 'another' }]);
    await database.admin.query('delete from portcullis.token');
  });

  test('who prepares his transactions is not kept waiting by those that nobody has decided yet', async () => {
    await close();
    const ada = await connect('maintainer', 'the repair');
    await ada.query(`set lock_timeout = '2s'; ${insert}`);
    for (const name of ['first', 'second']) {
      await ada.query(`begin; ${insert}; prepare transaction '${name}'`);
    }
    expect(await outcomeOf(ada, insert)).toBe('done');
    await impatiently(() => database.guard.open());
    for (const name of ['first', 'second']) await ada.query(`commit prepared '${name}'`);
    expect(await outcomeOf(ada, insert)).toBe('done');
  });

  test('what was admitted while it was open is not kept for ever', async () => {
    const { token } = await database.guard.tokens.create({ label: 'insiders', ttlSeconds: 60 });
    const app = await connect('app', 'shop-web');
    const admit = `begin; select portcullis.admit('${token}')`;
    for (let more = 0; more < 3; more += 1) await app.query(`${admit}; commit`);
    await app.query(admit);
    await impatiently(() => database.guard.tokens.create({ label: 'another', ttlSeconds: 60 }));
    expect((await database.admin.query('select from portcullis.admission')).rowCount).toBe(0);
    await database.guard.close({ reason: 'a repair' });
    // The one that goes on.
    expect(await outcomeOf(app, `${insert}; commit`)).toBe('done');
    await database.guard.close({ reason: 'a repair' });
    expect((await database.admin.query('select from portcullis.admission')).rowCount).toBe(0);
    await database.guard.tokens.revoke('insiders');
  });

  test('is not told by refusals that nobody wrote: each transaction that is refused has one id', async () => {
    const app = await connect('app', 'shop-web');
    await app.query(insert);
    await close();
    await app.query('begin');
    for (let time = 0; time < 5; time += 1) {
      await app.query('savepoint one');
      await expect(app.query(insert)).rejects.toThrow('refused');
      await app.query('rollback to savepoint one');
    }
    const ada = await connect('postgres', 'psql of ada');
    await ada.query(`begin; alter event trigger portcullis_ddl_start disable;
      alter event trigger portcullis_ddl_end disable; commit`);
    await ada.query(`begin; alter table notes disable trigger aa_portcullis; ${insert};
      alter table notes enable always trigger aa_portcullis; commit`);
    await ada.query(`begin; alter event trigger portcullis_ddl_end enable always;
      alter event trigger portcullis_ddl_start enable always; commit`);
    sessions.splice(sessions.indexOf(ada), 1);
    await ada.end();
    await app.query('commit');
    let writes: readonly SeenWrite[] = [];
    const seen = async () => {
      ({ writes } = await look());
      return writes.length;
    };
    await expect.poll(seen, { interval: 50, timeout: 5_000 }).toBeGreaterThan(0);
    expect(writes).toMatchObject([{ table: 'public.notes', kind: 'unsure' }]);
  });

  test("those who may write do not get in each other's way, under any isolation", async () => {
    await close();
    const [ada, bob] = [await connect('maintainer', 'ada'), await connect('maintainer', 'bob')];
    for (const isolation of ['read committed', 'repeatable read', 'serializable']) {
      for (let time = 0; time < 3; time += 1) {
        for (const one of [ada, bob]) await one.query(`begin isolation level ${isolation}`);
        for (const one of [ada, bob, ada, bob]) await one.query(`set local lock_timeout = '1s'; ${insert}`);
        await readEvidence(database.admin);
        for (const one of [ada, bob]) await one.query('commit');
      }
    }
    await ada.query(`begin isolation level repeatable read; ${insert}`);
    await database.guard.open();
    await ada.query(`${insert}; commit`);
  });

  test('tells of no statement what may be secret: passwords, tokens and data are texts in it', async () => {
    const app = await connect('maintainer', 'the repair');
    await close();
    for (const [text, shown] of [
      [`select portcullis.admit('s3cret')`, 'select portcullis.admit(…'],
      [`update notes set text = $tag$s3cret$tag$`, 'update notes set text = …'],
      [`update notes set text = $$s3cret$$`, 'update notes set text = …'],
      [`select E'\\'s3cret' as "s3cret"`, 'select E…'],
      ['select 1 as "name"', 'select 1 as "name"'],
    ] as const) {
      await app.query(text).catch(() => {});
      const { sessions: seen } = await readEvidence(database.admin);
      expect(seen).toMatchObject([{ application: 'the repair', statement: shown }]);
    }
  });

  test('forgets who wrote because he may, once his session is long gone', async () => {
    await close();
    for (const name of ['one', 'two']) {
      const one = await connect('maintainer', name);
      await one.query(insert);
      sessions.splice(sessions.indexOf(one), 1);
      await one.end();
    }
    await (await connect('maintainer', 'three')).query(insert);
    await database.admin.query(
      `update portcullis.passage set at = at - interval '11 minutes' where application <> 'two'`,
    );
    await expect
      .poll(async () => (await readEvidence(database.admin)).passages.map(({ application }) => application))
      .toEqual(['two', 'three']);
    const { rows } = await database.admin.query('select application from portcullis.passage order by 1');
    expect(rows).toEqual([{ application: 'three' }, { application: 'two' }]);
    await database.admin.query(`begin; set transaction read only; select portcullis.evidence(); commit`);
  });

  test('keeps eight writers apart, and of nine forgets who was refused longest ago', async () => {
    await close();
    const refuse = async (name: string) => {
      const one = await connect('app', name);
      expect(await outcomeOf(one, insert)).toBe(refused);
    };
    const writers = async () => (await look()).refusals.writers.map(({ application }) => application).sort();
    const names = ['web', 'mails', 'cron', 'psql', 'billing', 'export', 'import', 'nightly-repair-of-orders'];
    for (const name of names) await refuse(name);
    expect(await writers()).toEqual([...names].sort());
    await refuse('web');
    await refuse('forgotten');
    expect(await writers()).toEqual([...names.filter((name) => name !== 'mails'), 'forgotten'].sort());
    await database.guard.open();
    await close();
    expect(await writers()).toEqual([]);
  });

  test('an application has no rights on it, whatever it calls itself', async () => {
    await close();
    for (const role of ['app', 'owner'] as const) {
      const app = await connect(role, '\u001b[31mred <b>x</b>\n');
      for (const text of forbidden) expect([text, await outcomeOf(app, text)]).toEqual([text, '42501']);
      expect(await outcomeOf(app, insert)).toBe(refused);
      const [{ application } = { application: '' }] = (await look()).refusals.writers;
      expect(application).toContain('[31mred <b>x</b>');
      expect(application).not.toMatch(/\p{Cc}/u);
    }
  });

  test('names in the way of its functions change nothing: its own are meant', async () => {
    await close();
    const app = await connect('app', 'shop-web');
    await app.query(
      'create temp table pg_roles (rolname name, oid oid); create temp table pg_class (oid oid)',
    );
    await app
      .query(`create function pg_temp.nextval(text) returns bigint language sql as 'select 1'`)
      .catch(() => {});
    await app.query('set search_path = pg_temp, public, pg_catalog');
    expect(await outcomeOf(app, insert)).toBe(refused);
    await app.query('set session characteristics as transaction isolation level serializable');
    expect(await outcomeOf(app, insert)).toBe(refused);
    expect((await look()).refusals).toMatchObject({
      writers: [{ role: 'app', application: 'shop-web', table: 'public.notes' }],
    });
  });
});

describe.each(postgresVersions)('a guard of PostgreSQL %s that the owner of tables installs', (version) => {
  let database: GuardedDatabase;
  beforeAll(async () => {
    database = await startGuardedDatabase(version);
    await database.admin.query(
      `create role keeper login password 'secret'; create role installer login password 'secret'`,
    );
    await database.admin.query('create database plain owner installer');
  });
  afterAll(() => database.stop());

  test('is not opened by an application that is given rights on everything new', async () => {
    const installer = await database.connect('installer', 'migrations', 'plain');
    await installer.query(`create table orders (id int);
      alter default privileges grant all on tables to app;
      alter default privileges grant all on sequences to app;
      alter default privileges grant all on functions to app, keeper;
      grant all on all tables in schema public to app`);
    const guard = createPostgresGuard(installer);
    await guard.install({ operatorRoles: ['keeper'] });
    await guard.close({ reason: 'a repair' });
    await guard.drain({ timeoutMs: 5_000 });
    const app = await database.connect('app', 'shop-web', 'plain');
    for (const text of [...forbidden, ...opening]) {
      expect([text, await outcomeOf(app, text)]).toEqual([text, '42501']);
    }
    expect(await outcomeOf(app, 'insert into orders values (1)')).toBe(refused);
    const holes = async () => (await guard.verify()).filter(({ isHole }) => isHole);
    expect(await holes()).toEqual([]);
    const keeper = await database.connect('keeper', 'portcullis', 'plain');
    await createPostgresGuard(keeper).open();
    expect(await createPostgresGuard(keeper).status()).toMatchObject({ state: 'open' });

    // As an earlier version left it.
    await installer.query('grant all on all sequences in schema portcullis to app');
    expect(await holes()).toMatchObject([{ kind: 'privilege', object: 'app' }]);
    await guard.install();
    expect(await holes()).toEqual([]);
    await createPostgresGuard(keeper).close({ reason: 'the operator keeps his rights' });
  });
});
