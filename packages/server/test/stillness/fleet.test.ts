import { fleetOverHttp, type JoinedFleet, joinFleet } from '@portcullis/quiesce/fleet';
import { createJobGate } from '@portcullis/quiesce/workers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { controlSocketPath } from '../../src/index.ts';
import { productionPolicy } from '../support/failing-application.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;
let joined: JoinedFleet[];
beforeEach(async () => {
  joined = [];
  site = await startSite({
    policy: productionPolicy,
    config: { workers: [{ name: 'jobs', processes: { least: 1 } }] },
  });
});
afterEach(async () => {
  for (const one of joined) await one.leave();
  await site.close();
});

const stillness = async () => (await site.control.get<SiteStatus>('/status')).stillness;
const until = (isSo: () => boolean | Promise<boolean>) =>
  expect.poll(isSo, { interval: 20, timeout: 20_000 }).toBe(true);
const missing = async () => (await stillness())?.missing ?? [];

function join(name: string) {
  const jobs = createJobGate({ name });
  const socketPath = controlSocketPath(site.stateDirectory, 'default');
  const send = fleetOverHttp({ site: 'default', server: { socketPath } });
  const fleet = joinFleet({ name: 'jobs', workers: [jobs], send, onProblem: () => undefined });
  joined.push(fleet);
  return { jobs, fleet };
}

it('processes that join are paused with the site, waited for, and resumed with it', async () => {
  const { jobs, fleet } = join('mails');
  await fleet.ready;
  let end: () => void = () => undefined;
  const send = jobs.guardJob(() => new Promise<void>((resolve) => (end = resolve)), {
    name: 'send',
    class: 'hold',
  });
  const running = send();
  await site.on({});
  await until(async () => /^worker jobs has 1 job in hand: send/.test((await missing()).join()));
  expect(await jobs.state()).toBe('paused');
  const held = send();
  end();
  await running;
  await until(async () => (await stillness())?.isSettled === true);
  expect(await missing()).toEqual([]);
  // Nothing is claimed of a site without a database.
  expect((await site.control.get<SiteStatus>('/status')).word).toBe('enforced');
  await site.off();
  await until(async () => (await jobs.state()) === 'running');
  end();
  await held;
  await until(async () => {
    const { records } = await site.control.get<{ records: { kind: string; data: string }[] }>('/audit');
    return records.some(
      ({ kind, data }) =>
        kind === 'jobs.stopped' && data === '{"held":{"send":1},"skipped":{},"worker":"jobs"}',
    );
  });
});

it('a job that runs writes through the gate until it has ended, and nobody else does', async () => {
  const { jobs, fleet } = join('mails');
  await fleet.ready;
  expect(Object.keys(fleet.headers())).toEqual(['portcullis-worker']);
  let end: () => void = () => undefined;
  const send = jobs.guardJob(() => new Promise<void>((resolve) => (end = resolve)), {
    name: 'send',
    class: 'hold',
  });
  const running = send();
  const write = async (headers: Readonly<Record<string, string>>) =>
    (await site.send('/orders/7/paid', { method: 'POST', headers, body: 'by the job' })).status;
  expect(await write({})).toBe(200);
  await site.on({ mode: 'closed' });
  await until(async () => (await missing()).join().includes('has 1 job in hand'));
  expect(await write(fleet.headers())).toBe(200);
  expect(site.arrived.at(-1)?.headers).not.toHaveProperty('portcullis-worker');
  expect(await write({})).toBe(503);
  expect(await write({ 'Portcullis-Worker': 'v1.e30.AAAA' })).toBe(503);
  // Programs that no fleet speaks for ask for the same.
  const token = await site.control.post<{ value: string }>('/workers/token', { worker: 'jobs' });
  expect(await write({ 'Portcullis-Worker': token.value })).toBe(200);
  await expect(site.control.post('/workers/token', { worker: 'other' })).rejects.toMatchObject({
    code: 'PORTCULLIS_NOT_FOUND',
  });
  // Production mode is no part of the window.
  await site.control.post('/production/on', { reason: 'go-live', actor: 'ada', force: true });
  expect(await write(fleet.headers())).toBe(200);
  end();
  await running;
  await until(async () => (await stillness())?.isSettled === true);
  expect(await write(fleet.headers())).toBe(503);
  const { records } = await site.control.get<{ records: { kind: string; actor: string }[] }>('/audit');
  const kinds = records.map(({ kind, actor }) => `${kind} by ${actor}`);
  expect(kinds).toContain('switch.drained by system:conductor');
  expect(kinds).toContain('bypass.used by worker jobs');
});

it('stay paused over a restart of the server', async () => {
  const { jobs, fleet } = join('mails');
  await fleet.ready;
  await site.on({});
  await until(async () => (await stillness())?.isSettled === true);
  await site.stopServer();
  await site.startServer();
  await until(async () => (await stillness())?.isSettled === true);
  expect(await jobs.state()).toBe('paused');
  await site.off();
  await until(async () => (await jobs.state()) === 'running');
});

it('are missed by name while none has joined, and a report for a worker that is not declared is refused', async () => {
  // Also before a window, when it can be mended in peace.
  expect((await stillness())?.workers[0]?.problem).toContain('none has joined');
  await site.on({});
  await until(async () =>
    (await missing()).join().includes('expected at least 1 process of jobs, and none has joined'),
  );
  const report = {
    fleet: 'other',
    id: 'a',
    host: 'one',
    processId: 1,
    obeys: 'running',
    workers: [],
    isLeaving: false,
  };
  await expect(site.control.post('/workers/report', report)).rejects.toMatchObject({
    code: 'PORTCULLIS_NOT_FOUND',
  });
  const { jobs } = join('mails');
  await until(async () => (await stillness())?.isSettled === true);
  expect(await jobs.state()).toBe('paused');
});

it('a process of another host that died is missed until somebody says so, on record', async () => {
  const report = {
    fleet: 'jobs',
    id: 'far-away',
    host: 'another',
    processId: 7,
    obeys: 'paused',
    workers: [],
    isLeaving: false,
  };
  const path = '/workers/jobs/processes/far-away/forget';
  const body = { reason: 'the container is gone', actor: 'ada' };
  const { fleet } = join('mails');
  await fleet.ready;
  await site.control.post('/workers/report', report);
  await expect(site.control.post(path, body)).rejects.toMatchObject({
    code: 'PORTCULLIS_USAGE',
    message: expect.stringContaining('process 7 on another answers'),
  });
  await until(async () => (await stillness())?.workers[0]?.processes?.some((one) => one.isSilent) === true);
  await site.on({});
  await until(async () => (await missing()).join().includes('process 7 on another was last heard'));
  await site.control.post(path, body);
  await until(async () => (await stillness())?.isSettled === true);
  await expect(site.control.post(path, body)).rejects.toMatchObject({ code: 'PORTCULLIS_NOT_FOUND' });
  const { records } = await site.control.get<{ records: { kind: string; data: string }[] }>('/audit');
  const found = records.find(({ kind }) => kind === 'process.forgotten');
  expect(JSON.parse(found?.data ?? '{}')).toEqual({
    worker: 'jobs',
    process: 'process 7 on another',
    reason: 'the container is gone',
  });
});
