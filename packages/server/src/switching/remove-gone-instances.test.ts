import { type InstanceReport, silentLogger } from '@portcullis/gate';
import { createMemoryStore } from '@portcullis/store/memory';
import { expect, it, vi } from 'vitest';
import { reportOf } from '../../test/support/beside-the-server.ts';
import type { Logger } from '../observe/logger.ts';
import { keepRemovingGone, removeGoneInstances } from './remove-gone-instances.ts';

const site = 'shop';
/** Nobody has it: Linux gives numbers up to 4,194,304. */
const noProcess = 2 ** 30;
const own = { id: 'own', host: 'gate-1', processId: process.pid };

interface Given {
  /** Who had the state directory before. */
  readonly before?: readonly string[];
  readonly seesProcesses?: boolean;
  readonly silentMs?: number;
  readonly isStoreAway?: boolean;
}

/** Beside the own one, with `report` of another: whether that one is still listed, and who is remembered. */
async function lookThrough(report: Partial<InstanceReport>, given: Given = {}) {
  const { before = [], seesProcesses = true, silentMs = 60_000, isStoreAway = false } = given;
  let nowMs = 1_750_000_000_000;
  const memoryStore = createMemoryStore({ clock: { wallMs: () => nowMs } });
  await memoryStore.instances.report(
    site,
    reportOf({ id: 'other', host: own.host, leaseMs: 5_000, ...report }),
  );
  await memoryStore.instances.report(site, reportOf(own));
  nowMs += silentMs;
  const released: string[] = [];
  let remembered = before;
  await removeGoneInstances({
    store: {
      instances: {
        ...memoryStore.instances,
        async list(name) {
          if (isStoreAway) throw new Error('away');
          return memoryStore.instances.list(name);
        },
      },
      deliveries: {
        async release(_: string, id: string) {
          released.push(id);
        },
      } as unknown as Parameters<typeof removeGoneInstances>[0]['store']['deliveries'],
    },
    site,
    own,
    memory: {
      read: async () => before,
      async write(ids) {
        remembered = ids;
      },
    },
    seesProcesses,
    logger: silentLogger as unknown as Logger,
  });
  const listed = (await memoryStore.instances.list(site)).map(({ id }) => id);
  expect(listed).toContain('own');
  expect(released).toEqual(listed.includes('other') ? [] : ['other']);
  return { isListed: listed.includes('other'), remembered };
}

const table: readonly (readonly [string, Partial<InstanceReport>, Given, boolean])[] = [
  ['whose process is not there', { processId: noProcess }, {}, false],
  ['whose process runs', { processId: process.ppid }, {}, true],
  ['whose number is the own one: it was given again', { processId: own.processId }, {}, false],
  ['of another host', { processId: noProcess, host: 'gate-2' }, {}, true],
  // Of containers in the host's network: the number is of another namespace, and it lives.
  ['that has just reported, whatever its number', { processId: noProcess }, { silentMs: 6_000 }, true],
  ['that has just reported, with the own number', { processId: own.processId }, { silentMs: 0 }, true],
  // A container's server is process 1, as the next one.
  [
    'with the own number, within a container, that had the state directory',
    { processId: own.processId },
    { seesProcesses: false, before: ['other'] },
    false,
  ],
  [
    'that had the state directory a moment ago',
    { processId: noProcess },
    { seesProcesses: false, before: ['long-gone', 'other'], silentMs: 100 },
    false,
  ],
  // The containers of a pod share its name, and each has a process 1.
  ['with the own number, within a container', { processId: own.processId }, { seesProcesses: false }, true],
  [
    'whose process is not there, within a container',
    { processId: noProcess },
    { seesProcesses: false },
    true,
  ],
  [
    'that had the state directory on another host',
    { processId: noProcess, host: 'gate-2' },
    { before: ['other'] },
    true,
  ],
];

it.each(table)('one %s', async (_, report, given, isListed) => {
  expect(await lookThrough(report, given)).toEqual({ isListed, remembered: ['own'] });
});

it('whoever could not be taken off, because the store was away, is remembered beside the own one', async () => {
  const found = await lookThrough({}, { before: ['other'], isStoreAway: true });
  expect(found).toEqual({ isListed: true, remembered: ['other', 'own'] });
});

// A server that began while its store was away left its predecessor on the list, which every later switch waited for.
it('looks again until the store answers, and then no more', async () => {
  const store = createMemoryStore({ clock: { wallMs: Date.now } });
  await store.instances.report(site, reportOf({ id: 'before', host: own.host, processId: noProcess }));
  let looks = 0;
  let remembered: readonly string[] = ['before'];
  const list: typeof store.instances.list = async (name) => {
    looks += 1;
    if (looks < 3) throw new Error('away');
    return store.instances.list(name);
  };
  const stop = await keepRemovingGone(
    {
      store: {
        instances: { ...store.instances, list },
        deliveries: { release: async () => undefined } as never,
      },
      ...{ site, own, seesProcesses: false, logger: silentLogger as unknown as Logger },
      memory: {
        read: async () => remembered,
        async write(ids) {
          remembered = ids;
        },
      },
    },
    { everyMs: 1 },
  );
  await vi.waitFor(() => expect(looks).toBe(3));
  await vi.waitFor(() => expect(remembered).toEqual(['own']));
  expect(await store.instances.list(site)).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(looks).toBe(3);
  stop();
});
