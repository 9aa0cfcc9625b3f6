import type { Snapshot } from '../../decide/snapshot.ts';
import type { Mode } from '../../model/mode.ts';
import type { Clock } from '../../ports/clock.ts';
import type { GateStore } from '../../ports/gate-store.ts';
import type { HeldSource } from '../../ports/held-source.ts';
import type { HostState } from '../../ports/host-state.ts';
import type { SettingsSource } from '../../ports/settings-source.ts';
import type { CompiledPolicy } from '../../reading/compile-policy.ts';
import { callHook } from '../call-hook.ts';
import type { Endings } from '../endings.ts';
import type { InFlight } from '../in-flight.ts';
import type { Logger } from '../logger.ts';
import { unreference } from '../unreference.ts';
import type { View } from '../view.ts';
import { createViewInForce, type ViewChange } from '../view-in-force.ts';
import { withDeadline } from '../with-deadline.ts';
import { type InstanceInfo, instanceReport, pausedWrites, runningWrites } from './instance-report.ts';
import { createKnownState } from './known-state.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { createOverrideWatch } from './override-watch.ts';

/** Keeps this instance's view of the site true, and says in the store what it enforces. */
export interface Follower {
  view(): View;
  /** Looks at store and break-glass file now; resolves when what was found is enforced and reported. */
  refresh(): Promise<void>;
  /** Whether what is in force lies on the disk of this host as well. */
  isOnDisk(): boolean;
  close(): Promise<void>;
}

export interface FollowerOptions {
  readonly site: string;
  readonly compiled: CompiledPolicy;
  readonly policyDigest: string;
  readonly secretDigest: string | undefined;
  /** Null: nothing to follow, the last state on disk is all there is. */
  readonly store: GateStore | null;
  readonly host: HostState | null;
  readonly settings: SettingsSource | null;
  readonly held: HeldSource | null;
  readonly clock: Clock;
  readonly endings: Endings;
  readonly logger: Logger;
  readonly instance: InstanceInfo;
  readonly inFlight: InFlight;
  readonly environmentMode: Mode | null;
  readonly pollIntervalMs: number;
  readonly leaseMs: number;
  readonly breakGlassIntervalMs: number;
  readonly storeTimeoutMs: number;
  readonly onChange: (change: ViewChange) => void;
}

