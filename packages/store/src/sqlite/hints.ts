export interface Hints {
  subscribe(site: string, onHint: () => void): () => void;
  /** Tells the subscribers of this process at once. */
  raise(site: string, epoch: number): void;
  close(): void;
}

export interface HintsOptions {
  readonly intervalMs: number;
  /** Differs from the last look when another process changed anything; null while nothing can be known. */
  readonly version: () => string | null;
  /** Null while nothing can be known. */
  readonly epoch: (site: string) => number | null;
}

interface Listeners {
  lastEpoch: number | null;
  readonly onHints: Set<() => void>;
}

/**
 * Looks for changes of other processes on this host: one `pragma data_version` each time (2 µs), and the
 * epoch only when it moved, so that reports and audit records wake nobody up. Runs while somebody listens.
 */
export function createHints({ intervalMs, version, epoch }: HintsOptions): Hints {
  const sites = new Map<string, Listeners>();
  let lastVersion: string | null = null;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  function look(): void {
    try {
      const current = version();
      if (current === lastVersion) return;
      for (const [site, listeners] of sites) compare(site, listeners);
      lastVersion = current;
    } catch {
      // A hint may be lost; who asks the store itself is told what is wrong with it.
    }
  }

  function compare(site: string, listeners: Listeners): void {
    const current = epoch(site);
    if (current === null || current === listeners.lastEpoch) return;
    const isFirstLook = listeners.lastEpoch === null;
    listeners.lastEpoch = current;
    if (!isFirstLook) call(listeners);
  }

  function call({ onHints }: Listeners): void {
    for (const onHint of [...onHints]) {
      try {
        onHint();
      } catch {
        // The change is stored; the listener learns of it by its next poll.
      }
    }
  }

  function stop(): void {
    if (timer) clearInterval(timer);
    timer = null;
  }

  return {
    subscribe(site, onHint) {
      if (closed) return () => undefined;
      const listeners = sites.get(site) ?? { lastEpoch: null, onHints: new Set() };
      sites.set(site, listeners);
      // A function of our own: the same listener may be given twice, and each way to stop stops one.
      const listener = (): void => onHint();
      listeners.onHints.add(listener);
      // The next look must read this site's epoch even if nothing has changed since the last one.
      lastVersion = null;
      look();
      timer ??= setInterval(look, intervalMs).unref();
      return () => {
        listeners.onHints.delete(listener);
        if (listeners.onHints.size === 0 && sites.get(site) === listeners) sites.delete(site);
        if (sites.size === 0) stop();
      };
    },
    raise(site, epoch) {
      const listeners = sites.get(site);
      if (!listeners) return;
      listeners.lastEpoch = epoch;
      call(listeners);
    },
    close() {
      closed = true;
      stop();
      sites.clear();
    },
  };
}
