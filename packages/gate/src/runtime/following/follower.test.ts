import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createTestClock,
  createTestHost,
  createTestLogger,
  createTestStore,
  instance,
  never,
  site,
  type TestClock,
  type TestHost,
  type TestLogger,
  type TestStore,
} from '../../../test/support/gate-fixtures.ts';
import { parsePolicy } from '../../model/parse-policy.ts';
import type { PolicyInput } from '../../model/policy.ts';
import { noBreakGlass, type Override } from '../../ports/host-state.ts';
import type { SettingsSource } from '../../ports/settings-source.ts';
import type { StoredInstance } from '../../ports/store.ts';
import { compilePolicy } from '../../reading/compile-policy.ts';
import { requestOf } from '../../testing/store-conformance/fixtures.ts';
import { createEndings } from '../endings.ts';
import { createInFlight } from '../in-flight.ts';
import { steadyClock } from '../steady-clock.ts';
import type { ViewChange } from '../view-in-force.ts';
import { createFollower, type Follower } from './follower.ts';

const leaseMs = 5_000;
const breakGlassIntervalMs = 500;

let clock: TestClock;
let store: TestStore;
let host: TestHost;
let logger: TestLogger;
let changes: ViewChange[];
const followers: Follower[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  clock = createTestClock();
  store = createTestStore(clock);
  host = createTestHost();
  logger = createTestLogger();
  changes = [];
});

afterEach(async () => {
  for (const follower of followers.splice(0)) await follower.close();
  vi.useRealTimers();
});

interface FollowOptions {
  readonly policy?: PolicyInput;
  readonly pollIntervalMs?: number;
  /** @default true */
  readonly withHost?: boolean;
  readonly settings?: SettingsSource | null;
}

async function follow({
  policy = {},
  pollIntervalMs = never,
  withHost = true,
  settings = null,
}: FollowOptions = {}) {
  const follower = await createFollower({
    site,
    compiled: compilePolicy(parsePolicy(policy)),
    policyDigest: 'p',
    secretDigest: 's',
    store: store.store,
    host: withHost ? host.host : null,
    settings,
    held: null,
    clock,
    endings: createEndings(clock),
    logger,
    instance,
    inFlight: createInFlight(steadyClock(clock)),
    environmentMode: null,
    pollIntervalMs,
    leaseMs,
    breakGlassIntervalMs,
    storeTimeoutMs: never,
    onChange: (change) => void changes.push(change),
  });
  followers.push(follower);
  return follower;
}

/** Mode, why, and how the instance stands to its store. */
function standingOf(follower: Follower): readonly string[] {
  const { snapshot, store: standing } = follower.view();
  return [snapshot.mode, snapshot.why, standing];
}

/** A round each second, as the poll makes them. */
async function roundsFor(follower: Follower, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    clock.advance(1_000);
    await follower.refresh();
  }
}

async function reported(): Promise<StoredInstance | undefined> {
  return (await store.store.instances.list(site))[0];
}

const errors = (): string[] =>
  logger.lines.filter(({ level }) => level === 'error').map(({ message }) => message);

describe('following', () => {
  it('reads the whole state only when its version moved', async () => {
    const follower = await follow();
    await roundsFor(follower, 3);
    expect(store.counts.reads).toBe(1);
    await store.change({ mode: 'closed' });
    await roundsFor(follower, 3);
    expect(store.counts.reads).toBe(2);
    expect(standingOf(follower)).toEqual(['closed', 'store', 'following']);
    expect(host.lastKnown?.switch.mode).toBe('closed');
  });

  it('reports what it enforces with the round that found it', async () => {
    const follower = await follow({ policy: { onStoreLost: 'closed' } });
    expect(await reported()).toMatchObject({ epoch: 0, effectiveMode: 'open', why: 'store' });
    await store.change({ mode: 'read-only' });
    await follower.refresh();
    expect(await reported()).toMatchObject({ epoch: 1, effectiveMode: 'read-only', why: 'store' });
  });

  it('enforces and keeps on disk what it says, before it says it', async () => {
    const follower = await follow();
    await store.change({ mode: 'closed' });
    const moments: unknown[] = [];
    store.onReport = ({ epoch, effectiveMode }) => {
      const { mode, switch: current } = follower.view().snapshot;
      moments.push([epoch, effectiveMode, current.epoch, mode, host.lastKnown?.switch.epoch]);
    };
    await follower.refresh();
    expect(moments).toEqual([[1, 'closed', 1, 'closed', 1]]);
  });

  it('looks by itself as often as it was told', async () => {
    const follower = await follow({ pollIntervalMs: 1_000 });
    await store.change({ mode: 'closed' });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(follower.view().snapshot.mode).toBe('closed');
  });
});

