import { storeConformance } from '@portcullis/gate/testing';
import { createMemoryStore } from '@portcullis/store/memory';
import { describe, expect, it } from 'vitest';
import { createTestClock } from './test-clock.ts';

storeConformance({
  name: 'memory',
  test: { describe, it, expect },
  open: async () => {
    const clock = createTestClock();
    const store = createMemoryStore({ clock });
    return { store, close: () => store.close(), advance: clock.advance };
  },
  skip: [
    {
      reason: 'what is in memory dies with its store',
      tests: ['values > everything is there after the store was closed and opened again'],
    },
    {
      reason: 'no second store can see this memory',
      tests: [
        'switch > changes through two stores at once are counted one by one',
        'switch > a hint reaches another store on the same data',
      ],
    },
  ],
});

describe('memory', () => {
  it('takes its times from the machine when no clock is given', async () => {
    const store = createMemoryStore();
    const before = Date.now();
    const { now } = await store.switch.read('shop');
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
    await store.close();
  });

  it('gives every store a lineage of its own', async () => {
    const stores = [createMemoryStore(), createMemoryStore()];
    const states = await Promise.all(stores.map((store) => store.switch.read('shop')));
    expect(states[0]?.lineage).not.toBe(states[1]?.lineage);
    for (const store of stores) await store.close();
  });
});
