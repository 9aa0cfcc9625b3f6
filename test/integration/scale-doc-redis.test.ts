import { afterAll, beforeAll, expect, it } from 'vitest';
import { codeIn } from '../support/scale/read-steps.ts';
import {
  answersOf,
  enforced,
  firstEvent,
  handshake,
  healthOf,
  isWhole,
  reachesAll,
  redeem,
  type ScaledSite,
  startScaledSite,
  succeeded,
  turnOff,
  turnOn,
  waiting,
} from '../support/scale/start-site.ts';

// docs/scale.md, carried out as it is written there, behind Debian's nginx: three servers on Redis.

let site: ScaledSite;
beforeAll(async () => {
  site = await startScaledSite({ kind: 'redis', count: 3, onStoreLost: 'read-only' });
});
afterAll(() => site?.stop());

// Each begins where the one before ended, as the document does.

it('passes streams and WebSockets on, and a pass of one server holds at all', async () => {
  const { first, second } = site;
  await enforced(first, 'shop: open');
  expect(await answersOf(site, 'POST', '/orders')).toEqual([200]);
  reachesAll(site);
  // As the document shows it, key by key.
  const shown = JSON.parse(codeIn('nginx', '{"status"'));
  expect(await healthOf(site)).toEqual(site.hosts.map(() => ({ code: 200, ...shown, epoch: 0 })));
  expect(await firstEvent(site)).toBe('data: 7\n\n');
  expect(await handshake(site)).toBe(101);

  const closed = await first.run(turnOn.replace('read-only', 'closed'));
  expect(closed).toEqual(succeeded(expect.stringContaining('enforced (HTTP only) at 3 of 3')));
  expect(await answersOf(site, 'GET', '/orders')).toEqual([503]);
  const cookie = await redeem(site);
  site.front.requests();
  await expect.poll(() => answersOf(site, 'GET', '/orders', { Cookie: cookie }), waiting).toEqual([200]);
  reachesAll(site);
  expect(await second.run(turnOff)).toEqual(succeeded());
  expect(await answersOf(site, 'POST', '/orders')).toEqual([200]);
});

it('takes a server off the list that does not come back, by name', async () => {
  const { first, last } = site;
  await last.kill();
  await expect
    .poll(() => first.run('portcullis status'), waiting)
    .toEqual(succeeded(expect.stringMatching(/gate-3-\S+ │ fenced/)));
  const { output } = await first.run('portcullis status');
  const [id = ''] = /gate-3-\S+/.exec(output) ?? [];
  expect(
    await first.run(codeIn('When a server dies', 'portcullis status --remove').replace('ID', id)),
  ).toEqual(succeeded(expect.not.stringContaining('gate-3')));
  await last.start();
});

it('refuses writes by itself while its store is gone, where onStoreLost says so, and opens again', async () => {
  const { last } = site;
  await site.store.lose();
  await expect.poll(() => answersOf(site, 'POST', '/orders'), waiting).toEqual([503]);
  expect(await answersOf(site, 'GET', '/orders')).toEqual([200]);
  const lost = { code: 200, store: 'lost', why: 'store-lost', mode: 'read-only' };
  expect(await healthOf(site)).toMatchObject(site.hosts.map(() => lost));
  await site.store.giveBack();
  await expect.poll(() => answersOf(site, 'POST', '/orders'), waiting).toEqual([200]);
  await enforced(last, 'shop: open');
  await isWhole(site);
});
