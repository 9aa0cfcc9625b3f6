import type { Beyond } from './change-progress.ts';

/** What a change came to beyond HTTP, once it has settled. Something is missing from the two that say `not`. */
export type EndOfChange = 'still' | 'not-still' | 'runs' | 'not-all-runs';

export function endOfChange({ stillness: { since, phase, missing } }: Beyond, isOpen: boolean): EndOfChange {
  if (isOpen) return phase === null && missing.length === 0 ? 'runs' : 'not-all-runs';
  return since === null ? 'not-still' : 'still';
}
