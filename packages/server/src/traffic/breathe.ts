/** Long work in slices: requests are served between two of them. */
export interface Breather {
  /**
   * Gives way when this slice has lasted long enough; else goes on at once. The first one waits for its turn: before any
   * work is done.
   */
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
  let sliceBegan = Number.NEGATIVE_INFINITY;
  return {
    async pause() {
      if (performance.now() - sliceBegan < sliceMs) return;
      await nextSlice();
      sliceBegan = performance.now();
    },
    isOver: () => performance.now() - began >= budgetMs,
  };
}

/** One queue for the process, as there is one event loop: a hundred searches at once take no more of a turn than one. */
const waiting: (() => void)[] = [];

function nextSlice(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(grant);
  });
}

/** What is granted runs before the next immediate; whoever asks meanwhile is behind those who wait. */
function grant(): void {
  waiting[0]?.();
  setImmediate(() => {
    waiting.shift();
    if (waiting.length > 0) grant();
  });
}
