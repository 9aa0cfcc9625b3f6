import type { Opening, Setback, Switch, Transition } from '@portcullis/gate';
import { advance } from './advance.ts';
import { createCarrier } from './carrier.ts';
import type { ConductorOptions } from './conductor-options.ts';
import { type Decision, decided } from './decision.ts';
import type { Facts } from './facts.ts';
import { createKeptTransition } from './kept-transition.ts';
import { keyOf, type Seen } from './seen.ts';
import { isStill } from './still.ts';
import { missingForStillness, type Waiting } from './waiting.ts';
import { type Declared, type WantedStops, wantedStops } from './wanted-stops.ts';

/** Carries turning on and off out beyond the switch. Exactly one process of a site does; others say who. */
export interface Conductor {
  /** Looks now: the switch was changed. */
  wake(): void;
  view(): ConductorView;
  /** What a switch stops of what was declared. */
  wantedBy(modes: Pick<Switch, 'mode' | 'areas'>): WantedStops;
  /** Workers that a switch stops and whose jobs may still run: what these write through the gate is let in until they have ended. */
  drainingFor(wanted: Pick<Switch, 'mode' | 'areas'>, current: Switch): readonly string[];
  /** Whether a change of the switch must wait until something is opened. */
  mustOpenFirst(wanted: Pick<Switch, 'mode' | 'areas'>): boolean;
  /**
   * Opens: checks that everything can be, opens databases, stores the change, starts workers. Resolves once the change is stored or
   * given up.
   */
  open(opening: Opening): Promise<OpeningResult>;
  /** What somebody decides about a phase that waits. False: there is nothing that this could be said of. */
  decide(decision: Decision): Promise<boolean>;
  /** Called when what is waited for has changed. Returns the way to stop. */
  subscribe(onChange: () => void): () => void;
  /** Leaves everything as it stands: whoever comes next goes on. */
  close(): Promise<void>;
}

export type OpeningResult =
  | { readonly kind: 'opened' }
  | { readonly kind: 'given-up'; readonly details: readonly string[] };

export interface ConductorView {
  /** Another process that conducts. */
  readonly conductedBy: string | null;
  readonly transition: Transition | null;
  /** False: what stands was not read yet. */
  readonly isKnown: boolean;
  readonly seen: ReadonlyMap<string, Seen>;
  /** Everything that keeps the site from being still, but for what nobody declared. */
  readonly missing: readonly Waiting[];
  /** Since when nothing was missing; null = something is, or no database is declared. */
  readonly stillSince: number | null;
  /** What became of the last attempt that went wrong, also after everything is over. */
  readonly setback: Setback | null;
}

/** Of one look: more than any way through the phases has. */
const mostSteps = 20;

