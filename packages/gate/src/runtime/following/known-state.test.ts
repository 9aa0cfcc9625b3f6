import { expect, it } from 'vitest';
import {
  createTestClock,
  createTestHost,
  createTestLogger,
  createTestStore,
  never,
  site,
} from '../../../test/support/gate-fixtures.ts';
import { createKnownState } from './known-state.ts';

// A disk that had been full kept the mode of before, and a start without the store opened a closed site.
it('keeps the state on disk as soon as the disk takes it again, and says once that it does not', async () => {
  const clock = createTestClock();
  const { store, change } = createTestStore(clock);
  const host = createTestHost();
  const logger = createTestLogger();
  let isFull = false;
  const known = createKnownState({
    site,
    host: {
      ...host.host,
      async writeLastKnown(...state) {
        if (isFull) throw new Error('ENOSPC');
        await host.host.writeLastKnown(...state);
      },
    },
    settings: null,
    held: null,
    clock,
    logger,
    storeTimeoutMs: never,
  });
  const round = async () => {
    await known.read(store);
    await known.remember();
    return host.lastKnown?.switch.mode;
  };
  expect(await round()).toBe('open');
  isFull = true;
  await change({ mode: 'closed' });
  expect([await round(), await round(), await round()]).toEqual(['open', 'open', 'open']);
  expect(known.remembered()?.switch.mode).toBe('closed');
  expect(known.isOnDisk()).toBe(false);
  expect(logger.lines.map(({ level }) => level)).toEqual(['error']);
  isFull = false;
  expect(await round()).toBe('closed');
  expect(known.isOnDisk()).toBe(true);
  expect(logger.lines.map(({ level }) => level)).toEqual(['error', 'info']);
});
