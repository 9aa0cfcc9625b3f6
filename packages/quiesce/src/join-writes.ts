import type { SeenWrite, SeenWriter } from './watch-report.ts';

/**
 * One for each table, kind and who it may have been: the rows add up. The latest first. Where somebody was allowed to, and it is not
 * known who of several it was, it is one for each table: nobody has to be found.
 */
export function joinWrites(known: readonly SeenWrite[], found: readonly SeenWrite[]): readonly SeenWrite[] {
  const byKey = new Map(known.map((write) => [keyOf(write), write]));
  for (const write of found) {
    const earlier = byKey.get(keyOf(write));
    byKey.set(keyOf(write), earlier === undefined ? write : joined(earlier, write));
  }
  return [...byKey.values()].sort((one, other) => other.at - one.at).slice(0, mostWrites);
}

export function isSameWrite(one: SeenWrite, other: SeenWrite): boolean {
  return keyOf(one) === keyOf(other);
}

function joined(earlier: SeenWrite, later: SeenWrite): SeenWrite {
  const rows = earlier.rows + later.rows;
  if (isOfOne(later)) return { ...later, rows };
  const candidates = candidatesOf(later);
  const names = new Set(candidates.map(nameOf));
  // Whoever may have been it before, by name: what he did last is no longer known.
  const others = candidatesOf(earlier)
    .filter((one) => !names.has(nameOf(one)))
    .map((one): SeenWriter => ({ ...one, pid: null, statement: null }));
  const by = [...candidates, ...others];
  return { ...later, rows, by: by.every(isUnknown) ? [] : by.slice(0, mostWriters) };
}

/** Nobody that is known is somebody all the same. */
function candidatesOf({ by }: SeenWrite): readonly SeenWriter[] {
  return by.length > 0 ? by : [{ role: null, application: '', pid: null, statement: null }];
}

function isUnknown({ role, application, pid }: SeenWriter): boolean {
  return role === null && application === '' && pid === null;
}

function keyOf(write: SeenWrite): string {
  const { table, kind, what, by } = write;
  return JSON.stringify([table, kind, what, isOfOne(write) ? by.map(nameOf) : null]);
}

/** Or of several that matter, because nobody was allowed to. */
function isOfOne({ kind, by }: SeenWrite): boolean {
  return kind === 'past-guard' || by.length === 1;
}

function nameOf({ role, application }: SeenWriter): string {
  return JSON.stringify([role, application]);
}

const mostWrites = 50;
const mostWriters = 20;
