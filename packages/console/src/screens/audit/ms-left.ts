export interface Pace {
  readonly checked: number;
  readonly total: number;
  readonly elapsedMs: number;
}

/** By what was measured before two seconds nothing is said: the first page tells of the disk's memory, not of the disk. */
const leastMs = 2_000;

/** Milliseconds to go at the pace so far, in whole seconds; null while nobody can know. */
export function msLeft({ checked, total, elapsedMs }: Pace): number | null {
  if (elapsedMs < leastMs || checked === 0 || checked >= total) return null;
  return Math.ceil((elapsedMs * (total - checked)) / checked / 1_000) * 1_000;
}
