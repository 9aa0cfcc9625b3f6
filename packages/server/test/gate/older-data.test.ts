import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  debianProgram,
  type RunningPostgres,
  startPostgres,
} from '../../../../test/support/postgres/start-postgres.ts';
import { type RunningReplica, startReplica } from '../../../../test/support/postgres/start-replica.ts';
import { type Relay, startRelay } from '../../../../test/support/start-relay.ts';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { patience } from '../support/beside-the-server.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let database: RunningPostgres;
let isStopped = false;
async function stopDatabase(): Promise<void> {
  if (!isStopped) await database?.stop();
  isStopped = true;
}
const sites: RunningSite[] = [];
const closers: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  database = await startPostgres(15);
});
afterEach(async () => {
  for (const site of sites.splice(0).reverse()) await site.close();
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(stopDatabase);

const statusOf = (site: RunningSite) => site.control.get<SiteStatus>('/status');
const answersOf = async (site: RunningSite) => [
  (await site.send('/orders')).status,
  (await site.send('/orders', { method: 'POST', body: 'a=1' })).status,
];

/** Servers of one site, each on a host of its own, on the tables of this schema. */
async function hosts(schema: string, place: string = database.adminUrl): Promise<[RunningSite, RunningSite]> {
  const secret = randomBytes(32).toString('base64url');
  const start = async () => {
    const site = await startSite({ config: { store: { kind: 'postgres', place, schema } }, secret });
    sites.push(site);
    return site;
  };
  return [await start(), await start()];
}

/** Each keeps what it enforced, and nobody is told that all is well. */
async function expectContested(both: readonly RunningSite[]): Promise<void> {
  for (const site of both) {
    await vi.waitUntil(
      async () =>
        (await statusOf(site).catch(() => null))?.enforcement.missing.join().includes('remembers a newer'),
      patience,
    );
    expect((await statusOf(site)).word).toBe('not yet enforced');
    expect(await answersOf(site)).toEqual([503, 503]);
  }
}

async function expectFollowing(both: readonly RunningSite[], word: string, answers: readonly number[]) {
  for (const site of both) {
    await vi.waitUntil(async () => (await statusOf(site)).word === word, patience);
    expect(await answersOf(site)).toEqual(answers);
  }
}

describe('yesterday’s dump of a PostgreSQL', () => {
  // Beside it the servers go on, as real ones do: what they have begun in the database is ended by them.
  const run = promisify(execFile);
  const dump = (schema: string, file: string) =>
    run(debianProgram(15, 'pg_dump'), [
      ...['--format', 'custom', '--schema', schema, '--file', file, database.adminUrl],
    ]);
  const restore = (file: string) =>
    run(debianProgram(15, 'pg_restore'), [
      ...['--clean', '--if-exists', '--single-transaction', '--dbname', database.adminUrl, file],
    ]);

  it('that is restored while servers run opens nothing, until somebody decides', async () => {
    const both = await hosts('running');
    const [first, second] = both;
    const file = join(first.stateDirectory, 'dump');
    await dump('running', file);
    await first.on({ mode: 'closed' });
    await expectFollowing(both, 'enforced (HTTP only)', [503, 503]);
    await restore(file);
    await expectContested(both);
    const { findings } = await first.control.post<{ findings: readonly { problem: string }[] }>(
      '/audit/verify',
      {},
    );
    expect(findings.map(({ problem }) => problem).join()).toMatch(/records were cut/);
    await second.off();
    await expectFollowing(both, 'open', [200, 200]);
    await first.on({ mode: 'read-only' });
    await expectFollowing(both, 'enforced (HTTP only)', [200, 503]);
  });

  it('that is restored while they are down opens nothing either, and turning on again settles it', async () => {
    const both = await hosts('down');
    const [first] = both;
    const file = join(first.stateDirectory, 'dump');
    await dump('down', file);
    await first.on({ mode: 'closed' });
    await expectFollowing(both, 'enforced (HTTP only)', [503, 503]);
    for (const site of both) await site.stopServer();
    await restore(file);
    for (const site of both) await site.startServer();
    await expectContested(both);
    await first.on({ mode: 'read-only' });
    // The dump brings back whoever ran when it was made: who is silent is named until he is taken off the list.
    const { instances } = (await statusOf(first)).enforcement;
    const running = new Set(await Promise.all(both.map(async (site) => (await statusOf(site)).instance)));
    for (const {
      instance: { id },
    } of instances.filter(({ instance }) => !running.has(instance.id))) {
      await first.control.post(`/instances/${id}/remove`, {
        actor: 'tester',
        reason: 'of yesterday',
        anyway: true,
      });
    }
    await expectFollowing(both, 'enforced (HTTP only)', [200, 503]);
    await first.off();
    await expectFollowing(both, 'open', [200, 200]);
  });
});

describe('an old image of a host', () => {
  it('whose store has gone on elsewhere follows the store', async () => {
    const both = await hosts('image');
    const [first, second] = both;
    await first.on({ mode: 'read-only' });
    await first.off();
    await first.stopServer();
    const image = `${first.stateDirectory}.image`;
    cpSync(first.stateDirectory, image, { recursive: true });
    closers.push(async () => rmSync(image, { recursive: true, force: true }));
    await first.startServer();
    await second.on({ mode: 'closed' });
    await expectFollowing(both, 'enforced (HTTP only)', [503, 503]);
    await first.stopServer();
    rmSync(first.stateDirectory, { recursive: true });
    cpSync(image, first.stateDirectory, { recursive: true });
    await first.startServer();
    await expectFollowing(both, 'enforced (HTTP only)', [503, 503]);
    await second.off();
    await expectFollowing(both, 'open', [200, 200]);
  });

  it('with its store is what it was: shut as then, and what it held then is delivered under the same ids', async () => {
    const site = await startSite({ policy: { webhooks: [{ match: 'POST /hooks/:provider' }] } });
    sites.push(site);
    await site.on({ mode: 'closed' });
    for (const body of ['1', '2']) await site.send('/hooks/any', { method: 'POST', body });
    await site.stopServer();
    const image = `${site.stateDirectory}.image`;
    cpSync(site.stateDirectory, image, { recursive: true });
    closers.push(async () => rmSync(image, { recursive: true, force: true }));
    const deliveries = () =>
      site.arrived
        .filter(({ target }) => target === '/hooks/any')
        .map(({ body, headers }) => `${body} ${String(headers['portcullis-delivery'])}`);
    const openAndWait = async (count: number) => {
      await site.off();
      await vi.waitUntil(() => deliveries().length >= count, patience);
    };
    await site.startServer();
    await openAndWait(2);
    await site.stopServer();
    rmSync(site.stateDirectory, { recursive: true });
    cpSync(image, site.stateDirectory, { recursive: true });
    await site.startServer();
    expect(await answersOf(site)).toEqual([503, 503]);
    expect((await statusOf(site)).word).toBe('enforced (HTTP only)');
    await openAndWait(4);
    expect(deliveries().slice(2)).toEqual(deliveries().slice(0, 2));
    expect(await site.control.post('/audit/verify', {})).toMatchObject({ findings: [] });
  });
});

// Behind all others: the database of this file is gone after it.
describe('a fail-over to a PostgreSQL without the last commits', () => {
  it('leaves all servers at the stricter state, though it is the same store, until somebody decides', async () => {
    const primary = database;
    const toPrimary = await startRelay(Number(new URL(primary.adminUrl).port));
    closers.push(() => toPrimary.stop());
    const toStore: Relay = await startRelay(toPrimary.target);
    closers.push(() => toStore.stop());
    const by = ({ port }: Relay) => Object.assign(new URL(primary.adminUrl), { port: String(port) }).href;
    const both = await hosts('failover', by(toStore));
    const [first, second] = both;
    const replica: RunningReplica = await startReplica({ ...primary, adminUrl: by(toPrimary) });
    closers.push(() => replica.stop());
    const client = new pg.Client({ connectionString: replica.adminUrl });
    await client.connect();
    const epochThere = async () =>
      Number((await client.query('select epoch from failover.switches')).rows[0]?.epoch ?? 0);
    await first.on({ mode: 'read-only' });
    await first.off();
    await vi.waitUntil(async () => (await epochThere()) === 2, patience);
    toPrimary.swallow();
    await first.on({ mode: 'closed' });
    await expectFollowing(both, 'enforced (HTTP only)', [503, 503]);
    await stopDatabase();
    await client.query('select pg_promote()');
    expect(await epochThere()).toBe(2);
    await client.end();
    toStore.target = Number(new URL(replica.adminUrl).port);
    await expectContested(both);
    await second.off();
    await expectFollowing(both, 'open', [200, 200]);
  }, 120_000);
});