describe('the lease', () => {
  // Reading renewed it, although only a report renews the lease that the others see in the store.
  it('runs out while reports fail, although reading works', async () => {
    const follower = await follow({ policy: { onStoreLost: 'closed' } });
    expect(standingOf(follower)).toEqual(['open', 'store', 'following']);
    store.failing.add('report');
    await roundsFor(follower, 5);
    expect(follower.view().snapshot.mode).toBe('open');
    await roundsFor(follower, 1);
    expect(standingOf(follower)).toEqual(['closed', 'store-lost', 'lost']);
    store.failing.clear();
    await follower.refresh();
    expect(standingOf(follower)).toEqual(['open', 'store', 'following']);
    expect(await reported()).toMatchObject({ effectiveMode: 'open', why: 'store' });
  });

  // Whoever asked in between was told that all that count enforce it: this one did not count, and would have opened for a second.
  it('that was over opens nothing before it has looked again: somebody may have switched without it', async () => {
    let changing: Promise<unknown> | null = null;
    store.onReport = () => {
      changing ??= store.change({ mode: 'closed' });
    };
    const follower = await follow({ policy: { onStoreLost: 'read-only' } });
    await changing;
    expect(standingOf(follower)).toEqual(['closed', 'store', 'following']);
    await store.change({ mode: 'open' });
    await follower.refresh();
    clock.advance(leaseMs + 1);
    expect(follower.view().snapshot.mode).toBe('read-only');
    changing = null;
    await follower.refresh();
    await changing;
    expect(standingOf(follower)).toEqual(['closed', 'store', 'following']);
    expect(host.lastKnown?.switch.mode).toBe('closed');
  });

  // A store that answers late began its own count before the answer came.
  it('is counted from before the store was asked', async () => {
    const follower = await follow({ policy: { onStoreLost: 'read-only' } });
    store.onReport = () => clock.advance(2_000);
    await follower.refresh();
    store.failing.add('look');
    clock.advance(leaseMs - 2_000);
    expect(follower.view().snapshot.mode).toBe('open');
    clock.advance(1);
    expect(follower.view().snapshot).toMatchObject({ mode: 'read-only', why: 'store-lost' });
  });

  it('is told at once by whoever looks, without a round', async () => {
    const follower = await follow({ policy: { onStoreLost: 'read-only' } });
    store.failing.add('look');
    clock.advance(leaseMs);
    expect(follower.view().snapshot.mode).toBe('open');
    clock.advance(1);
    expect(follower.view().snapshot).toMatchObject({
      mode: 'read-only',
      why: 'store-lost',
      governing: true,
      window: true,
    });
    expect(changes.at(-1)?.view.snapshot.mode).toBe('read-only');
    expect(follower.view()).toBe(follower.view());
  });

  it('is noticed between requests as well, so that nobody is left connected', async () => {
    const follower = await follow({ policy: { onStoreLost: 'closed' } });
    store.failing.add('look');
    clock.advance(leaseMs + 1);
    const before = changes.length;
    await vi.advanceTimersByTimeAsync(breakGlassIntervalMs);
    expect(changes.slice(before).map(({ view }) => view.snapshot.mode)).toEqual(['closed']);
    expect(standingOf(follower)).toEqual(['closed', 'store-lost', 'following']);
  });

  it('makes areas stricter too, and adds nothing when the policy keeps the state', async () => {
    const policy = { areas: { uploads: { routes: ['/uploads/*'] } } };
    await store.change({ mode: 'closed', areas: { uploads: 'open' } });
    const strict = await follow({ policy: { ...policy, onStoreLost: 'read-only' } });
    const keeping = await follow({ policy });
    clock.advance(leaseMs + 1);
    expect(strict.view().snapshot).toMatchObject({ mode: 'closed', areas: { uploads: 'read-only' } });
    expect(keeping.view().snapshot).toMatchObject({
      mode: 'closed',
      areas: { uploads: 'open' },
      why: 'store',
    });
  });

  it.each(['look', 'report'] as const)('a failing %s is logged once for each outage', async (operation) => {
    const follower = await follow();
    for (const outage of [1, 2]) {
      store.failing.add(operation);
      await roundsFor(follower, 4);
      expect(errors()).toHaveLength(outage);
      expect(follower.view().store).toBe('lost');
      store.failing.clear();
      await roundsFor(follower, 2);
      expect(follower.view().store).toBe('following');
    }
  });
});

