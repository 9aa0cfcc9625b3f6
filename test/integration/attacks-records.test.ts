import { afterEach, expect, it } from 'vitest';
import { type RunningSite, startSite } from '../../packages/server/test/support/running-site.ts';
import { adminHost, smallShop, smallShopPolicy } from '../../packages/server/test/support/small-shop.ts';

// Secrets that stand in paths, and what operators read of them.

let site: RunningSite;
afterEach(() => site.close());

const paths = [
  ['Laravel', '/password/reset/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'],
  ['Django', '/reset/MQ/bx1k2z-0123456789abcdef0123456789abcdef/'],
  ['itsdangerous of Flask', '/reset/ImFkYUBzaG9wLmV4IiBh.Z0abcd.4Jq3xYzK1mNoPqRsTuVwXyZabcd'],
  ['a bot of Telegram', '/telegram/123456789:AAF0123456789abcdef0123456789abcdefg'],
] as const;

const secretOf = (path: string): string => path.split('/').find((segment) => segment.length >= 24) ?? '';

async function record(): Promise<string> {
  const refusals = site.server.gate.recentRefusals(10);
  return JSON.stringify([await site.control.get<unknown>('/audit?limit=200'), refusals]);
}

it.each(paths)('%s: a refused request leaves none', async (_, path) => {
  site = await startSite({ policy: smallShopPolicy, application: smallShop });
  await site.on({ mode: 'read-only' });
  expect((await site.send(path, { method: 'POST', body: 'a=1' })).status).toBe(503);
  expect(await record()).not.toContain(secretOf(path));
});

it.each(paths)('%s: a write of an insider leaves none', async (_, path) => {
  site = await startSite({ policy: smallShopPolicy, application: smallShop });
  await site.on({ mode: 'read-only' });
  const headers = { Cookie: 'session=ada' };
  expect((await site.send(path, { method: 'POST', host: adminHost, headers, body: 'a=1' })).status).toBe(200);
  await expect.poll(record).toContain('bypass.used');
  expect(await record()).not.toContain(secretOf(path));
});
