import type { Clock } from '../ports/clock.ts';

/**
 * Work that strangers can ask for, begun no more often than that. Whoever asks gets a run that begins after he asked, together with
 * all who ask until then.
 */
export function spacedOut(
  work: () => Promise<void>,
  { everyMs, clock }: { readonly everyMs: number; readonly clock: Pick<Clock, 'monotonicMs'> },
): () => Promise<void> {
  let beganMs = Number.NEGATIVE_INFINITY;
  let next: Promise<void> | null = null;

  async function inTurn(): Promise<void> {
    const waitMs = beganMs + everyMs - clock.monotonicMs();
    // At least a microtask: who asked has to hold this run before it is nobody's any more.
    await (waitMs > 0 ? new Promise((resolve) => setTimeout(resolve, waitMs)) : null);
    beganMs = clock.monotonicMs();
    next = null;
    await work();
  }

  return () => {
    next ??= inTurn();
    return next;
  };
}
