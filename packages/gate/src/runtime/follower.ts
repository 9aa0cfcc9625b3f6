import { effectiveMode } from '../decide/effective-mode.ts';
import type { Snapshot } from '../decide/snapshot.ts';
import { modeInForce } from '../decide/snapshot.ts';
import type { InstanceReport } from '../model/instance.ts';
import type { Mode } from '../model/mode.ts';
import type { Clock } from '../ports/clock.ts';
import {
  type BreakGlass,
  type HostState,
  type LastKnown,
  noBreakGlass,
  type Override,
} from '../ports/host-state.ts';
import type { SiteState, Store } from '../ports/store.ts';
import type { CompiledPolicy } from '../reading/compile-policy.ts';
import { chooseState, isContested } from './choose-state.ts';
import type { InFlight } from './in-flight.ts';
import type { Logger } from './logger.ts';
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
  const startedAt = clock.wallMs();
  let remembered: LastKnown | null = null;
  let stored: SiteState | null = null;
  let breakGlass: BreakGlass = noBreakGlass;
  let override: Override | null = null;
  let leaseUntilMs = store === null ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  let clockOffsetMs = 0;
  let storeFailures = 0;
  let view: View | null = null;
  let closed = false;

  function apply(): View {
    const began = currentOverride();
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
    const next: View = { snapshot, passes: currentPasses(), breakGlass, store: standing() };
    view = next;
    onChange({
      view: next,
      previous,
      override: changed ? { began, ended } : { began: null, ended: null },
    });
    return next;
  }

  function currentOverride(): Override | null {
    const found = breakGlass.override;
    return found !== null && clock.wallMs() < found.expiresAt ? found : null;
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

  async function readBreakGlass(): Promise<void> {
    if (host === null) return;
    const found = await host.readBreakGlass(site);
    if (found.damaged !== null && found.damaged !== breakGlass.damaged) {
      logger.error({ reason: found.damaged }, 'the break-glass file cannot be used; the mode is kept');
    }
    // A damaged file changes nothing: neither begins nor ends an override.
    breakGlass = found.damaged === null ? found : { ...breakGlass, damaged: found.damaged };
  }

  async function readStore(): Promise<void> {
    if (store === null) return;
    const askedAt = clock.monotonicMs();
    const epoch = await withDeadline(store.switch.epoch(site), options.storeTimeoutMs, 'reading the epoch');
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

  function describe({ snapshot }: View): InstanceReport {
    const monotonicMs = clock.monotonicMs();
    const writes = writesInFlight(snapshot, monotonicMs);
    reportedWrites = writes.count;
    return {
      ...instance,
      epoch: snapshot.switch.epoch,
      policyDigest: options.policyDigest,
      effectiveMode: modeInForce(snapshot, monotonicMs),
      effectiveAreas: snapshot.areas,
      why: snapshot.why,
      onStoreLost: compiled.policy.onStoreLost,
      leaseMs: options.leaseMs,
      clockOffsetMs,
      writesInFlight: writes.oldest,
      writesInFlightCount: writes.count,
      breakGlassSeen: breakGlass.dryRun,
      startedAt,
    };
  }
  let reportedWrites = 0;

  /** A write in an area that stays open is nobody's leak: waiting for it would never end on a busy site. */
  function writesInFlight(snapshot: Snapshot, monotonicMs: number) {
    if (!snapshot.governing) return { count: 0, oldest: [] };
    return inFlight.writes(
      monotonicMs,
      (request) =>
        request.target.malformed !== null || effectiveMode(snapshot, request, monotonicMs).mode !== 'open',
    );
  }

  async function round(): Promise<void> {
    try {
      await readBreakGlass();
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

  // One round at a time; what is asked for meanwhile is one more round, not many.
  let running: Promise<void> | null = null;
  let again: Promise<void> | null = null;
  function refresh(): Promise<void> {
    if (running === null) {
      running = round().finally(() => {
        running = null;
      });
      return running;
    }
    again ??= running.then(() => {
      again = null;
      return closed ? undefined : refresh();
    });
    return again;
  }

  function refreshSoon(): void {
    if (!closed) void refresh();
  }

  if (host !== null) {
    try {
      remembered = await host.readLastKnown(site);
    } catch (error) {
      logger.error({ error }, 'the last known state could not be read from disk');
    }
  }
  await refresh();

  const poll = setInterval(refreshSoon, options.pollIntervalMs);
  const look = setInterval(() => {
    void lookAtBreakGlass();
  }, options.breakGlassIntervalMs);
  for (const timer of [poll, look]) unreference(timer);
  const unsubscribe = store?.switch.subscribe(site, refreshSoon);

  async function lookAtBreakGlass(): Promise<void> {
    const before = breakGlass;
    await readBreakGlass().catch(() => undefined);
    if (closed) return;
    // Only what changed is worth a report; an override that ran out is a change too.
    if (before !== breakGlass || !sameOverride(currentOverride(), override)) refreshSoon();
    else if (reportedWrites > 0 && view !== null) {
      const { count } = writesInFlight(view.snapshot, clock.monotonicMs());
      if (count === 0) refreshSoon();
    }
  }

  return {
    view() {
      if (view === null) throw new Error('the follower answers only after its first round');
      return view;
    },
    refresh,
    async close() {
      if (closed) return;
      closed = true;
      clearInterval(poll);
      clearInterval(look);
      unsubscribe?.();
      await running?.catch(() => undefined);
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

function sameOverride(a: Override | null, b: Override | null): boolean {
  return (
    a === b ||
    (a !== null &&
      b !== null &&
      a.createdAt === b.createdAt &&
      a.mode === b.mode &&
      a.expiresAt === b.expiresAt)
  );
}

/** Timers of Node keep a process alive; other runtimes have no such thing. */
function unreference(timer: unknown): void {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function')
    timer.unref();
}
