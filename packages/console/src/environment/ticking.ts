import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let nowMs = Date.now();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    nowMs = Date.now();
    for (const each of listeners) each();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/**
 * The time of this computer in milliseconds, as often as every `everySeconds`: what it says changes no more often than
 * that, so that a page of ages does not flicker.
 */
export function useNow(everySeconds = 1): number {
  return useSyncExternalStore(subscribe, () => {
    if (timer === undefined) nowMs = Date.now();
    const step = everySeconds * 1_000;
    return Math.floor(nowMs / step) * step;
  });
}
