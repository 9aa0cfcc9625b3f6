import { join } from 'node:path';
import { fleetOverHttp, joinFleet } from '@portcullis/quiesce/fleet';
import { createSqliteGuard } from '@portcullis/quiesce/sqlite';
import { createJobGate } from '@portcullis/quiesce/workers';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { controlSocketPath } from '../../src/index.ts';
import { runCommand } from '../support/command-line.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;
let orders: Database.Database;
let place: string;
const jobs = createJobGate({ name: 'mails' });

beforeEach(async () => {
  site = await startSite();
  place = join(site.stateDirectory, 'orders.sqlite');
  orders = new Database(place);
  orders.exec('create table orders (what text)');
  await site.stopServer();
});
afterEach(async () => {
  orders.close();
  await jobs.resume();
  await site.close();
});

const start = () =>
  site.startServer({
    databases: [{ name: 'orders', place }],
    workers: [
      { name: 'mails', connect: () => jobs },
      { name: 'imports', processes: { least: 0 } },
    ],
  });
const status = () => site.control.get<SiteStatus>('/status');
const until = (isSo: () => boolean | Promise<boolean>) =>
  expect.poll(isSo, { interval: 20, timeout: 20_000 }).toBe(true);
const portcullis = (...args: string[]) => runCommand(args, { stateDirectory: site.stateDirectory });

it('a database that is closed although the site is open is warned of, until a look finds it open', async () => {
  createSqliteGuard(orders).close({ reason: 'moving orders' });
  await start();
  await until(async () => (await status()).warningsSaid.some((said) => said?.code === 'guard-closed'));
  const { warnings, stillness, word } = await status();
  expect(word).toBe('open');
  expect(warnings.join()).toMatch(
    /the database orders is closed since \d{4}-.* \("moving orders"\) although the site is open/,
  );
  expect(stillness?.databases).toMatchObject([{ state: 'left', guard: 'closed', problem: null }]);
  const shown = await portcullis('status');
  expect(shown).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('portcullis guard open') });
  // A window stops it as it was, and nothing is warned of meanwhile.
  await site.on({});
  await until(async () => (await status()).stillness?.phase === 'watch');
  expect((await status()).warningsSaid.filter((said) => said?.code === 'guard-closed')).toEqual([]);
  createSqliteGuard(orders).open();
  await until(async () => (await status()).stillness?.since != null);
  await site.off();
  await until(async () => (await status()).stillness?.phase === null);
});

it('a file that is gone is told of, and alarms nobody', async () => {
  place = join(site.stateDirectory, 'other.sqlite');
  await start();
  await until(async () => (await status()).stillness?.databases[0]?.problem != null);
  const { stillness, warningsSaid } = await status();
  expect(stillness?.databases).toMatchObject([{ state: 'running', guard: null }]);
  expect(stillness?.databases[0]?.problem).toMatch(/other\.sqlite/);
  expect(warningsSaid).toEqual([]);
  expect((await portcullis('status')).exitCode).toBe(0);
});

it('a worker that was found paused is said to stay so, by off and afterwards', async () => {
  await jobs.pause();
  await start();
  await site.on({});
  await until(async () => (await status()).stillness?.since != null);
  const off = await portcullis('off', '--anyway');
  const line = /left +paused as it was found before the window: worker mails/;
  expect(off).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(line) });
  expect(await jobs.state()).toBe('paused');
  expect((await status()).stillness?.workers).toMatchObject([
    { name: 'mails', state: 'left' },
    { name: 'imports', state: 'running' },
  ]);
  expect((await portcullis('status')).stdout).toMatch(line);
  expect((await portcullis('workers')).stdout).toMatch(line);
});

it('portcullis workers lists workers, their jobs, processes and databases', async () => {
  await start();
  const own = createJobGate({ name: 'imports' });
  const socketPath = controlSocketPath(site.stateDirectory, 'default');
  const fleet = joinFleet({
    name: 'imports',
    workers: [own],
    send: fleetOverHttp({ site: 'default', server: { socketPath } }),
  });
  await fleet.ready;
  let end: () => void = () => undefined;
  const recount = own.guardJob(() => new Promise<void>((resolve) => (end = resolve)), {
    name: 'recount',
    class: 'hold',
  });
  const running = recount();
  await site.on({});
  await until(async () => (await status()).stillness?.workers[1]?.inHand === 1);
  const { stdout, exitCode } = await portcullis('workers');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/mails +│ stopped +│ 0 +│/);
  expect(stdout).toMatch(/imports +│ stopped +│ 1 +│ 0 +│ recount.* by process \d+ on /);
  expect(stdout).toMatch(
    new RegExp(`imports +│ [0-9a-f]{8} +│ \\S+ +│ ${process.pid} +│ .* ago +│ \\S+ +│ (running|paused)`),
  );
  expect(stdout).toMatch(/orders +│ stopping +│/);
  const { workers, databases } = JSON.parse((await portcullis('workers', '--json')).stdout);
  expect(workers[1].processes).toMatchObject([{ processId: process.pid, problems: [] }]);
  expect(databases).toMatchObject([{ name: 'orders' }]);
  end();
  await running;
  await until(async () => (await status()).stillness?.since != null);
  await site.off();
  await until(async () => (await status()).stillness?.phase === null);
  await fleet.leave();
});

it('portcullis workers forget names a process by the beginning of its id, and asks for a reason', async () => {
  await start();
  const report = { fleet: 'imports', host: 'another', processId: 7, obeys: 'running', workers: [] };
  for (const id of ['cafe-1', 'cafe-2']) {
    await site.control.post('/workers/report', { ...report, id, isLeaving: false });
  }
  await until(async () => (await portcullis('workers')).stderr.includes('portcullis workers forget ID'));
  const forget = (...args: string[]) => portcullis('workers', 'forget', ...args);
  expect(await forget('cafe-1')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--reason') });
  const reason = ['--reason', 'its host is gone'];
  expect(await forget('cafe', ...reason)).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining('More than one process begins with "cafe": cafe-1, cafe-2'),
  });
  expect(await forget('beef', ...reason)).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining('No process begins with "beef": cafe-1, cafe-2'),
  });
  expect(await forget('cafe-1', ...reason)).toMatchObject({
    exitCode: 0,
    stdout: 'Forgotten: process 7 on another. imports waits no more for it.\n',
  });
  expect((await status()).stillness?.workers[1]?.processes).toMatchObject([{ id: 'cafe-2' }]);
});
