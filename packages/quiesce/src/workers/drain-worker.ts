import type { Worker, WorkInHand } from './worker.ts';

export interface DrainWorkerOptions {
  /** How long to look; a look itself may take as long as the worker's own deadline. */
  readonly timeoutMs: number;
  /** How long nothing must be in hand: between two jobs of one process lies a moment without any. @default 250 */
  readonly quietMs?: number;
  /** @default 100 */
  readonly pollIntervalMs?: number;
  /** Told what is in hand, each time that changes. */
  readonly onProgress?: (inHand: WorkInHand) => void;
  readonly signal?: AbortSignal;
  /** @default that of the machine */
  readonly clock?: DrainClock;
}

export interface DrainClock {
  /** Milliseconds, from whenever. */
  now(): number;
  wait(ms: number): Promise<void>;
}

export interface DrainedWorker {
  readonly isDrained: boolean;
  /** As it was seen last. */
  readonly left: WorkInHand;
}

/**
 * Waits until a worker, which is paused, has nothing in hand: seen at the beginning and at the end of `quietMs`, and never
 * otherwise between. A worker that cannot be counted is never drained, and not waited for. Rejects when the last look before the
 * end of the time failed, with what it failed of, and when the signal aborts.
 */
export async function drainWorker(worker: Worker, options: DrainWorkerOptions): Promise<DrainedWorker> {
  const {
    timeoutMs,
    quietMs = 250,
    pollIntervalMs = 100,
    onProgress,
    signal,
    clock = machineClock,
  } = options;
  const deadline = clock.now() + timeoutMs;
  let quietSince: number | null = null;
  let told = '';

  for (;;) {
    signal?.throwIfAborted();
    // Before the look: what it saw was so at some time after.
    const lookedAt = clock.now();
    const seen = await look(worker);
    const isOver = clock.now() >= deadline;
    if (seen instanceof Error) {
      if (isOver) throw seen;
      quietSince = null;
    } else {
      const now = JSON.stringify([seen.count, seen.jobs]);
      if (now !== told) {
        told = now;
        onProgress?.(seen);
      }
      if (worker.capabilities.counts === 'nobody') return { isDrained: false, left: seen };
      if (seen.count !== 0) quietSince = null;
      else if (quietSince === null) quietSince = clock.now();
      else if (lookedAt - quietSince >= quietMs) return { isDrained: true, left: seen };
      if (isOver) return { isDrained: false, left: seen };
    }
    await clock.wait(nextWait({ pollIntervalMs, quietMs, quietSince, now: clock.now() }));
  }
}

/** A server that is away for a moment is asked again. */
async function look(worker: Worker): Promise<WorkInHand | Error> {
  try {
    return await worker.inHand();
  } catch (cause) {
    return new Error(
      `Expected ${worker.name} to say what it has in hand, but it could not. It stays paused; see to it, then drain again.`,
      { cause },
    );
  }
}

interface NextWait {
  readonly pollIntervalMs: number;
  readonly quietMs: number;
  readonly quietSince: number | null;
  readonly now: number;
}

/** No longer than until the quiet is long enough. */
function nextWait({ pollIntervalMs, quietMs, quietSince, now }: NextWait): number {
  if (quietSince === null) return pollIntervalMs;
  return Math.max(1, Math.min(pollIntervalMs, quietSince + quietMs - now));
}

const machineClock: DrainClock = {
  now: () => performance.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
