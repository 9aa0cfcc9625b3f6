import type { PolicyInput } from '@portcullis/gate';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type RunningSite, startSite } from '../support/running-site.ts';

const policy: PolicyInput = {
  identity: [{ kind: 'header', subject: 'X-User', role: { header: 'X-Role', map: { boss: 'admin' } } }],
  trusted: { proxies: ['127.0.0.1/32'] },
};

let site: RunningSite;

beforeAll(async () => {
  site = await startSite({ policy });
  await site.on({ mode: 'closed' });
});
afterAll(() => site.close());
beforeEach(() => void site.arrived.splice(0));

it('lets somebody in whom the named proxy names', async () => {
  const { status } = await site.send('/orders', { headers: { 'X-User': 'ada', 'x-role': 'boss' } });
  expect(status).toBe(200);
  expect(site.arrived).toHaveLength(1);
});

// Names were compared folded: what the proxy passes on from a visitor under an alias made anybody admin.
it.each([
  [{ X_User: 'root', X_Role: 'boss' }],
  [{ 'X.User': 'root', 'X.Role': 'boss' }],
  [{ 'X-User': 'mia', X_Role: 'boss' }],
  [{ 'X-User': 'mia', 'X.Role': 'boss' }],
  [{ 'X-User': 'ada', 'X-Role': 'boss', X_User: 'root' }],
])('recognises nobody by %j', async (headers) => {
  const { status } = await site.send('/orders', { headers });
  expect(status).toBe(503);
  expect(site.arrived).toEqual([]);
});

it('gives the application no alias of an identity header, in any mode', async () => {
  await site.off();
  await site.send('/orders', {
    headers: { 'X-User': 'mia', 'X-Role': 'staff', X_Role: 'boss', 'X.User': 'root' },
  });
  await site.on({ mode: 'read-only' });
  await site.send('/orders', {
    headers: { 'X-User': 'mia', 'X-Role': 'staff', X_Role: 'boss', 'X.User': 'root' },
  });
  expect(site.arrived).toHaveLength(2);
  for (const { headers } of site.arrived) {
    expect(headers).toMatchObject({ 'x-user': 'mia', 'x-role': 'staff' });
    expect(Object.keys(headers).filter((name) => /[_.]/.test(name))).toEqual([]);
  }
});
