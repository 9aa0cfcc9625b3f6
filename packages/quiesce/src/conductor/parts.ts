import type { Transition, TransitionPart } from '@portcullis/gate';
import { isSamePart, type PartKey } from './seen.ts';
import type { PartWork, Task } from './tasks.ts';
import type { WantedStop } from './wanted-stops.ts';

export function partOf(transition: Transition, key: PartKey): TransitionPart | null {
  return transition.parts.find((part) => isSamePart(part, key)) ?? null;
}

export function withPart(
  transition: Transition,
  key: PartKey,
  change: Partial<Omit<TransitionPart, 'kind' | 'name'>>,
): Transition {
  const parts = transition.parts.map((part) => (isSamePart(part, key) ? { ...part, ...change } : part));
  return { ...transition, parts };
}

export function newPart({ kind, name, tables }: WantedStop): TransitionPart {
  return {
    kind,
    name,
    tables,
    prior: null,
    priorTables: null,
    did: 'nothing',
    pausedAt: null,
    givenUp: null,
  };
}

/** The parts with those that are to be stopped from now on; the same list when nothing is new. */
export function joinStops(
  parts: readonly TransitionPart[],
  stops: readonly WantedStop[],
): { readonly parts: readonly TransitionPart[]; readonly isMore: boolean } {
  let isMore = false;
  const changed = parts.map((part) => {
    const stop = stops.find((one) => isSamePart(one, part));
    if (stop === undefined || sameTables(stop.tables, part.tables)) return part;
    isMore = true;
    // Closed once more, for the tables that it is about now.
    return { ...part, tables: stop.tables, did: 'nothing' as const };
  });
  const added = stops.filter((stop) => !parts.some((part) => isSamePart(part, stop))).map(newPart);
  if (!isMore && added.length === 0) return { parts, isMore: false };
  return { parts: [...changed, ...added], isMore: true };
}

export function sameTables(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((table, index) => table === other[index]);
}

/**
 * Whether something must be undone before it is forgotten: it ran before and may have been stopped, or other tables of it were
 * closed before.
 */
export function isOurs({ prior, priorTables, tables }: TransitionPart): boolean {
  return prior === 'running' || (priorTables !== null && !sameTables(priorTables, tables));
}

/** How it stood before is asked first: afterwards it would be found as we left it, and left so. */
export function closeWith(part: TransitionPart): Task {
  const work: PartWork = part.prior === null ? { do: 'ask' } : { do: 'close', tables: part.tables };
  return { kind: 'part', part, work, everyMs: 100 };
}

/** What makes it be as it was found. */
export function startAgain(part: TransitionPart): Task {
  return { kind: 'part', part, work: restoringWork(part), everyMs: 100 };
}

function restoringWork({ kind, priorTables }: TransitionPart): PartWork {
  if (kind === 'worker') return { do: 'resume' };
  return priorTables === null ? { do: 'open' } : { do: 'restore', tables: priorTables };
}