describe('a store that is not the one it was', () => {
  // Only the epoch's number was compared.
  it.each([true, false])(
    'replaced by another at the same epoch is contested (host: %s)',
    async (withHost) => {
      await store.change({ mode: 'closed' });
      const follower = await follow({ withHost });
      store.replace();
      await store.change({ mode: 'read-only', production: true });
      await follower.refresh();
      expect(standingOf(follower)).toEqual(['closed', 'contested', 'contested']);
      expect(follower.view().snapshot.switch.production).toBe(true);
      expect(await reported()).toMatchObject({ why: 'contested', effectiveMode: 'closed' });
    },
  );

  it('rolled back and changed again up to the same epoch is contested', async () => {
    const { lineage } = await store.store.switch.version(site);
    store.replace({ lineage });
    await store.change({ mode: 'closed' });
    const follower = await follow();
    store.replace({ lineage });
    clock.advance(10);
    await store.change({ mode: 'read-only' });
    await follower.refresh();
    expect(standingOf(follower)).toEqual(['closed', 'contested', 'contested']);
  });

  it('rolled back to an older state is contested, without a disk as well', async () => {
    await store.change({ mode: 'closed' });
    await store.change({ mode: 'closed', reason: 'still' });
    const follower = await follow({ withHost: false });
    store.replace();
    await follower.refresh();
    expect(standingOf(follower)).toEqual(['closed', 'contested', 'contested']);
  });

  it('is settled by a change past what this instance remembers', async () => {
    await store.change({ mode: 'closed' });
    const follower = await follow();
    store.replace();
    await store.change({ mode: 'read-only' });
    for (let round = 0; round < 3; round += 1) await follower.refresh();
    expect(follower.view().store).toBe('contested');
    // Said once, to who reads the log.
    expect(errors()).toEqual([expect.stringContaining('the store is contested')]);
    await store.change({ mode: 'open' });
    await follower.refresh();
    expect(standingOf(follower)).toEqual(['open', 'store', 'following']);
    expect(logger.lines.at(-1)?.message).toBe('the store is not contested any more');
    expect(host.lastKnown?.switch.epoch).toBe(2);
  });
});