export function createConductor(options: ConductorOptions): Conductor {
  const { workers, databases, memory, site, rules, onError } = options;
  const { tickMs = 100, idleTickMs = 1_000, leaseMs = 5_000 } = options;
  const declared: Declared = {
    workers: workers.map(({ worker: { name }, areas }) => ({ name, areas })),
    databases: databases.map(({ database: { name }, tables }) => ({ name, tables })),
  };
  const known = new Set([
    ...declared.workers.map(({ name }) => keyOf({ kind: 'worker', name })),
    ...declared.databases.map(({ name }) => keyOf({ kind: 'database', name })),
  ]);
  const kept = createKeptTransition({ memory, leaseMs });
  /** The store's clock minus this process's monotonic one. */
  let offsetMs = 0;
  const now = () => Math.trunc(performance.now() + offsetMs);
  const carrier = createCarrier({ ...options, kept, now, onEnd: wake });
  const listeners = new Set<() => void>();
  let missing: readonly Waiting[] = [];
  let stillSince: number | null = null;
  let setback: Setback | null = null;
  let shown = '';
  let closed = false;
  let timer: NodeJS.Timeout | null = null;
  let looking: Promise<void> | null = null;
  let isAskedAgain = false;

  async function look(): Promise<void> {
    const { switch: current, now: storeNow } = await site.readSwitch();
    offsetMs = storeNow - performance.now();
    const wanted = wantedStops(current, declared);
    if (kept.current() !== null || wanted.stops.length > 0) {
      if (!(await kept.claim())) return show(null);
    }
    if (kept.current() === null && wanted.stops.length === 0) return show(null);
    const requests = await site.requests();
    for (let steps = 0; steps < mostSteps; steps += 1) {
      const transition = kept.current();
      if (transition === undefined) return;
      const opening = transition?.opening ?? null;
      const facts: Facts = {
        now: now(),
        switch: current,
        wanted,
        wantedAfter: opening === null ? null : wantedStops(opening.request, declared),
        requests,
        known,
        ...carrier.found(),
      };
      const step = advance(transition, facts, rules);
      if (step.next === transition) {
        for (const task of step.tasks) carrier.start(task, current);
        return show(facts);
      }
      // Somebody may have decided something meanwhile: then it is looked at anew.
      await kept.update((latest) => (latest === transition ? step.next : latest));
    }
  }

  function show(facts: Facts | null): void {
    const transition = kept.current() ?? null;
    missing = facts === null ? [] : missingForStillness(transition, facts, rules.quietMs);
    stillSince = facts !== null && isStill(transition, missing, declared) ? (stillSince ?? facts.now) : null;
    setback = transition === null ? setback : transition.setback;
    if (transition === null) carrier.forget();
    const news = JSON.stringify([kept.conductedBy(), transition, missing, stillSince]);
    if (news === shown) return;
    shown = news;
    for (const listener of listeners) listener();
  }

  function wake(): void {
    if (closed) return;
    isAskedAgain = true;
    if (looking !== null) return;
    if (timer !== null) clearTimeout(timer);
    looking = lookWhileAsked().finally(() => {
      looking = null;
      if (closed) return;
      const transition = kept.current();
      const isMoving = carrier.isBusy() || (transition != null && transition.phase !== 'watch');
      timer = setTimeout(wake, isMoving ? tickMs : idleTickMs);
      timer.unref();
    });
  }

  async function lookWhileAsked(): Promise<void> {
    while (isAskedAgain && !closed) {
      isAskedAgain = false;
      await look().catch(onError);
    }
  }

  /** Rejects when this process may not say so. */
  async function store(change: (transition: Transition | null) => Transition | null): Promise<void> {
    const other = kept.conductedBy();
    if (other !== null) throw new Error(`Expected to carry this out here, but ${other} does. Ask there.`);
    if (!(await kept.claim()) || !(await kept.update(change))) {
      throw new Error('Expected to carry this out here, but another process took over. Try again.');
    }
    wake();
  }

  async function open(opening: Opening): Promise<OpeningResult> {
    carrier.forgetOpening();
    await store(
      (transition) =>
        transition && {
          ...transition,
          direction: 'off',
          phase: 'checks',
          phaseSince: now(),
          isCut: false,
          opening,
          setback: null,
        },
    );
    while (!closed) {
      const transition = kept.current();
      if (transition === null || transition?.phase === 'resume-workers') return { kind: 'opened' };
      if (transition !== undefined && transition.opening === null) {
        return transition.setback?.kind === 'not-opened'
          ? { kind: 'given-up', details: transition.setback.details }
          : { kind: 'opened' };
      }
      await nextChange();
    }
    return { kind: 'given-up', details: ['the server is shutting down; whoever starts next goes on'] };
  }

  function nextChange(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timeout);
        stop();
        resolve();
      };
      const timeout = setTimeout(done, tickMs);
      const stop = subscribe(done);
    });
  }

  function subscribe(onChange: () => void): () => void {
    listeners.add(onChange);
    return () => listeners.delete(onChange);
  }

  wake();
  return {
    wake,
    view: () => ({
      conductedBy: kept.conductedBy(),
      transition: kept.current() ?? null,
      isKnown: kept.current() !== undefined,
      seen: carrier.found().seen,
      missing,
      stillSince,
      setback,
    }),
    wantedBy: (modes) => wantedStops(modes, declared),
    drainingFor(wanted, { draining }) {
      const parts = kept.current()?.parts ?? [];
      return wantedStops(wanted, declared)
        .stops.filter(({ kind }) => kind === 'worker')
        .filter((stop) => {
          const part = parts.find((one) => keyOf(one) === keyOf(stop));
          return part === undefined || part.did === 'nothing' || draining.includes(stop.name);
        })
        .map(({ name }) => name);
    },
    mustOpenFirst(wanted) {
      const parts = kept.current()?.parts ?? [];
      const { stops } = wantedStops(wanted, declared);
      return parts.some((part) => !stops.some((stop) => keyOf(stop) === keyOf(part)));
    },
    open,
    async decide(decision) {
      const { switch: current } = await site.readSwitch();
      let isTaken = false;
      await store((transition) => {
        const next = transition && decided(transition, decision, { now: now(), rules, switch: current });
        isTaken = next !== null;
        return next ?? transition;
      });
      return isTaken;
    },
    subscribe,
    async close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      await looking;
      await carrier.close();
      await kept.release().catch(onError);
    },
  };
}
