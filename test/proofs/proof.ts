/** How long a proof runs, and who is told how far it is. */
export interface ProofOptions {
  readonly count: number;
  readonly onProgress?: (done: number) => void;
  /** Draws other choices. @default the count */
  readonly seed?: number;
  /** How many were done in parts before this one. @default 0 */
  readonly doneBefore?: number;
}

export interface ProofResult {
  /** One line for each time the promise was broken; empty = it held. */
  readonly violations: readonly string[];
  /** What was done and measured, so that nobody mistakes an idle run for a good one. */
  readonly facts: Readonly<Record<string, number>>;
  /** How many of those that were asked for are done, where the time was over before; the rest is done by the same command. */
  readonly unfinishedAfter?: number;
}

/** The same choices for the same seed: what failed once can be run again. */
export function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

export function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