describe('the break-glass file', () => {
  const override = (more: Partial<Override> = {}): Override => ({
    mode: 'open',
    reason: 'drill',
    actor: 'ada',
    createdAt: clock.wallMs(),
    expiresAt: clock.wallMs() + 60_000,
    ...more,
  });
  const look = () => vi.advanceTimersByTimeAsync(breakGlassIntervalMs);

  // Each look made a new object, and each new object was taken for a change: two full rounds a second.
  it.each([
    ['is damaged', { ...noBreakGlass, damaged: 'its mode is 0666' }],
    ['holds passes', { ...noBreakGlass, dryRun: 'token' }],
  ])('that %s makes no round for each look at it', async (_, content) => {
    await follow();
    host.breakGlass = content;
    await look();
    const after = store.counts.reports;
    expect(after).toBe(2);
    for (let times = 0; times < 10; times += 1) await look();
    expect(store.counts.reports).toBe(after);
  });

  it('begins and ends an override without waiting for the poll', async () => {
    await store.change({ mode: 'closed' });
    const follower = await follow();
    host.breakGlass = { ...noBreakGlass, override: override() };
    await look();
    expect(standingOf(follower)).toEqual(['open', 'break-glass', 'following']);
    host.breakGlass = noBreakGlass;
    await look();
    expect(standingOf(follower)).toEqual(['closed', 'store', 'following']);
    expect(changes.filter(({ override: { began } }) => began !== null)).toHaveLength(1);
    expect(changes.filter(({ override: { ended } }) => ended !== null)).toHaveLength(1);
  });

  it('is obeyed although the store does not answer', async () => {
    const follower = await follow();
    const read = store.store.switch.version;
    let answer: () => void = () => undefined;
    store.store.switch.version = (of) =>
      new Promise((resolve, reject) => {
        answer = () => read(of).then(resolve, reject);
      });
    void follower.refresh();
    host.breakGlass = { ...noBreakGlass, override: override({ mode: 'closed' }) };
    await look();
    expect(standingOf(follower)).toEqual(['closed', 'break-glass', 'following']);
    // The store hears of it first.
    host.breakGlass = noBreakGlass;
    await look();
    expect(standingOf(follower)).toEqual(['closed', 'break-glass', 'following']);
    answer();
    await look();
    answer();
    await look();
    expect(standingOf(follower)).toEqual(['open', 'store', 'following']);
    store.store.switch.version = read;
  });

  it('that opens is obeyed at once when the store is lost', async () => {
    await store.change({ mode: 'closed' });
    const follower = await follow();
    const read = store.store.switch.version;
    store.store.switch.version = () => Promise.reject(new Error('away'));
    await follower.refresh();
    expect(standingOf(follower)).toEqual(['closed', 'store', 'lost']);
    let answer: () => void = () => undefined;
    store.store.switch.version = () =>
      new Promise((_, reject) => {
        answer = () => reject(new Error('away'));
      });
    void follower.refresh();
    host.breakGlass = { ...noBreakGlass, override: override() };
    await look();
    expect(standingOf(follower)).toEqual(['open', 'break-glass', 'lost']);
    host.breakGlass = noBreakGlass;
    await look();
    expect(standingOf(follower)).toEqual(['closed', 'store', 'lost']);
    store.store.switch.version = read;
    answer();
  });

  it('keeps what it said while it is damaged', async () => {
    await store.change({ mode: 'closed' });
    host.breakGlass = { ...noBreakGlass, override: override() };
    const follower = await follow();
    host.breakGlass = { ...noBreakGlass, damaged: 'no JSON' };
    await look();
    expect(standingOf(follower)).toEqual(['open', 'break-glass', 'following']);
    expect(follower.view().breakGlass.damaged).toBe('no JSON');
    expect(errors()).toEqual(['the break-glass file cannot be used; the mode is kept']);
  });

  it('revives no override that ran out when the clock is set back', async () => {
    await store.change({ mode: 'closed' });
    host.breakGlass = { ...noBreakGlass, override: override() };
    const follower = await follow();
    clock.advance(60_000);
    await look();
    expect(follower.view().snapshot.mode).toBe('closed');
    clock.jump(-3_600_000);
    await look();
    expect(follower.view().snapshot.mode).toBe('closed');
  });
});

