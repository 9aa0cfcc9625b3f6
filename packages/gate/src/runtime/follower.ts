import type { Snapshot } from '../decide/snapshot.ts';
import type { InstanceReport } from '../model/instance.ts';
import type { Mode } from '../model/mode.ts';
import type { Clock } from '../ports/clock.ts';
import type { HostState, LastKnown, Override } from '../ports/host-state.ts';
import type { SiteState, Store } from '../ports/store.ts';
import type { CompiledPolicy } from '../reading/compile-policy.ts';
import { chooseState, isContested } from './choose-state.ts';
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
  const { site, compiled, store, host, clock, logger, instance, inFlight, onChange } = options;
  const overrides = createOverrideWatch({ site, host, clock, logger });
  const startedAt = clock.wallMs();
  let remembered: LastKnown | null = null;
  let stored: SiteState | null = null;
  let override: Override | null = null;
  let leaseUntilMs = store === null ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  let clockOffsetMs = 0;
  let storeFailures = 0;
  let view: View | null = null;
  let closed = false;

  function apply(): View {
    const began = overrides.override();
    const snapshot = chooseState({
      site,
      compiled,
      stored,
      remembered,
      environmentMode: options.environmentMode,
      override: began,
      leaseUntilMs,
    });
    const previous = view?.snapshot ?? null;
    const ended = override;
    const changed = !sameOverride(began, ended);
    override = began;
    const next: View = {
      snapshot,
      passes: currentPasses(),
      breakGlass: overrides.breakGlass(),
      store: standing(),
    };
    view = next;
    onChange({
      view: next,
      previous,
      override: changed ? { began, ended } : { began: null, ended: null },
    });
    return next;
  }

  function currentPasses() {
    const passes = stored !== null ? stored.passes : (remembered?.passes ?? []);
    return new Map(passes.map((pass) => [pass.id, pass]));
  }

  function standing(): View['store'] {
    if (store === null) return 'none';
    if (isContested(stored, remembered)) return 'contested';
    return storeFailures > 0 || stored === null ? 'lost' : 'following';
  }

  async function readStore(): Promise<void> {
    if (store === null) return;
    const askedAt = clock.monotonicMs();
    const { epoch } = await withDeadline(
      store.switch.version(site),
      options.storeTimeoutMs,
      'looking at the switch',
    );
    if (stored === null || epoch !== stored.switch.epoch) {
      stored = await withDeadline(store.switch.read(site), options.storeTimeoutMs, 'reading the switch');
    }
    leaseUntilMs = askedAt + options.leaseMs;
    storeFailures = 0;
  }

  /** The disk learns of a state before the store hears that this instance enforces it. */
  async function remember(): Promise<void> {
    if (stored === null || host === null || isContested(stored, remembered)) return;
    const { lineage, switch: current, passes } = stored;
    if (remembered?.lineage === lineage && remembered.switch.epoch === current.epoch) return;
    const state: LastKnown = { lineage, switch: current, passes, savedAt: clock.wallMs() };
    try {
      await host.writeLastKnown(site, state);
    } catch (error) {
      logger.error({ error }, 'the last known state could not be written to disk');
    }
    remembered = state;
  }

  async function report(): Promise<void> {
    if (store === null || view === null) return;
    const now = await withDeadline(
      store.instances.report(site, describe(view)),
      options.storeTimeoutMs,
      'reporting',
    );
    clockOffsetMs = clock.wallMs() - now;
  }

  function describe({ snapshot, breakGlass }: View): InstanceReport {
    const monotonicMs = clock.monotonicMs();
    const writes = pausedWrites(inFlight, snapshot, monotonicMs);
    reportedWrites = writes.count;
    return instanceReport({
      instance,
      policyDigest: options.policyDigest,
      snapshot,
      monotonicMs,
      leaseMs: options.leaseMs,
      clockOffsetMs,
      writes,
      breakGlassSeen: breakGlass.dryRun,
      startedAt,
    });
  }
  let reportedWrites = 0;

  async function round(): Promise<void> {
    try {
      await overrides.look();
    } catch (error) {
      logger.error({ error }, 'the break-glass file could not be read');
    }
    try {
      await readStore();
    } catch (error) {
      storeFailures += 1;
      if (storeFailures === 1)
        logger.error({ error }, 'the store cannot be reached; the last known state holds');
    }
    if (closed) return;
    apply();
    await remember();
    try {
      if (storeFailures === 0) await report();
    } catch (error) {
      storeFailures += 1;
      logger.error({ error }, 'the instance could not report to the store');
    }
  }

  const rounds = oneAtATime(round, () => closed);

  function refreshSoon(): void {
    if (!closed) void rounds.run();
  }

  if (host !== null) {
    try {
      remembered = await host.readLastKnown(site);
    } catch (error) {
      logger.error({ error }, 'the last known state could not be read from disk');
    }
  }
  await rounds.run();

  const poll = setInterval(refreshSoon, options.pollIntervalMs);
  const look = setInterval(() => {
    void lookAtBreakGlass();
  }, options.breakGlassIntervalMs);
  for (const timer of [poll, look]) unreference(timer);
  const unsubscribe = store?.switch.subscribe(site, refreshSoon);

  async function lookAtBreakGlass(): Promise<void> {
    const before = overrides.breakGlass();
    await overrides.look().catch(() => undefined);
    if (closed) return;
    // Only what changed is worth a report; an override that ran out is a change too.
    if (before !== overrides.breakGlass() || !sameOverride(overrides.override(), override)) refreshSoon();
    else if (reportedWrites > 0 && view !== null) {
      const { count } = pausedWrites(inFlight, view.snapshot, clock.monotonicMs());
      if (count === 0) refreshSoon();
    }
  }

  return {
    view() {
      if (view === null) throw new Error('the follower answers only after its first round');
      return view;
    },
    refresh: rounds.run,
    async close() {
      if (closed) return;
      closed = true;
      clearInterval(poll);
      clearInterval(look);
      unsubscribe?.();
      await rounds.running()?.catch(() => undefined);
      if (store !== null) {
        await withDeadline(
          store.instances.remove(site, instance.id),
          options.storeTimeoutMs,
          'leaving',
        ).catch((error: unknown) =>
          logger.warn({ error }, 'the instance could not take itself off the list'),
        );
      }
    },
  };
}
