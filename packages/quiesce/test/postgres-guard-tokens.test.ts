import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { postgresVersions } from '../../../test/support/postgres/start-postgres.ts';
import { createPostgresGuard } from '../src/postgres/index.ts';
import { type GuardedDatabase, outcomeOf, refused, startGuardedDatabase } from './guarded-database.ts';

const insert = `insert into notes (text) values ('by a token')`;

describe.each(postgresVersions)('tokens of PostgreSQL %s', (version) => {
  let database: GuardedDatabase;
  const close = async () => {
    await database.guard.close({ reason: 'a repair' });
    return database.guard.drain({ timeoutMs: 5_000 });
  };

  beforeAll(async () => {
    database = await startGuardedDatabase(version);
    await database.admin.query(`create role keeper login password 'secret'`);
    await database.guard.install({ operatorRoles: ['keeper'] });
  });
  afterEach(async () => {
    await database.guard.open();
    // Where a test failed, somebody may still hold one: the next tests are not to wait for him.
    await database.admin.query(`begin; set local lock_timeout = '2s'; delete from portcullis.token; commit`);
  });
  afterAll(() => database.stop());

  test('lets one transaction after another write, made while it is open or closed; others are refused', async () => {
    const { tokens } = database.guard;
    const early = await tokens.create({ label: 'a repair', ttlSeconds: 60 });
    await close();
    const late = await tokens.create({ label: 'another', ttlSeconds: 60 });
    const app = await database.connect('app');
    for (const { token } of [early, late, early]) {
      expect(await outcomeOf(app, `begin; select portcullis.admit('${token}'); ${insert}; commit`)).toBe(
        'done',
      );
      expect(await outcomeOf(app, insert)).toBe(refused);
    }
    expect((await tokens.list()).map(({ label, hasExpired }) => [label, hasExpired])).toEqual([
      ['a repair', false],
      ['another', false],
    ]);
  });

  test('keeps nobody from opening while a transaction runs that it admitted, also when it has expired', async () => {
    const { tokens } = database.guard;
    const { token } = await tokens.create({ label: 'a repair', ttlSeconds: 1 });
    await close();
    const app = await database.connect('app');
    await app.query(`begin; select portcullis.admit('${token}'); ${insert}`);
    await expect.poll(async () => (await tokens.list())[0]?.hasExpired).toBe(true);
    await database.admin.query(`set lock_timeout = '2s'`);
    try {
      await tokens.create({ label: 'another', ttlSeconds: 60 });
      await database.guard.open();
    } finally {
      await database.admin.query('reset lock_timeout');
    }
    await app.query('commit');
  });

  test('is kept nowhere but as its hash, and ends by itself', async () => {
    const { tokens } = database.guard;
    const { token, fingerprint, expiresAt } = await tokens.create({ label: 'short', ttlSeconds: 60 });
    const { rows } = await database.admin.query(
      `select encode(hash, 'hex') as hash, t::text as whole, expires_at from portcullis.token t`,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0].hash.startsWith(fingerprint)).toBe(true);
    expect(rows[0].expires_at).toEqual(expiresAt);
    expect(rows[0].whole).not.toContain(token);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    await database.admin.query('update portcullis.token set expires_at = clock_timestamp()');
    expect(await tokens.list()).toMatchObject([{ label: 'short', hasExpired: true }]);
    await close();
    const app = await database.connect('app');
    expect(await outcomeOf(app, `select portcullis.admit('${token}')`)).toBe('28000');
  });

  test('is revoked by its label or fingerprint, once whoever was admitted by it has ended', async () => {
    const { tokens } = database.guard;
    const first = await tokens.create({ label: 'first', ttlSeconds: 60 });
    const second = await tokens.create({ label: 'second', ttlSeconds: 60 });
    await close();
    const app = await database.connect('app');
    await app.query(`begin; select portcullis.admit('${first.token}'); ${insert}`);
    expect(await tokens.revoke('first', { timeoutMs: 30 })).toBe('in-use');
    expect(await tokens.list()).toHaveLength(2);
    await app.query('commit');
    expect(await tokens.revoke('first')).toEqual({ revoked: 1 });
    expect(await tokens.revoke(second.fingerprint)).toEqual({ revoked: 1 });
    expect(await tokens.revoke('first')).toEqual({ revoked: 0 });
    expect(await outcomeOf(app, `select portcullis.admit('${first.token}')`)).toBe('28000');
  });

  test('is made by nobody who may only close and open', async () => {
    const keeper = createPostgresGuard(await database.connect('keeper'));
    await expect(keeper.tokens.create({ label: 'mine', ttlSeconds: 60 })).rejects.toMatchObject({
      code: '42501',
    });
    await expect(keeper.tokens.list()).rejects.toMatchObject({ code: '42501' });
  });

  test('the guard is installed again while it is closed, with more roles and tables, and stays closed', async () => {
    await close();
    const again = await database.guard.install({
      approvedRoles: ['maintainer'],
      operatorRoles: ['keeper'],
      bookkeepingTables: ['sessions', 'cache'],
    });
    expect(again).toMatchObject({ busy: [], denied: [] });
    expect(await database.guard.status()).toMatchObject({
      state: 'closed',
      bookkeeping: expect.arrayContaining(['cache', 'sessions']),
    });
    const app = await database.connect('app');
    expect(await outcomeOf(app, insert)).toBe(refused);
    expect(await outcomeOf(app, 'insert into cache values (4711)')).toBe('done');
  });
});
