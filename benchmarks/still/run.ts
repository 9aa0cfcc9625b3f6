import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPostgresGuard } from '@portcullis/quiesce/postgres';
import pg from 'pg';
import { type ConfigInput, createControlClient, createLogger, parseConfig, startServer } from 'portcullis';
import { openQueue } from '../../packages/server/test/stillness/open-queue.ts';
import { startPostgres } from '../../test/support/postgres/start-postgres.ts';
import { startRedis } from '../../test/support/redis/start-redis.ts';

/**
 * From asking for `on` to the first status that says still, and from `off` to the first that says open with everything resumed, over
 * the control socket, with nothing in hand. Rounds are interleaved.
 *   npm run bench -- still [rounds]
 */
const rounds = Number(process.argv[2] ?? 9);
const tables = 500;

const upstream = createServer((_request, response) => response.end('ok'));
await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
const { port } = upstream.address() as AddressInfo;
const [postgres, redis] = await Promise.all([startPostgres(18), startRedis()]);
const queue = openQueue(redis.path);

/** A database with its guard; its place. */
async function makeDatabase(name: string, count: number): Promise<string> {
  const url = new URL(`/${name}`, postgres.adminUrl).href;
  const admin = new pg.Client({ connectionString: postgres.adminUrl });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `do $$ begin for i in 1..${count} loop execute format('create table t%s (id int)', i); end loop; end $$`,
  );
  await createPostgresGuard(client).install();
  await client.end();
  return url;
}

const small = await makeDatabase('small', 1);
const large = await makeDatabase('large', tables);
const workers: ConfigInput['workers'] = [{ name: 'mails', connect: () => queue.worker }];
const kinds: Readonly<Record<string, Partial<ConfigInput>>> = {
  'a database': { databases: [{ name: 'orders', place: small }] },
  'a database and a queue of BullMQ': { databases: [{ name: 'orders', place: small }], workers },
  [`a database of ${tables} tables and the queue`]: {
    databases: [{ name: 'orders', place: large }],
    workers,
  },
};

interface Status {
  readonly word: string;
  readonly stillness: { readonly phase: string | null };
}

const running = await Promise.all(
  Object.entries(kinds).map(async ([name, config]) => {
    const stateDirectory = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
    const server = await startServer({
      config: parseConfig(
        { upstream: `http://127.0.0.1:${port}`, listen: { port: 0 }, stateDirectory, ...config },
        { directory: stateDirectory, defaultStateDirectory: stateDirectory, source: 'the benchmark' },
      ),
      logger: createLogger({ level: 'error', site: 'default' }),
    });
    const control = createControlClient({ stateDirectory, site: 'default' });
    return { name, stateDirectory, server, control, on: [] as number[], off: [] as number[] };
  }),
);

for (let round = 0; round <= rounds; round += 1) {
  for (const { control, on, off } of running) {
    const until = async (isSo: (status: Status) => boolean) => {
      while (!isSo(await control.get<Status>('/status'))) await new Promise((done) => setTimeout(done, 5));
    };
    const onMs = performance.now();
    await control.post('/on', { mode: 'read-only', reason: 'benchmark', actor: 'benchmark', force: true });
    await until(({ word }) => word === 'still');
    const offMs = performance.now();
    await control.post('/off', { actor: 'benchmark', anyway: true });
    await until(({ word, stillness }) => word === 'open' && stillness.phase === null);
    // The first is for connections.
    if (round > 0) {
      on.push(offMs - onMs);
      off.push(performance.now() - offMs);
    }
  }
}

const told = (times: readonly number[]) => {
  const sorted = [...times].sort((one, other) => one - other);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return `${middle.toFixed(0)} (${sorted[0]?.toFixed(0)} to ${sorted.at(-1)?.toFixed(0)})`;
};
console.log('| declared | on to still, ms | off to everything resumed, ms |\n| --- | --- | --- |');
for (const { name, on, off } of running) console.log(`| ${name} | ${told(on)} | ${told(off)} |`);

for (const { server, stateDirectory } of running) {
  await server.close();
  rmSync(stateDirectory, { recursive: true, force: true });
}
await queue.close();
await Promise.all([postgres.stop(), redis.stop()]);
upstream.close();