describe('settings', () => {
  const saying = (brand: string) => ({
    settings: { page: { brand }, defaults: { message: {}, button: null } },
  });
  let read: ReturnType<typeof vi.fn<SettingsSource['read']>>;
  beforeEach(() => {
    read = vi.fn<SettingsSource['read']>().mockResolvedValue(saying('Our shop'));
  });
  const brandOf = (follower: Follower) => follower.view().presented.page.brand;

  it('take the place of the same keys of the page, and leave decisions alone', async () => {
    const page = { brand: 'In the file', timeZone: 'Europe/Berlin' };
    const follower = await follow({ policy: { page }, settings: { read } });
    const { presented, snapshot, settings } = follower.view();
    expect([presented.page.brand, presented.page.timeZone]).toEqual(['Our shop', 'Europe/Berlin']);
    expect(snapshot.compiled.policy.page.brand).toBe('In the file');
    expect(settings?.page.brand).toBe('Our shop');
  });

  it('are read again only when the epoch moved, and are one object until then', async () => {
    const follower = await follow({ settings: { read } });
    const { page } = follower.view().presented;
    await roundsFor(follower, 3);
    expect(read).toHaveBeenCalledTimes(1);
    expect(follower.view().presented.page).toBe(page);
    read.mockResolvedValue(saying('Renamed'));
    await store.change({ mode: 'closed' });
    await roundsFor(follower, 2);
    expect(read).toHaveBeenCalledTimes(2);
    expect(brandOf(follower)).toBe('Renamed');
  });

  it('that cannot be read, or used, keep no mode from coming into force and are asked for again', async () => {
    const follower = await follow({ settings: { read } });
    read.mockRejectedValueOnce(new Error('busy'));
    // @ts-expect-error written by a newer server
    read.mockResolvedValueOnce({ settings: { page: { brandNew: 'x' }, defaults: {} } });
    await store.change({ mode: 'closed' });
    await follower.refresh();
    expect(standingOf(follower)).toEqual(['closed', 'store', 'following']);
    expect((await reported())?.epoch).toBe(follower.view().snapshot.switch.epoch);
    await follower.refresh();
    expect(errors()).toEqual(Array(2).fill('the settings could not be read; pages stay as they are'));
    expect(brandOf(follower)).toBe('Our shop');
    read.mockResolvedValue(saying('Renamed'));
    await follower.refresh();
    expect(brandOf(follower)).toBe('Renamed');
  });

  it('that are slow hold up no mode', async () => {
    const follower = await follow({ settings: { read } });
    let answer: () => void = () => undefined;
    read.mockReturnValueOnce(
      new Promise((resolve) => {
        answer = () => resolve(saying('Renamed'));
      }),
    );
    await store.change({ mode: 'closed' });
    const round = follower.refresh();
    await vi.waitFor(() => expect(read).toHaveBeenCalledTimes(2));
    expect(follower.view().snapshot.mode).toBe('closed');
    answer();
    await round;
    expect(brandOf(follower)).toBe('Renamed');
  });

  it('that were taken back give the policy its page again', async () => {
    const follower = await follow({ policy: { page: { brand: 'In the file' } }, settings: { read } });
    read.mockResolvedValue({ settings: null });
    await store.change({ mode: 'closed' });
    await follower.refresh();
    expect(brandOf(follower)).toBe('In the file');
  });
});

describe('a listener that throws', () => {
  // An unhandled rejection ends a process.
  it('does not stop the follower, nor the process', async () => {
    const follower = await createFollower({
      site,
      compiled: compilePolicy(parsePolicy({})),
      policyDigest: 'p',
      secretDigest: 's',
      store: store.store,
      host: null,
      settings: null,
      held: null,
      clock,
      endings: createEndings(clock),
      logger,
      instance,
      inFlight: createInFlight(steadyClock(clock)),
      environmentMode: null,
      pollIntervalMs: 1_000,
      leaseMs,
      breakGlassIntervalMs,
      storeTimeoutMs: never,
      onChange: ({ previous }) => {
        if (previous !== null) throw new Error('a listener fails');
      },
    });
    followers.push(follower);
    await store.change(requestOf({ mode: 'closed' }));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(follower.view().snapshot.mode).toBe('closed');
    expect(await reported()).toMatchObject({ epoch: 1, effectiveMode: 'closed' });
    expect(errors().length).toBeGreaterThan(0);
  });
});
