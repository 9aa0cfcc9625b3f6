import type { ApiKey } from '@portcullis/gate';
import { expect, it } from 'vitest';
import { createEndingKeys } from './ending-keys.ts';

const dayMs = 86_400_000;
const now = 1_790_000_000_000;
const key: ApiKey = {
  ...{ id: 'k', site: 'shop', name: 'web', tokenHash: 'h', scopes: ['gate'], createdAt: 1, createdBy: 'ada' },
  ...{ expiresAt: now + 3 * dayMs, revokedAt: null, lastUsedAt: now - dayMs },
};

it.each<readonly [string, Partial<ApiKey>, object | null]>([
  ['ends soon', {}, { name: 'web', endsAt: now + 3 * dayMs, hasEnded: false }],
  ['has just ended', { expiresAt: now }, { name: 'web', endsAt: now, hasEnded: true }],
  ['ends in a month', { expiresAt: now + 30 * dayMs }, null],
  ['ended a month ago', { expiresAt: now - 30 * dayMs }, null],
  ['ends never', { expiresAt: null }, null],
  ['is revoked', { revokedAt: now - 1 }, null],
  ['was never used', { lastUsedAt: null }, null],
  ['was used long ago', { lastUsedAt: now - 31 * dayMs }, null],
])('a key that %s', async (_, changes, expected) => {
  const store = { keys: { list: async () => [{ ...key, ...changes }] } } as never;
  expect(await createEndingKeys({ store, site: 'shop', now: () => now })()).toEqual(
    expected === null ? [] : [{ code: 'key-ends', values: expected }],
  );
});

it('is looked for once a minute, whatever becomes of the clock; a store that fails keeps nobody from the status', async () => {
  let asked = 0;
  let at = now;
  const list = async () => {
    asked += 1;
    throw new Error('away');
  };
  const endingKeys = createEndingKeys({ store: { keys: { list } } as never, site: 'shop', now: () => at });
  expect(await endingKeys()).toEqual([]);
  at += 59_000;
  await endingKeys();
  expect(asked).toBe(1);
  at -= 3_600_000;
  await endingKeys();
  expect(asked).toBe(2);
});
