import type { Hints } from '../hints/hints.ts';
import { createSiteListeners } from '../hints/site-listeners.ts';

export interface HintsOptions {
  readonly intervalMs: number;
  /** Differs from the last look when another process changed anything; null while nothing can be known. */
  readonly version: () => string | null;
  /** Null while nothing can be known. */
  readonly epoch: (site: string) => number | null;
}

/**
 * Looks for changes of other processes on this host: one `pragma data_version` each time (2 µs), and the
 * epoch only when it moved, so that reports and audit records wake nobody up. Runs while somebody listens.
 */
export function createHints({ intervalMs, version, epoch }: HintsOptions): Hints {
  const listeners = createSiteListeners();
  let lastVersion: string | null = null;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  function look(): void {
    try {
      const current = version();
      if (current === lastVersion) return;
      for (const site of listeners.sites()) {
        const found = epoch(site);
        if (found !== null) listeners.compare(site, found);
      }
      lastVersion = current;
    } catch {
      // A hint may be lost; who asks the store itself is told what is wrong with it.
    }
  }

  function stop(): void {
    if (timer) clearInterval(timer);
    timer = null;
  }

  return {
    subscribe(site, onHint) {
      if (closed) return () => undefined;
      const leave = listeners.add(site, onHint);
      // The next look must read this site's epoch even if nothing has changed since the last one.
      lastVersion = null;
      look();
      timer ??= setInterval(look, intervalMs).unref();
      return () => {
        leave();
        if (listeners.isEmpty()) stop();
      };
    },
    raise: (site, changed) => listeners.tell(site, changed),
    close() {
      closed = true;
      stop();
      listeners.clear();
    },
  };
}
