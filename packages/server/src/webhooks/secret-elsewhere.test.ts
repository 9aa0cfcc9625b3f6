import type { StoredInstance } from '@portcullis/gate';
import { expect, it } from 'vitest';
import { createSecretElsewhere } from './secret-elsewhere.ts';

const one = {
  id: 'one',
  now: 10_000,
  seenAt: 10_000,
  leaseMs: 2_000,
  secretDigest: 'mine',
} as StoredInstance;
const gate = { site: 'shop', secretDigests: ['mine', 'the one before'] };

it.each<readonly [string, Partial<StoredInstance>, boolean]>([
  ['nobody has another', {}, false],
  ['the one before of this is not another', { secretDigest: 'the one before' }, false],
  ['who says nothing of it has none', { secretDigest: undefined }, false],
  ['one that is alive has another', { secretDigest: 'other' }, true],
  ['one that was, within its lease and a second', { secretDigest: 'other', seenAt: 7_000 }, true],
  ['one that is gone has nothing', { secretDigest: 'other', seenAt: 6_999 }, false],
])('%s', async (_, second, expected) => {
  const list = async () => [one, { ...one, id: 'two', ...second }];
  expect(await createSecretElsewhere({ gate, instances: { list } })()).toBe(expected);
});

it('where nobody can be asked it may be so; and it is not asked for each webhook', async () => {
  let asked = 0;
  const isElsewhere = createSecretElsewhere({
    gate,
    instances: {
      list() {
        asked += 1;
        return Promise.reject(new Error('away'));
      },
    },
  });
  expect(await Promise.all([isElsewhere(), isElsewhere()])).toEqual([true, true]);
  expect(asked).toBe(1);
});
