import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type RunningReplica, startReplica } from '../../../test/support/postgres/start-replica.ts';
import { createPostgresGuard, type PostgresGuard } from '../src/postgres/index.ts';
import { guardRefusalOf } from '../src/refusal/index.ts';
import { type GuardedDatabase, startGuardedDatabase } from './guarded-database.ts';

let database: GuardedDatabase;
let replica: RunningReplica;
let session: pg.Client;
let guard: PostgresGuard;

beforeAll(async () => {
  database = await startGuardedDatabase(15);
  replica = await startReplica(database.server);
  session = new pg.Client({ connectionString: new URL('/guarded', replica.adminUrl).href });
  await session.connect();
  guard = createPostgresGuard(session);
});
afterEach(() => database.guard.open());
afterAll(async () => {
  await session?.end();
  await replica?.stop();
  await database?.stop();
});

const primaryPort = () => new URL(database.server.adminUrl).port;
const problem = () => ({
  kind: 'replica',
  isHole: false,
  message: expect.stringContaining(`Close and open its primary at 127.0.0.1:${primaryPort()}.`),
});

test('a replica says what its primary says, and that it is one', async () => {
  await expect.poll(() => guard.status()).toMatchObject({ state: 'open', problems: [problem()] });
  expect(await guard.verify()).toMatchObject([problem()]);
  await database.guard.close({ reason: 'a repair' });
  await expect.poll(() => guard.status()).toMatchObject({ state: 'closing', reason: 'a repair' });
  await database.guard.drain({ timeoutMs: 5_000 });
  await expect.poll(() => guard.status()).toMatchObject({ state: 'closed', problems: [problem()] });
  expect(await guard.verify()).toMatchObject([problem()]);
  await database.admin.query('alter event trigger portcullis_ddl_end disable');
  await expect.poll(() => guard.verify()).toMatchObject([problem(), { kind: 'ddl', isHole: true }]);
  await database.guard.install();
});

test('reads pass on a replica while its primary is closed, and writes are not taken for refused by the guard', async () => {
  await database.guard.close({ reason: 'a repair' });
  await expect.poll(() => guard.status()).toMatchObject({ state: 'closing' });
  expect((await session.query('select count(*)::int as orders from orders')).rows).toEqual([{ orders: 20 }]);
  const error = await session.query('delete from orders').catch((one: unknown) => one);
  expect(error).toMatchObject({ code: '25006' });
  expect(guardRefusalOf(error)).toBeNull();
});

test.each<[string, () => Promise<unknown>]>([
  ['install', () => guard.install()],
  ['close', () => guard.close({ reason: 'a repair' })],
  ['drain', () => guard.drain({ timeoutMs: 20 })],
  ['open', () => guard.open()],
  ['uninstall', () => guard.uninstall()],
])('%s says that it is a replica, and where its primary is', async (_, work) => {
  await database.guard.close({ reason: 'a repair' });
  await expect.poll(() => guard.status()).toMatchObject({ state: 'closing' });
  await expect(work()).rejects.toThrow(
    `this is a replica. Connect to its primary at 127.0.0.1:${primaryPort()}, which hands everything on.`,
  );
  expect(await database.guard.status()).toMatchObject({ state: 'closing', problems: [] });
});

// As a pool does that sends what reads to a replica, and what writes to the primary.
test('a pool that looks for writers on a replica does not make a database drained', async () => {
  const writer = await database.connect('app', 'a writer');
  await writer.query(`begin; insert into notes (text) values ('x')`);
  await database.guard.close({ reason: 'a repair' });
  await expect.poll(() => guard.status()).toMatchObject({ state: 'closing' });
  const split = createPostgresGuard({
    query: (text, values) =>
      /^select (?!portcullis\.(?:end|open|close))/.test(text)
        ? session.query(text, values)
        : database.admin.query(text, values),
  });
  await expect(split.drain({ timeoutMs: 1_000 })).rejects.toThrow('this is a replica');
  await writer.query('rollback');
});

test('a session that is read-only by its settings is told so', async () => {
  const reader = await database.connect('postgres');
  await reader.query('set default_transaction_read_only = on');
  await expect(createPostgresGuard(reader).close({ reason: 'a repair' })).rejects.toThrow(
    'this one is read-only (default_transaction_read_only)',
  );
});
