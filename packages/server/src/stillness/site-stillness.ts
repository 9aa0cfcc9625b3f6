import type { Setback, Switch, TransitionPhase } from '@portcullis/gate';
import {
  type ConductorView,
  type Decision,
  describeWaiting,
  isLasting,
  isNamed,
  keyOf,
  type Seen,
} from '@portcullis/quiesce/conductor';
import type { JoinedProcess } from '@portcullis/quiesce/fleet';
import type { RunningJob } from '@portcullis/quiesce/workers';
import type { StillnessConfig } from '../config/stillness-config.ts';
import type { ConductedStillness } from './conduct-site.ts';
import { type DatabaseWatch, databaseWatch } from './database-watch.ts';
import { type IdleDatabase, type IdleLook, isShut } from './idle-look.ts';
import { signInLimits } from './sign-in/sign-in-limits.ts';

/** How far beyond the switch a site has come to rest: what was declared, what it does, and what is waited for. */
export interface SiteStillness {
  /** Since when nothing unapproved can be written as far as anything was declared; null = it can, or none is declared. */
  readonly since: number | null;
  readonly direction: 'on' | 'off' | null;
  /** Null = nothing is stopped, and nothing on its way. */
  readonly phase: TransitionPhase | null;
  readonly phaseSince: number | null;
  /** Another process that carries it out. */
  readonly conductedBy: string | null;
  readonly databases: readonly DatabaseStatus[];
  readonly workers: readonly WorkerStatus[];
  /** Nothing is on its way: what is missing still, time alone does not bring. */
  readonly isSettled: boolean;
  /** One line for each thing that is missing, in English. */
  readonly missing: readonly string[];
  /** Those of them that name somebody or something in the way. */
  readonly named: readonly string[];
  /** What the window leaves running by what was declared: one line each, in English. */
  readonly limits: readonly string[];
  /** What became of the last attempt that did not do all it was to do. */
  readonly setback: Setback | null;
  /** What somebody may decide of the phase that waits. */
  readonly decisions: readonly Decision[];
}

interface PartStatus {
  readonly name: string;
  /** `running`: nothing was done to it; `stopping`, `stopped`, `starting`: by the window; `left`: it had been stopped before, and is so afterwards. */
  readonly state: 'running' | 'stopping' | 'stopped' | 'left' | 'starting';
  readonly problem: string | null;
}

export interface DatabaseStatus extends PartStatus {
  /** As its guard says; null = not asked lately. */
  readonly guard: 'not-installed' | 'open' | 'closing' | 'closed' | 'torn' | null;
  /** Closed alone; empty = all. */
  readonly tables: readonly string[];
  readonly bookkeeping: readonly string[];
  /** Schemas of stores of Portcullis in it, which stay writable. */
  readonly leftOut: readonly string[];
  readonly transactions: readonly string[];
  readonly holes: readonly string[];
  /** Why it was opened again. */
  readonly givenUp: string | null;
  /** What writes to it, and who tries to; null = it is not looked at. */
  readonly watch: DatabaseWatch | null;
}

export interface WorkerStatus extends PartStatus {
  /** Null = it cannot be counted, or was not lately. */
  readonly inHand: number | null;
  readonly waiting: number | null;
  readonly jobs: readonly RunningJob[];
  /** Jobs that began although it was paused, in this window. */
  readonly disobeying: readonly RunningJob[];
  /** Of the application, which have joined; null = it is not made of such. */
  readonly processes: readonly JoinedProcess[] | null;
}

export interface SiteStillnessOptions {
  readonly conducted: Pick<ConductedStillness, 'conductor' | 'fleets' | 'idle'>;
  readonly config: StillnessConfig;
  /** As it is stored: the conductor may not have looked at it yet. */
  readonly switch: Pick<Switch, 'mode' | 'areas'>;
}