export async function createFollower(options: FollowerOptions): Promise<Follower> {
  const { site, store, host, clock, logger, instance, inFlight, endings, storeTimeoutMs } = options;
  const overrides = createOverrideWatch({ site, host, endings, logger, timeoutMs: storeTimeoutMs });
  const known = createKnownState({
    site,
    host,
    settings: options.settings,
    held: options.held,
    clock,
    logger,
    storeTimeoutMs,
  });
  const inForce = createViewInForce({ ...options, known, overrides, hasLease: store !== null, standing });
  const rounds = oneAtATime(round, () => closing !== null);
  const startedAt = clock.wallMs();
  let clockOffsetMs = 0;
  let isStoreLost = false;
  let isContested = false;
  let reportedWrites = 0;
  let closing: Promise<void> | null = null;

  function standing() {
    if (store === null) return 'none';
    return isStoreLost || known.stored() === null ? 'lost' : 'following';
  }

  async function round(): Promise<void> {
    try {
      await overrides.look();
    } catch (error) {
      logger.error({ error }, 'the break-glass file could not be read');
    }
    applyOverride();
    try {
      if (store !== null) await followStore(store);
      if (isStoreLost) logger.info({}, 'the store answers again');
      isStoreLost = false;
    } catch (error) {
      if (!isStoreLost) logger.error({ error }, 'the store cannot be used; the last known state holds');
      isStoreLost = true;
    }
    tellContested();
    if (closing === null) inForce.apply();
  }

  /**
   * Whoever has a shell does not wait until a round has waited for the store. What loosens comes with the round as long as there is
   * a store to tell: what was said there last is in force until something else is said.
   */
  function applyOverride(): void {
    if (closing !== null || !inForce.isSet() || !inForce.isOverrideOutdated()) return;
    if (standing() !== 'following' || !inForce.wouldLoosen()) inForce.apply();
  }

  function tellContested(): void {
    const was = isContested;
    isContested = known.isContested();
    if (isContested && !was) {
      logger.error(
        { remembered: known.remembered()?.switch.epoch, stored: known.stored()?.switch.epoch },
        'the store is contested: it holds an older state than this host remembers; the stricter of both holds until somebody switches again',
      );
    } else if (was && !isContested) logger.info({}, 'the store is not contested any more');
  }

  async function followStore(followed: GateStore): Promise<void> {
    // Counted from before anything was asked: the store's own count of this lease begins later.
    const renewedUntilMs = clock.monotonicMs() + options.leaseMs;
    await known.read(followed);
    if (closing !== null) return;
    const renewed = inForce.onceRenewed(renewedUntilMs);
    // Enforced before it is said. Nobody is judged before the first round has ended.
    if (inForce.isSet()) inForce.apply();
    if ((await known.readSettings()) && closing === null && inForce.isSet()) inForce.apply();
    await known.remember();
    await report(followed, renewed);
    if (inForce.isLeaseOver()) {
      // Until this report nobody counted on it, at the start or after it had lost the store: what was changed meanwhile was called
      // enforced without it. So it looks once more before it opens anything.
      await known.read(followed);
      if (closing !== null) return;
      await known.remember();
    }
    // Only a report renews the lease that the others see, so only a report renews it here.
    inForce.renew(renewedUntilMs);
  }

  /** What is said is what is in force once the report has arrived: it renews the lease. */
  async function report({ instances }: GateStore, snapshot: Snapshot): Promise<void> {
    const writes = pausedWrites(inFlight, snapshot, clock.monotonicMs());
    reportedWrites = writes.count;
    const said = instanceReport({
      instance,
      policyDigest: options.policyDigest,
      secretDigest: options.secretDigest,
      snapshot,
      leaseMs: options.leaseMs,
      clockOffsetMs,
      writes,
      runningWritesCount: runningWrites(inFlight, snapshot, clock.monotonicMs()),
      breakGlassSeen: overrides.breakGlass().dryRun,
      startedAt,
    });
    const now = await withDeadline(instances.report(site, said), storeTimeoutMs, 'reporting');
    // What is no time must not be said in the next report: a store would refuse that, and every one after it.
    if (Number.isFinite(now)) clockOffsetMs = clock.wallMs() - now;
  }

  async function lookAtBreakGlass(): Promise<void> {
    const before = overrides.breakGlass();
    await overrides.look().catch(() => undefined);
    if (closing !== null) return;
    const isOutdated = inForce.isOverrideOutdated();
    applyOverride();
    const { snapshot } = inForce.current();
    // Only what changed is worth a report; an override that ran out is a change too.
    if (before !== overrides.breakGlass() || isOutdated) refreshSoon();
    else if (reportedWrites > 0 && pausedWrites(inFlight, snapshot, clock.monotonicMs()).count === 0) {
      refreshSoon();
    }
  }

  // An unhandled rejection would end the process.
  function refreshSoon(): void {
    if (closing === null) rounds.run().catch(warn);
  }

  function lookSoon(): void {
    lookAtBreakGlass().catch(warn);
  }

  function warn(error: unknown): void {
    logger.error({ error }, 'following store and break-glass file failed; the next round tries again');
  }

  await known.recall();
  await rounds.run();

  const timers = [
    setInterval(refreshSoon, options.pollIntervalMs),
    setInterval(lookSoon, options.breakGlassIntervalMs),
  ];
  for (const timer of timers) unreference(timer);
  const unsubscribe = subscribed();

  /** Hints are no more than that: without them a change is found by looking. */
  function subscribed(): () => void {
    try {
      const given: unknown = store?.switch.subscribe(site, refreshSoon);
      if (typeof given === 'function') return given as () => void;
      callHook(() => given);
      return noHints;
    } catch (error) {
      logger.warn({ error }, 'the store gives no hints; changes are found by looking for them');
      return noHints;
    }
  }

  async function stop(): Promise<void> {
    for (const timer of timers) clearInterval(timer);
    callHook(unsubscribe);
    await rounds.running()?.catch(() => undefined);
    if (store !== null) await leave(store);
  }

  async function leave({ instances }: GateStore): Promise<void> {
    try {
      await withDeadline(instances.remove(site, instance.id), storeTimeoutMs, 'leaving');
    } catch (error) {
      logger.warn({ error }, 'the instance could not take itself off the list');
    }
  }

  return {
    view: inForce.current,
    refresh: rounds.run,
    isOnDisk: known.isOnDisk,
    close() {
      closing ??= stop();
      return closing;
    },
  };
}

function noHints(): void {}
