import type { Opening, Setback, Switch, Transition, TransitionPhase } from '@portcullis/gate';
import { advance } from './advance.ts';
import { createCarrier } from './carrier.ts';
import { ConductedElsewhere } from './conducted-elsewhere.ts';
import type { ConductorOptions } from './conductor-options.ts';
import { type Decided, type Decision, type Judged, judgeDecision, possibleDecisions } from './decision.ts';
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
  /**
   * What somebody decides about a phase that waits. `expectedPhase`: the one that he saw; null = whichever it is. Rejects where
   * another process conducts.
   */
  decide(decided: Decided, expectedPhase?: TransitionPhase | null): Promise<DecisionResult>;
  /** Called when what is waited for has changed. Returns the way to stop. */
  subscribe(onChange: () => void): () => void;
  /** Leaves everything as it stands: whoever comes next goes on. */
  close(): Promise<void>;
}

export type OpeningResult =
  | { readonly kind: 'opened' }
  | { readonly kind: 'given-up'; readonly details: readonly string[] };

export type DecisionResult =
  /** `leftBehind`: what is gone on without, one line each; it is tried on. */
  | { readonly kind: 'taken'; readonly leftBehind: readonly string[] }
  /** Why nothing could be made of it, as a sentence in English. */
  | { readonly kind: 'refused'; readonly why: string };

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
  /** What somebody may decide now. */
  readonly decisions: readonly Decision[];
}

/** Of one look: more than any way through the phases has. */
const mostSteps = 20;

export function createConductor(options: ConductorOptions): Conductor {
  const { workers, databases, memory, site, rules, onError } = options;
  const {
    tickMs = 100,
    idleTickMs = 1_000,
    leaseMs = 5_000,
    monotonicMs = () => performance.now(),
  } = options;
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
  const now = () => Math.trunc(monotonicMs() + offsetMs);
  const carrier = createCarrier({ ...options, kept, now, onEnd: wake });
  const listeners = new Set<() => void>();
  let missing: readonly Waiting[] = [];
  let stillSince: number | null = null;
  let setback: Setback | null = null;
  /** As it stood at the last look: while a change is written, nobody knows which of the two stands. */
  let stood: Transition | null = null;
  let possible: readonly Decision[] = [];
  let shown = '';
  let closed = false;
  let timer: NodeJS.Timeout | null = null;
  let looking: Promise<void> | null = null;
  let isAskedAgain = false;

  async function look(): Promise<void> {
    const { switch: current, now: storeNow } = await site.readSwitch();
    // A clock that is set while something is stopped changes nothing of it: deadlines and moments are counted as they were begun.
    if (kept.current() == null) offsetMs = storeNow - monotonicMs();
    const wanted = wantedStops(current, declared);
    if (kept.current() !== null || wanted.stops.length > 0) {
      if (!(await kept.claim())) return show(null);
    }
    if (kept.current() === null && wanted.stops.length === 0) return show(null);
    const requests = await site.requests();
    for (let steps = 0; steps < mostSteps; steps += 1) {
      const transition = kept.current();
      if (transition === undefined) return;
      const facts = factsOf(transition, { switch: current, wanted, requests });
      const step = advance(transition, facts, rules);
      if (step.next === transition) {
        for (const task of step.tasks) carrier.start(task, current);
        return show(facts);
      }
      // Somebody may have decided something meanwhile: then it is looked at anew.
      await kept.update((latest) => (latest === transition ? step.next : latest));
    }
  }

  function factsOf(
    transition: Transition | null,
    found: Pick<Facts, 'switch' | 'wanted' | 'requests'>,
  ): Facts {
    const opening = transition?.opening ?? null;
    const wantedAfter = opening === null ? null : wantedStops(opening.request, declared);
    return { ...found, now: now(), wantedAfter, known, ...carrier.found() };
  }

  function show(facts: Facts | null): void {
    const transition = kept.current() ?? null;
    stood = transition;
    missing = facts === null ? [] : missingForStillness(transition, facts, rules.quietMs);
    stillSince = facts !== null && isStill(transition, missing, declared) ? (stillSince ?? facts.now) : null;
    setback = transition === null ? setback : transition.setback;
    possible = facts === null ? [] : possibleDecisions(transition, { facts, rules });
    if (transition === null) carrier.forget();
    const news = JSON.stringify([kept.conductedBy(), transition, missing, stillSince, possible]);
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
  async function store(
    change: (transition: Transition | null) => Transition | null,
    decided?: Decided,
  ): Promise<void> {
    const other = kept.conductedBy();
    if (other !== null) throw new ConductedElsewhere(`${other} does. Ask there.`);
    if (!(await kept.claim()) || !(await kept.update(change, decided))) {
      throw new ConductedElsewhere('another process took over. Try again.');
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

  async function decide(
    decided: Decided,
    expectedPhase: TransitionPhase | null = null,
  ): Promise<DecisionResult> {
    const { switch: current } = await site.readSwitch();
    const found = {
      switch: current,
      wanted: wantedStops(current, declared),
      requests: await site.requests(),
    };
    let judged: Judged = { kind: 'refused', why: 'nothing is stopped, and nothing is on its way' };
    // Nothing to take a lease for.
    if (kept.current() === null && kept.conductedBy() === null) return judged;
    await store((transition) => {
      const phase = transition?.phase ?? null;
      judged =
        expectedPhase === null || phase === expectedPhase
          ? judgeDecision(transition, decided, { facts: factsOf(transition, found), rules })
          : {
              kind: 'refused',
              why: `it was decided of the phase ${expectedPhase}, and ${phase === null ? 'everything is over' : `${phase} has begun`} meanwhile`,
            };
      return judged.kind === 'taken' ? judged.next : transition;
    }, decided);
    return judged;
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
      transition: kept.current() === undefined ? stood : (kept.current() ?? null),
      isKnown: kept.current() !== undefined,
      seen: carrier.found().seen,
      missing,
      stillSince,
      setback,
      decisions: possible,
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
    decide,
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