export function siteStillness({ conducted, config, switch: current }: SiteStillnessOptions): SiteStillness {
  const { conductor } = conducted;
  const view = conductor.view();
  const { transition, stillSince, setback, conductedBy } = view;
  const { stops, uncovered } = conductor.wantedBy(current);
  const parts = transition?.parts ?? [];
  const isSeen =
    stops.every((stop) => parts.some((part) => keyOf(part) === keyOf(stop))) &&
    parts.every((part) => stops.some((stop) => keyOf(part) === keyOf(stop)));
  const missing = view.missing.filter(({ kind }) => kind !== 'uncovered');
  const isResting = transition === null || transition.phase === 'watch';
  return {
    since: isSeen ? stillSince : null,
    direction: transition?.direction ?? null,
    phase: transition?.phase ?? null,
    phaseSince: transition?.phaseSince ?? null,
    conductedBy,
    databases: config.databases.map(({ name }) => databaseStatus(name, view, conducted.idle)),
    workers: config.workers.map(({ name }) => workerStatus(name, view, conducted)),
    isSettled: isSeen && isResting && missing.every(isLasting),
    missing: missing.map(describeWaiting),
    named: missing.filter(isNamed).map(describeWaiting),
    limits: [
      ...uncovered.map((one) => describeWaiting({ kind: 'uncovered', ...one })),
      ...signInLimits(transition, config),
    ],
    setback,
    decisions: view.decisions,
  };
}

function databaseStatus(name: string, view: ConductorView, idle: IdleLook): DatabaseStatus {
  const alone = idle.database(name);
  if (alone !== null) return idleDatabaseStatus(name, alone);
  const { part, seen } = find({ kind: 'database', name }, view);
  const status = partStatus({ kind: 'database', name }, view);
  const guard = seen?.standing?.state ?? null;
  return {
    ...status,
    // While it is drained, what had begun may still commit.
    state: status.state === 'stopped' && guard === 'closing' ? 'stopping' : status.state,
    guard,
    tables: part?.tables ?? [],
    bookkeeping: seen?.standing?.bookkeeping ?? [],
    leftOut: seen?.standing?.leftOut ?? [],
    transactions: seen?.transactions ?? [],
    holes: seen?.holes ?? [],
    givenUp: part?.givenUp ?? null,
    watch: databaseWatch(seen),
  };
}

/** While nothing is to be stopped. */
function idleDatabaseStatus(name: string, found: IdleDatabase): DatabaseStatus {
  const standing = found.kind === 'standing' ? found.standing : null;
  return {
    name,
    state: standing !== null && isShut(standing) ? 'left' : 'running',
    problem: found.kind === 'unreachable' ? found.problem : null,
    guard: standing?.state ?? null,
    tables: standing?.tables ?? [],
    bookkeeping: standing?.bookkeeping ?? [],
    leftOut: standing?.leftOut ?? [],
    transactions: [],
    holes: [],
    givenUp: null,
    watch: null,
  };
}

function workerStatus(
  name: string,
  view: ConductorView,
  { idle, fleets }: Pick<ConductedStillness, 'idle' | 'fleets'>,
): WorkerStatus {
  const { seen } = find({ kind: 'worker', name }, view);
  const status = partStatus({ kind: 'worker', name }, view);
  const fleet = fleets.get(name);
  return {
    ...status,
    // Before a window nobody asks; that some are missing can be known, and mended, all the same.
    problem: status.problem ?? (view.transition === null ? (fleet?.problem() ?? null) : null),
    ...(view.transition === null && idle.isLeftPaused(name) && { state: 'left' as const }),
    processes: fleet?.processes() ?? null,
    inHand: seen?.inHand?.count ?? null,
    waiting: seen?.inHand?.waiting ?? null,
    jobs: seen?.inHand?.jobs ?? [],
    disobeying: seen?.disobeying.map(({ job }) => job) ?? [],
  };
}

type Key = { readonly kind: 'worker' | 'database'; readonly name: string };

function find(key: Key, { transition, seen }: ConductorView) {
  const part = transition?.parts.find(({ kind, name }) => kind === key.kind && name === key.name) ?? null;
  const found: Seen | null = part === null ? null : (seen.get(keyOf(key)) ?? null);
  return { part, seen: found };
}

function partStatus(key: Key, view: ConductorView): PartStatus {
  const { part, seen } = find(key, view);
  const problem = seen?.problem ?? null;
  if (part === null) return { name: key.name, state: 'running', problem };
  if (view.transition?.direction === 'off') return { name: key.name, state: 'starting', problem };
  if (part.did === 'nothing') {
    return { name: key.name, state: part.givenUp === null ? 'stopping' : 'running', problem };
  }
  return { name: key.name, state: part.prior === 'stopped' ? 'left' : 'stopped', problem };
}
