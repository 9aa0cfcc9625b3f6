import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { behindProxy, firstOwner, invited, openBrowser, password } from '../support/console-browser.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

// A thousand guesses, an owner who is gone, a code that came too late, somebody who was sent away: nobody gets in who must not,
// and whoever has the host gets in.

let site: RunningSite;
beforeEach(async () => {
  // No delay is over because a machine is slow. Timers go on.
  vi.useFakeTimers({ toFake: ['Date'] });
  site = await startSite({ policy: behindProxy });
});
afterEach(async () => {
  vi.useRealTimers();
  await site.close();
});

const command = (...args: string[]) => runCommand(args, { stateDirectory: site.stateDirectory });

it('a thousand wrong passwords let nobody in, shut out neither who was there nor who has the host', async () => {
  const owner = await firstOwner(site, { address: '192.0.2.1' });
  const statuses = new Set<number>();
  let tries = 0;
  const guess = async () => {
    while (tries < 1_000) {
      const browser = openBrowser(site, { address: `198.51.100.${tries++ % 250}` });
      const guessed = { name: 'ada', password: `guess number ${tries}` };
      statuses.add((await browser.post('/sign-in', guessed)).status);
    }
  };
  await Promise.all(Array.from({ length: 20 }, guess));
  expect([...statuses].toSorted()).toEqual([401, 429]);
  expect((await owner.get('/status')).status).toBe(200);
  expect(
    (await openBrowser(site, { address: '192.0.2.1' }).post('/sign-in', { name: 'ada', password })).status,
  ).toBe(200);
  const shut = await command('break-glass', 'read-only', '--reason', 'guessed at', '--for', '10m');
  expect(shut.exitCode).toBe(0);
  expect((await site.send('/orders', { method: 'POST', body: 'a=1' })).status).toBe(503);
}, 60_000);

it('an owner who is gone is replaced from the host; a set-up code that is late is worth nothing', async () => {
  const late = site.server.firstRun?.code;
  vi.setSystemTime(Date.now() + 16 * 60_000);
  const enrol = (code: unknown, name: string) =>
    openBrowser(site).post('/enrolments', { code, name, password });
  expect((await enrol(late, 'eve')).status).toBe(403);
  await site.stopServer();
  await site.startServer();
  const { firstRun } = site.server;
  expect((await enrol(firstRun?.code, 'ada')).status).toBe(201);
  // She left, and nobody else is there: who has the host makes another owner, and sends her away.
  const { code } = await site.control.post<{ code: string }>('/operators', {
    name: 'eva',
    role: 'owner',
    actor: 'root',
  });
  const another = openBrowser(site);
  expect((await another.post('/enrolments', { code, password })).status).toBe(201);
  expect((await enrol(code, 'eve')).status).toBe(403);
  const { operators } = await site.control.get<{ operators: readonly { id: string; name: string }[] }>(
    '/operators',
  );
  const ada = operators.find(({ name }) => name === 'ada');
  await site.control.post(`/operators/${ada?.id}/reset`, { actor: 'root' });
  expect((await openBrowser(site).post('/sign-in', { name: 'ada', password })).status).toBe(401);
  expect((await another.get('/status')).status).toBe(200);
}, 60_000);

it('somebody who was sent away switches nothing with the session that is still open', async () => {
  await firstOwner(site);
  const gone = await invited(site, { name: 'dora', role: 'owner' });
  expect((await gone.post('/session/confirm', { password })).status).toBe(200);
  const { operators } = await site.control.get<{
    operators: readonly { id: string; name: string; version: number }[];
  }>('/operators');
  const dora = operators.find(({ name }) => name === 'dora');
  await site.control.patch(`/operators/${dora?.id}`, {
    version: dora?.version,
    disabled: true,
    actor: 'root',
  });
  for (const [path, body] of [
    ['/on', { mode: 'closed', reason: 'revenge', force: true, anyway: true }],
    ['/passes', { subject: 'dora', scope: 'write', ttlMs: 60_000 }],
    ['/webhooks/decide', { decision: 'pause', webhook: 'POST /x', reason: 'revenge' }],
  ] as const)
    expect([path, (await gone.post(path, body)).status]).toEqual([path, 401]);
  expect((await site.send('/orders', { method: 'POST', body: 'a=1' })).status).toBe(200);
});
