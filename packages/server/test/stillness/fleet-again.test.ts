import { fleetOverHttp, type JoinedFleet, joinFleet } from '@portcullis/quiesce/fleet';
import { createJobGate } from '@portcullis/quiesce/workers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { controlSocketPath } from '../../src/index.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;
let obedient: JoinedFleet | null = null;
let stuck: NodeJS.Timeout | undefined;
beforeEach(async () => {
  site = await startSite({ config: { workers: [{ name: 'jobs', processes: { least: 2 } }] } });
});
afterEach(async () => {
  clearInterval(stuck);
  await obedient?.leave();
  await site.close();
});

const stillness = async () => (await site.control.get<SiteStatus>('/status')).stillness;
const until = (isSo: () => boolean | Promise<boolean>) =>
  expect.poll(isSo, { interval: 20, timeout: 20_000 }).toBe(true);

/** Says that it is paused, whatever it is told, as one whose queue cannot be reached. */
function sayStuck() {
  const report = {
    fleet: 'jobs',
    id: 'stuck',
    host: 'elsewhere',
    processId: 7,
    obeys: 'paused',
    workers: [],
    isLeaving: false,
  };
  const say = () => void site.control.post('/workers/report', report).catch(() => undefined);
  say();
  stuck = setInterval(say, 250);
}

it('a process that had begun again is paused again, although another one of its worker never did', async () => {
  const jobs = createJobGate({ name: 'mails' });
  const send = fleetOverHttp({
    site: 'default',
    server: { socketPath: controlSocketPath(site.stateDirectory, 'default') },
  });
  obedient = joinFleet({ name: 'jobs', workers: [jobs], send, onProblem: () => undefined });
  await obedient.ready;
  sayStuck();
  await site.on({});
  await until(async () => (await stillness())?.isSettled === true);
  expect(await jobs.state()).toBe('paused');
  await site.off();
  await until(async () => (await jobs.state()) === 'running');
  await until(async () => /to be running within/.test((await stillness())?.missing.join() ?? ''));

  let end: () => void = () => undefined;
  const job = jobs.guardJob(() => new Promise<void>((resolve) => (end = resolve)), {
    name: 'send',
    class: 'hold',
  })();
  await site.on({});
  // Its job began while the site was open: it may call the site until it has ended.
  const write = site.send('/orders/7', { method: 'POST', headers: obedient.headers(), body: 'by the job' });
  expect((await write).status).toBe(200);
  await until(async () => (await jobs.state()) === 'paused');
  end();
  await job;
  await until(async () => (await stillness())?.isSettled === true);
});
