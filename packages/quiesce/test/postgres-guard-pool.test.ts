import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type RunningPgbouncer, startPgbouncer } from '../../../test/support/postgres/start-pgbouncer.ts';
import { createPostgresGuard, type SqlSession } from '../src/postgres/index.ts';
import { guardRefusalOf } from '../src/refusal/index.ts';
import {
  type GuardedDatabase,
  outcomeOf,
  type Role,
  refused,
  startGuardedDatabase,
} from './guarded-database.ts';

const insert = `insert into notes (text) values ('x')`;
const drained = { isDrained: true, left: [], holes: [] };
let database: GuardedDatabase;
let pool: RunningPgbouncer;
const clients: pg.Client[] = [];

/** A client of the pool; transactions of the same role share three connections to the server. */
async function connect(user: Role, name: string): Promise<pg.Client> {
  const password = user === 'postgres' ? new URL(database.server.adminUrl).password : 'secret';
  const client = new pg.Client({
    ...{ host: '127.0.0.1', port: pool.port, user, password, database: 'guarded', application_name: name },
  });
  client.on('error', () => {});
  await client.connect();
  clients.push(client);
  return client;
}

const backendOf = async (session: SqlSession): Promise<unknown> =>
  (await session.query('select pg_backend_pid() as pid')).rows[0]?.pid;

beforeAll(async () => {
  database = await startGuardedDatabase(18);
  const { port, password } = new URL(database.server.adminUrl);
  pool = await startPgbouncer({
    serverPort: Number(port),
    passwords: { app: 'secret', owner: 'secret', postgres: password },
    poolSize: 3,
  });
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end().catch(() => {})));
  await database.guard.open();
});
afterAll(async () => {
  await pool?.stop();
  await database?.stop();
});

describe('an application behind a pool that hands each transaction to another connection', () => {
  test('is refused while it is closed, and writes again on the same connections', async () => {
    const apps = await Promise.all(['one', 'two', 'three', 'four'].map((name) => connect('app', name)));
    await Promise.all(apps.map((app) => app.query(insert)));
    await database.guard.close({ reason: 'a repair' });
    expect(await database.guard.drain({ timeoutMs: 5_000 })).toEqual(drained);
    for (const app of [...apps, ...apps]) {
      const error = await app.query(insert).catch((one: unknown) => one);
      expect(guardRefusalOf(error)).toMatchObject({ reason: 'a repair', table: 'notes' });
      expect((await app.query('select count(*)::int as orders from orders')).rows).toEqual([{ orders: 20 }]);
    }
    await database.guard.open();
    for (const app of apps) expect(await outcomeOf(app, insert)).toBe('done');
  });

  test('is admitted for one transaction, and nobody after it on the same connection', async () => {
    await database.admin.query(
      `insert into portcullis.token values (sha256('a token'), 'a repair', now() + interval '1 hour')`,
    );
    await database.guard.close({ reason: 'a repair' });
    expect(await database.guard.drain({ timeoutMs: 5_000 })).toEqual(drained);
    const [admitted, other] = [await connect('owner', 'admitted'), await connect('owner', 'another')];
    await admitted.query('begin');
    await admitted.query(`select portcullis.admit('a token')`);
    const connection = await backendOf(admitted);
    await admitted.query(insert);
    expect(await outcomeOf(other, insert)).toBe(refused);
    await admitted.query('commit');
    // In turn: one of these is the connection that was admitted.
    const seen: unknown[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      for (const client of [other, admitted]) {
        await client.query('begin');
        seen.push(await backendOf(client));
        expect(await outcomeOf(client, `select pg_current_xact_id(); ${insert}`)).toBe(refused);
      }
    }
    expect(seen).toContain(connection);
    await database.admin.query('delete from portcullis.token');
  });

  test('is named when it is waited for, and ended when that is asked for', async () => {
    const [forgotten, other] = [await connect('app', 'a forgotten script'), await connect('app', 'a shop')];
    await forgotten.query('begin');
    await forgotten.query(insert);
    await database.guard.close({ reason: 'a repair' });
    expect(await outcomeOf(other, insert)).toBe(refused);
    expect(await database.guard.drain({ timeoutMs: 30 })).toMatchObject({
      isDrained: false,
      left: [{ applicationName: 'a forgotten script', role: 'app', state: 'idle in transaction' }],
    });
    expect(await database.guard.drain({ timeoutMs: 30, terminate: true })).toEqual(drained);
    await expect(forgotten.query('commit')).rejects.toThrow();
    expect(await outcomeOf(other, insert)).toBe(refused);
    await database.guard.open();
    expect(await outcomeOf(other, insert)).toBe('done');
  });
});

describe('a guard that is worked through such a pool', () => {
  /** With three connections, which it gets in turn. */
  async function connectGuard() {
    const sessions = await Promise.all(['a guard', 'b', 'c'].map((name) => connect('postgres', name)));
    await Promise.all(sessions.map((session) => session.query('begin')));
    await Promise.all(sessions.map((session) => session.query('rollback')));
    const [session] = sessions;
    if (session === undefined) throw new Error('no session');
    expect(await backendOf(session)).not.toBe(await backendOf(session));
    return createPostgresGuard(session);
  }

  // Each of its statements stands for itself, or in a transaction that it begins and ends: there is nothing that it leaves in a session.
  test('says and does the same as a direct one', async () => {
    const guard = await connectGuard();
    expect(await guard.uninstall()).toEqual([]);
    await guard.install({ approvedRoles: ['maintainer'], bookkeepingTables: ['public.sessions'] });
    expect(await guard.verify()).toEqual([]);

    const writer = await connect('app', 'a writer');
    await writer.query('begin');
    await writer.query(insert);
    await guard.close({ reason: 'a repair' });
    expect(await guard.status()).toMatchObject({ state: 'closing' });
    expect(await guard.drain({ timeoutMs: 30 })).toMatchObject({
      isDrained: false,
      left: [{ applicationName: 'a writer' }],
    });
    const draining = guard.drain({ timeoutMs: 10_000 });
    await writer.query('commit');
    expect(await draining).toEqual(drained);
    expect(await guard.status()).toMatchObject({ state: 'closed', problems: [] });
    expect(await outcomeOf(writer, insert)).toBe(refused);
    await guard.open();
    expect(await outcomeOf(writer, insert)).toBe('done');
  });

  // Its role's connections are all taken: it can look no more, and says nothing that it has not seen.
  test('does not say drained while the pool lets it not look', async () => {
    const guard = await connectGuard();
    await guard.close({ reason: 'a repair' });
    const others = await Promise.all(['one', 'two', 'three'].map((name) => connect('postgres', name)));
    for (const other of others) await other.query('begin; select 1');
    let hasSaid = false;
    const draining = guard.drain({ timeoutMs: 10 }).finally(() => {
      hasSaid = true;
    });
    for (let look = 0; look < 5; look += 1) {
      await database.admin.query('select pg_sleep(0.02)');
      expect(hasSaid).toBe(false);
    }
    await others[0]?.query('rollback');
    expect(await draining).toEqual(drained);
  });
});
