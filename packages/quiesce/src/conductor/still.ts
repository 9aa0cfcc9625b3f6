import type { Transition } from '@portcullis/gate';
import { isSamePart } from './seen.ts';
import type { Waiting } from './waiting.ts';
import type { Declared } from './wanted-stops.ts';

/**
 * Whether the site is still: nothing is missing, at least one database is declared, and every part that is declared is stopped. A
 * window of some areas leaves the others at work: it never is.
 */
export function isStill(
  transition: Transition | null,
  missing: readonly Waiting[],
  { workers, databases }: Declared,
): boolean {
  if (transition === null || missing.length > 0 || databases.length === 0) return false;
  if (transition.direction !== 'on' || transition.phase !== 'watch') return false;
  return [
    ...workers.map(({ name }) => ({ kind: 'worker', name }) as const),
    ...databases.map(({ name }) => ({ kind: 'database', name }) as const),
  ].every((declared) =>
    transition.parts.some((part) => isSamePart(part, declared) && part.tables.length === 0),
  );
}
