import type { Snapshot } from '../decide/snapshot.ts';
import type { Mode } from '../model/mode.ts';
import type { Clock } from '../ports/clock.ts';
import type { HostState, LastKnown, Override } from '../ports/host-state.ts';
import type { SiteState, Store } from '../ports/store.ts';
import type { CompiledPolicy } from '../reading/compile-policy.ts';
import { chooseState, isContested, sameVersion, versionOf } from './choose-state.ts';
import type { Endings } from './endings.ts';
import type { InFlight } from './in-flight.ts';
import { instanceReport, pausedWrites } from './instance-report.ts';
import type { Logger } from './logger.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { createOverrideWatch, sameOverride } from './override-watch.ts';
import { unreference } from './unreference.ts';
import type { View } from './view.ts';
import { withDeadline } from './with-deadline.ts';

/** Keeps this instance's view of the site true, and says in the store what it enforces. */
export interface Follower {
  view(): View;
  /** Looks at store and break-glass file now; resolves when what was found is enforced and reported. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

export interface InstanceInfo {
  readonly id: string;
  readonly version: string;
  readonly host: string;
  readonly processId: number;
}

export interface FollowerOptions {
  readonly site: string;
  readonly compiled: CompiledPolicy;
  readonly policyDigest: string;
  /** Null: nothing to follow, the last state on disk is all there is. */
  readonly store: Store | null;
  readonly host: HostState | null;
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

export interface ViewChange {
  readonly view: View;
  readonly previous: Snapshot | null;
  /** An override that began or ended with this change. */
  readonly override: { readonly began: Override | null; readonly ended: Override | null };
}

export async function createFollower(options: FollowerOptions): Promise<Follower> {
  const { site, compiled, store, host, clock, logger, instance, inFlight, endings } = options;
  const overrides = createOverrideWatch({ site, host, endings, logger });
  const rounds = oneAtATime(round, () => closing !== null);
  const startedAt = clock.wallMs();
  let remembered: LastKnown | null = null;
  let stored: SiteState | null = null;
  let override: Override | null = null;
  let leaseUntilMs = store === null ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  let clockOffsetMs = 0;
  let isStoreLost = false;
  let reportedWrites = 0;
  let view: View | null = null;
  let closing: Promise<void> | null = null;

  function chosen(lease: { readonly leaseUntilMs: number; readonly leaseLost: boolean }): Snapshot {
    return chooseState({
      site,
      compiled,
      stored,
      remembered,
      environmentMode: options.environmentMode,
      override: overrides.override(),
      ...lease,
    });
  }

  /** Puts in force what is known now. */
  function apply(): View {
    const previous = view?.snapshot ?? null;
    const began = overrides.override();
    const ended = override;
    override = began;
    const next: View = {
      snapshot: chosen({ leaseUntilMs, leaseLost: clock.monotonicMs() > leaseUntilMs }),
      passes: currentPasses(),
      breakGlass: currentBreakGlass(),
      store: standing(),
    };
    view = next;
    const changed = !sameOverride(began, ended);
    try {
      options.onChange({
        view: next,
        previous,
        override: changed ? { began, ended } : { began: null, ended: null },
      });
    } catch (error) {
      logger.error({ error }, 'a change is in force, but not everybody could be told');
    }
    return next;
  }

  function currentPasses() {
    const passes = stored !== null ? stored.passes : (remembered?.passes ?? []);
    return new Map(passes.filter(isGood).map((pass) => [pass.id, pass]));
  }

  function currentBreakGlass() {
    const found = overrides.breakGlass();
    return found.passes.every(isGood) ? found : { ...found, passes: found.passes.filter(isGood) };
  }

  function isGood({ id, expiresAt }: { readonly id: string; readonly expiresAt: number }): boolean {
    return !endings.isOver(`pass ${id}`, expiresAt);
  }

  function standing(): View['store'] {
    if (store === null) return 'none';
    if (isContested(stored, remembered)) return 'contested';
    return isStoreLost || stored === null ? 'lost' : 'following';
  }

  async function readStore({ switch: switches }: Store): Promise<void> {
    const { storeTimeoutMs } = options;
    const found = await withDeadline(switches.version(site), storeTimeoutMs, 'looking at the switch');
    if (stored !== null && sameVersion(found, versionOf(stored))) return;
    stored = await withDeadline(switches.read(site), storeTimeoutMs, 'reading the switch');
  }

  /** The disk learns of a state before the store hears that this instance enforces it. */
  async function remember(): Promise<void> {
    if (stored === null || isContested(stored, remembered)) return;
    if (remembered !== null && sameVersion(versionOf(stored), versionOf(remembered))) return;
    const { lineage, switch: current, passes } = stored;
    const state: LastKnown = { lineage, switch: current, passes, savedAt: clock.wallMs() };
    try {
      await host?.writeLastKnown(site, state);
    } catch (error) {
      logger.error({ error }, 'the last known state could not be written to disk');
    }
    remembered = state;
  }

  /** What is said is what is in force once the report has arrived: it renews the lease. */
  async function report({ instances }: Store, renewedUntilMs: number): Promise<void> {
    const snapshot = chosen({ leaseUntilMs: renewedUntilMs, leaseLost: false });
    const writes = pausedWrites(inFlight, snapshot, clock.monotonicMs());
    reportedWrites = writes.count;
    const said = instanceReport({
      instance,
      policyDigest: options.policyDigest,
      snapshot,
      leaseMs: options.leaseMs,
      clockOffsetMs,
      writes,
      breakGlassSeen: overrides.breakGlass().dryRun,
      startedAt,
    });
    const now = await withDeadline(instances.report(site, said), options.storeTimeoutMs, 'reporting');
    clockOffsetMs = clock.wallMs() - now;
  }

  async function followStore(followed: Store): Promise<void> {
    // Counted from before anything was asked: the store's own count of this lease begins later.
    const renewedUntilMs = clock.monotonicMs() + options.leaseMs;
    await readStore(followed);
    if (closing !== null) return;
    // Nobody is judged before the first round has ended; later what was found is enforced before it is said.
    if (view !== null) apply();
    await remember();
    await report(followed, renewedUntilMs);
    // Only a report renews the lease that the others see, so only a report renews it here.
    leaseUntilMs = renewedUntilMs;
  }

  async function round(): Promise<void> {
    try {
      await overrides.look();
    } catch (error) {
      logger.error({ error }, 'the break-glass file could not be read');
    }
    try {
      if (store !== null) await followStore(store);
      if (isStoreLost) logger.info({}, 'the store answers again');
      isStoreLost = false;
    } catch (error) {
      if (!isStoreLost) logger.error({ error }, 'the store cannot be used; the last known state holds');
      isStoreLost = true;
    }
    if (closing === null) apply();
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

  async function lookAtBreakGlass(): Promise<void> {
    const before = overrides.breakGlass();
    await overrides.look().catch(() => undefined);
    if (closing !== null) return;
    const { snapshot } = currentView();
    // Only what changed is worth a report; an override that ran out is a change too.
    if (before !== overrides.breakGlass() || !sameOverride(overrides.override(), override)) refreshSoon();
    else if (reportedWrites > 0 && pausedWrites(inFlight, snapshot, clock.monotonicMs()).count === 0) {
      refreshSoon();
    }
  }

  /** A lease runs out between two rounds: whoever asks sees the mode in force, never the one before. */
  function currentView(): View {
    if (view === null) throw new Error('the follower answers only after its first round');
    const { modeWhenLost, why } = view.snapshot;
    const hasRunOut =
      modeWhenLost !== null && why !== 'store-lost' && clock.monotonicMs() > view.snapshot.leaseUntilMs;
    return hasRunOut ? apply() : view;
  }

  async function leave(followed: Store): Promise<void> {
    try {
      const leaving = followed.instances.remove(site, instance.id);
      await withDeadline(leaving, options.storeTimeoutMs, 'leaving');
    } catch (error) {
      logger.warn({ error }, 'the instance could not take itself off the list');
    }
  }

  if (host !== null) {
    try {
      remembered = await host.readLastKnown(site);
    } catch (error) {
      logger.error({ error }, 'the last known state could not be read from disk');
    }
  }
  await rounds.run();

  const timers = [
    setInterval(refreshSoon, options.pollIntervalMs),
    setInterval(lookSoon, options.breakGlassIntervalMs),
  ];
  for (const timer of timers) unreference(timer);
  const unsubscribe = store?.switch.subscribe(site, refreshSoon);

  async function stop(): Promise<void> {
    for (const timer of timers) clearInterval(timer);
    unsubscribe?.();
    await rounds.running()?.catch(() => undefined);
    if (store !== null) await leave(store);
  }

  return {
    view: currentView,
    refresh: rounds.run,
    close() {
      closing ??= stop();
      return closing;
    },
  };
}
