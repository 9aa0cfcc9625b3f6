import { setImmediate as nextTurn } from 'node:timers/promises';

/** Long work in slices: requests are served between two of them. */
export interface Breather {
  /** Gives way when this slice has lasted long enough; else goes on at once. */
  pause(): Promise<void>;
  /** Whether all of it has lasted long enough. */
  isOver(): boolean;
}

export interface BreatherOptions {
  /** @default 10 */
  readonly sliceMs?: number;
  /** @default without end */
  readonly budgetMs?: number;
}

export function createBreather({
  sliceMs = 10,
  budgetMs = Number.POSITIVE_INFINITY,
}: BreatherOptions = {}): Breather {
  const began = performance.now();
  let sliceBegan = began;
  return {
    async pause() {
      if (performance.now() - sliceBegan < sliceMs) return;
      await nextTurn();
      sliceBegan = performance.now();
    },
    isOver: () => performance.now() - began >= budgetMs,
  };
}
