import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { postgresVersions } from '../../../test/support/postgres/start-postgres.ts';
import { createPostgresGuard, type Holder } from '../src/postgres/index.ts';
import { type GuardedDatabase, outcomeOf, refused, startGuardedDatabase } from './guarded-database.ts';

const insert = `insert into notes (text) values ('x')`;
const drained = { isDrained: true, left: [], holes: [] };

describe.each(postgresVersions)('what happens while a PostgreSQL %s is closed', (version) => {
  let database: GuardedDatabase;
  const close = async (tables: readonly string[] = []) => {
    await database.guard.close({ reason: 'a repair', tables });
    return database.guard.drain({ timeoutMs: 5_000 });
  };

  beforeAll(async () => {
    database = await startGuardedDatabase(version);
  });
  afterEach(() => database.guard.open());
  afterAll(() => database.stop());

  test('what was in flight commits whole, and is waited for', async () => {
    const app = await database.connect('app');
    await app.query(`begin; update orders set state = 'half' where id = 5`);
    await database.guard.close({ reason: 'a repair' });
    let draining = Promise.resolve<unknown>(null);
    const seen = await new Promise<readonly Holder[]>((resolve) => {
      draining = database.guard.drain({ timeoutMs: 10_000, onProgress: resolve });
    });
    expect(seen).toMatchObject([{ applicationName: 'a test', state: 'idle in transaction', role: 'app' }]);
    await app.query('update items set order_id = 5 where id = 1');
    await app.query('commit');
    expect(await draining).toEqual(drained);
    const { rows } = await database.admin.query(
      `select o.state, i.order_id from orders o, items i where o.id = 5 and i.id = 1`,
    );
    expect(rows).toEqual([{ state: 'half', order_id: 5 }]);
  });

  test('who does not end is named, and ended when that is asked for', async () => {
    const idle = await database.connect('app', 'a forgotten script');
    await idle.query(`begin; update orders set state = 'forgotten' where id = 6`);
    await database.guard.close({ reason: 'a repair' });
    const { isDrained, left } = await database.guard.drain({ timeoutMs: 30 });
    expect(isDrained).toBe(false);
    expect(left).toMatchObject([
      {
        role: 'app',
        applicationName: 'a forgotten script',
        state: 'idle in transaction',
        query: 'begin; update orders set state = …',
      },
    ]);
    expect(await database.guard.drain({ timeoutMs: 30, terminate: true })).toEqual(drained);
    const { rows } = await database.admin.query('select state from orders where id = 6');
    expect(rows).toEqual([{ state: 'new' }]);
  });

  test('a prepared transaction is named, and left to a person', async () => {
    const app = await database.connect('app');
    await app.query(`begin; update orders set state = 'prepared' where id = 7; prepare transaction 'later'`);
    await database.guard.close({ reason: 'a repair' });
    const first = await database.guard.drain({ timeoutMs: 30, terminate: true });
    expect(first).toMatchObject({ isDrained: false, left: [{ pid: null, prepared: 'later', role: 'app' }] });
    await app.query(`rollback prepared 'later'`);
    expect(await database.guard.drain({ timeoutMs: 5_000 })).toEqual(drained);
    await app.end();
  });

  // Closing looks at the tables, and cannot see what a transaction is about to change.
  test.each([
    'alter table notes disable trigger aa_portcullis',
    'alter table notes disable trigger all; alter table notes enable trigger all',
    'drop trigger aa_portcullis on notes',
  ])('who was waited for takes a guard off, and it is not called drained: %s', async (text) => {
    const owner = await database.connect('owner');
    await owner.query(`begin; ${text}`);
    await database.guard.close({ reason: 'a repair' });
    const draining = database.guard.drain({ timeoutMs: 10_000 });
    await owner.query('commit');
    const hole = { kind: 'unguarded', object: 'notes', isHole: true };
    expect(await draining).toMatchObject({ isDrained: false, left: [], holes: [hole] });
    expect(await database.guard.status()).toMatchObject({ state: 'closing', problems: [hole] });
    await database.guard.install();
    expect(await database.guard.drain({ timeoutMs: 5_000 })).toEqual(drained);
    expect(await database.guard.status()).toMatchObject({ state: 'closed', problems: [] });
    expect(await outcomeOf(owner, insert)).toBe(refused);
    await owner.end();
  });

  test('a table that is being made is waited for, and born guarded', async () => {
    const owner = await database.connect('owner');
    await owner.query('begin; create table born (id int); insert into born values (1)');
    await database.guard.close({ reason: 'a repair' });
    expect(await database.guard.drain({ timeoutMs: 20 })).toMatchObject({
      isDrained: false,
      left: [{ role: 'owner' }],
    });
    await owner.query('commit');
    expect(await database.guard.drain({ timeoutMs: 5_000 })).toEqual(drained);
    expect(await outcomeOf(owner, 'insert into born values (2)')).toBe(refused);
    await database.guard.open();
    await owner.query('drop table born');
    await owner.end();
  });

  /** A writer that passes by grace after the first look: it holds what the second one waits for. */
  async function holdSecondLook() {
    const early = await database.connect('app', 'an early transaction id');
    await early.query('begin; select pg_current_xact_id()');
    await database.guard.close({ reason: 'a repair' });
    await early.query(insert);
    await database.admin.query('select portcullis.end_grace()');
    return early;
  }

  test('it is closing until the second look is over', async () => {
    const early = await holdSecondLook();
    expect(await database.guard.status()).toMatchObject({ state: 'closing' });
    expect(await outcomeOf(await database.connect('app'), insert)).toBe(refused);
    await early.query('commit');
    expect(await database.guard.status()).toMatchObject({ state: 'closing' });
    expect(await database.guard.drain({ timeoutMs: 5_000 })).toEqual(drained);
    expect(await database.guard.status()).toMatchObject({ state: 'closed' });
    await early.end();
  });

  // PREPARE gives its locks to another owner, which has the same virtual transaction since 14.1.
  test('who prepares his transaction while the second look waits for it is waited for on', async () => {
    const early = await database.connect('app', 'early');
    await early.query('begin; select pg_current_xact_id()');
    const first = await database.connect('app', 'first');
    await first.query(`begin; ${insert}`);
    await database.guard.close({ reason: 'a repair' });
    const waitedFor: (string | null | undefined)[] = [];
    const draining = database.guard.drain({
      timeoutMs: 2_000,
      onProgress: ([one]) => waitedFor.push(one?.applicationName),
    });
    await expect.poll(() => waitedFor).toContain('first');
    await early.query(insert);
    await first.query('commit');
    await expect.poll(() => waitedFor).toContain('early');
    await early.query(`prepare transaction 'while waited for'`);
    expect(await draining).toMatchObject({
      isDrained: false,
      left: [{ pid: null, prepared: 'while waited for', role: 'app' }],
    });
    expect(await database.guard.status()).toMatchObject({ state: 'closing' });
    await early.query(`rollback prepared 'while waited for'`);
    expect(await database.guard.drain({ timeoutMs: 5_000 })).toEqual(drained);
  });

  test('who works the guard is waited for himself, where he has written', async () => {
    const session = await database.connect('postgres', 'an operator who writes');
    const guard = createPostgresGuard(session);
    await session.query(`begin; ${insert}`);
    await guard.close({ reason: 'a repair' });
    expect(await guard.drain({ timeoutMs: 20 })).toMatchObject({
      isDrained: false,
      left: [{ applicationName: 'an operator who writes' }],
    });
    await session.query('commit');
    expect(await guard.drain({ timeoutMs: 5_000, terminate: true })).toEqual(drained);
    await session.end();
  });

  test('who was admitted is waited for as well', async () => {
    const { admin } = database;
    await close();
    await admin.query(
      `insert into portcullis.token values (sha256('a token'), 'a repair', now() + interval '1 hour')`,
    );
    const app = await database.connect('app', 'admitted');
    await app.query(`begin; select portcullis.admit('a token'); savepoint s; ${insert}; release s`);
    expect(await database.guard.drain({ timeoutMs: 20 })).toMatchObject({
      isDrained: false,
      left: [{ applicationName: 'admitted' }],
    });
    await app.query('commit');
    expect(await database.guard.drain({ timeoutMs: 5_000 })).toEqual(drained);
    await admin.query('delete from portcullis.token');
    await app.end();
  });

  test.each([
    ['opens it', async () => database.guard.open()],
    [
      'opens it and closes it anew',
      async () => {
        await database.guard.open();
        await database.guard.close({ reason: 'another repair' });
        await database.admin.query('select portcullis.end_grace()');
      },
    ],
  ])('somebody else %s, and nobody calls it drained', async (_, somebody) => {
    const early = await holdSecondLook();
    const second = createPostgresGuard(await database.connect('postgres', 'a conductor'));
    let draining: Promise<unknown> = Promise.resolve();
    await new Promise<void>((resolve) => {
      draining = second
        .drain({ timeoutMs: 10_000, onProgress: () => resolve() })
        .catch((one: unknown) => one);
    });
    await somebody();
    await early.query('commit');
    expect(await draining).toMatchObject({
      message: expect.stringContaining('somebody opened it, or closed it anew'),
    });
    await early.end();
  });

  test('what is open is not drained', async () => {
    await expect(database.guard.drain({ timeoutMs: 20 })).rejects.toThrow('but it is open. Close it first.');
  });

  test.each(['repeatable read', 'serializable'])(
    'a token that is revoked admits no %s transaction from before',
    async (isolation) => {
      const { admin } = database;
      await close();
      const app = await database.connect('app');
      for (const revoke of [
        `update portcullis.token set expires_at = now()`,
        `delete from portcullis.token`,
      ]) {
        await admin.query(
          `insert into portcullis.token values (sha256('a token'), 'a repair', now() + interval '1 hour')
             on conflict (hash) do update set expires_at = excluded.expires_at`,
        );
        await app.query(`begin isolation level ${isolation}; select count(*) from orders`);
        await admin.query(revoke);
        expect(await outcomeOf(app, `select portcullis.admit('a token')`)).toBe('40001');
      }
      await app.end();
    },
  );

  test('who revokes a token waits for the transaction that it admitted', async () => {
    const { admin } = database;
    await admin.query(
      `insert into portcullis.token values (sha256('a token'), 'a repair', now() + interval '1 hour')`,
    );
    await close();
    const app = await database.connect('app');
    await app.query(`begin; select portcullis.admit('a token'); ${insert}`);
    await expect(
      admin.query(`set lock_timeout = '30ms'; delete from portcullis.token`),
    ).rejects.toMatchObject({
      code: '55P03',
    });
    await app.query('commit');
    await admin.query('delete from portcullis.token; reset lock_timeout');
    await app.end();
  });

  test('an approval that is taken back lets no snapshot from before write', async () => {
    const { admin } = database;
    const maintainer = await database.connect('maintainer');
    await maintainer.query('begin isolation level repeatable read; select count(*) from orders');
    await admin.query(`delete from portcullis.approved where rolname = 'maintainer'`);
    try {
      expect(await close()).toEqual(drained);
      expect(await outcomeOf(maintainer, insert)).toBe('40001');
      expect(await outcomeOf(maintainer, insert)).toBe(refused);
    } finally {
      await admin.query(`insert into portcullis.approved values ('maintainer', 'again')`);
    }
    await maintainer.end();
  });

  test('a token that has expired is gone, whatever the clock says later', async () => {
    const { admin } = database;
    const left = async () =>
      (await admin.query('select label from portcullis.token order by 1')).rows.map(({ label }) => label);
    await admin.query(`insert into portcullis.token values (sha256('a'), 'old', now() - interval '1 second'),
      (sha256('b'), 'valid', now() + interval '1 hour'), (sha256('c'), 'for ever', 'infinity')`);
    await close();
    expect(await left()).toEqual(['for ever', 'valid']);
    await admin.query(`update portcullis.token set expires_at = now() where label = 'valid'`);
    await database.guard.open();
    expect(await left()).toEqual(['for ever']);
    await admin.query('delete from portcullis.token');
  });

  // As after the clock of the server was set back, or forward.
  test.each(['1 day', '-1 day'])(
    'a closing of now + %s is told and opened as any other',
    async (distance) => {
      await close();
      await database.admin.query(
        `update portcullis.state set closed_at = clock_timestamp() + interval '${distance}'`,
      );
      const { state, closedAt } = await database.guard.status();
      expect(state).toBe('closed');
      expect(Math.round(((closedAt?.getTime() ?? 0) - Date.now()) / 3_600_000)).toBe(
        distance === '1 day' ? 24 : -24,
      );
      const app = await database.connect('app');
      expect(
        await app.query(insert).catch((one: { detail: string }) => JSON.parse(one.detail)),
      ).toMatchObject({
        retryAfter: 30,
      });
      await database.guard.open();
      expect(await outcomeOf(app, insert)).toBe('done');
      await app.end();
    },
  );

  // A copy of another cluster, whose transactions have higher numbers than ours: here all of them would be from before.
  test('a copy that was made while others were waited for lets nobody in by his number', async () => {
    const { admin } = database;
    await database.guard.close({ reason: 'a repair' });
    await admin.query(
      `update portcullis.state set gate = 4000000000; select setval('portcullis.gate', 4000000000, false)`,
    );
    const app = await database.connect('app');
    const early = `begin; select pg_current_xact_id(); ${insert}; rollback`;
    expect(await outcomeOf(app, early)).toBe('done');
    for (const other of [`system_identifier = 'of another'`, 'database = 1']) {
      await admin.query(`update portcullis.state set ${other}`);
      expect([other, await outcomeOf(app, early)]).toEqual([other, refused]);
      await database.guard.install();
    }
    await app.end();
  });

  test('a crash right after it was closed leaves it closed, however commits are written', async () => {
    const other = await startGuardedDatabase(version);
    try {
      await other.admin.query(`alter system set wal_writer_delay = '10s'`);
      await other.admin.query('select pg_reload_conf()');
      const operator = await other.connect('postgres');
      await operator.query('set synchronous_commit = off');
      await createPostgresGuard(operator).close({ reason: 'a repair' });
      await other.server.crash();
      const again = createPostgresGuard(await other.connect('postgres'));
      expect(await again.status()).toMatchObject({ state: 'closing', reason: 'a repair' });
      expect(await outcomeOf(await other.connect('app'), insert)).toBe(refused);
    } finally {
      await other.stop();
    }
  });
});

describe.each(postgresVersions)('the role of the guard, in PostgreSQL %s', (version) => {
  test('goes with the last guard of the server', async () => {
    const database = await startGuardedDatabase(version);
    try {
      const roles = async () =>
        (await database.admin.query(`select from pg_roles where rolname = 'portcullis'`)).rowCount;
      await database.admin.query('create database second');
      const second = createPostgresGuard(await database.connect('postgres', 'the operator', 'second'));
      await second.install();
      await database.guard.uninstall();
      expect(await roles()).toBe(1);
      expect(await second.verify()).toEqual([]);
      await second.uninstall();
      expect(await roles()).toBe(0);
      await database.guard.install();
      await database.admin.query('alter role portcullis login');
      await database.guard.uninstall();
      expect(await roles()).toBe(1);
    } finally {
      await database.stop();
    }
  });
});
