/** Who listens in this process, by site, and which epoch they were last told of. */
export interface SiteListeners {
  /** Returns the way to stop. The same listener may be given twice, and each way to stop stops one. */
  add(site: string, onHint: () => void): () => void;
  /** Calls the listeners of a site, unless they were told of this epoch already. */
  tell(site: string, epoch: number): void;
  /** Takes an epoch for known without calling anybody when none was known; else as `tell`. */
  compare(site: string, epoch: number): void;
  /** Calls everybody: nobody knows what was missed. */
  tellAll(): void;
  sites(): readonly string[];
  isEmpty(): boolean;
  clear(): void;
}

interface Listeners {
  lastEpoch: number | null;
  readonly onHints: Set<() => void>;
}

export function createSiteListeners(): SiteListeners {
  const sites = new Map<string, Listeners>();

  function call({ onHints }: Listeners): void {
    for (const onHint of [...onHints]) {
      try {
        onHint();
      } catch {
        // The change is stored; the listener learns of it by its next poll.
      }
    }
  }

  return {
    add(site, onHint) {
      const listeners = sites.get(site) ?? { lastEpoch: null, onHints: new Set() };
      sites.set(site, listeners);
      const listener = (): void => onHint();
      listeners.onHints.add(listener);
      return () => {
        listeners.onHints.delete(listener);
        if (listeners.onHints.size === 0 && sites.get(site) === listeners) sites.delete(site);
      };
    },
    tell(site, epoch) {
      const listeners = sites.get(site);
      if (listeners === undefined || listeners.lastEpoch === epoch) return;
      listeners.lastEpoch = epoch;
      call(listeners);
    },
    compare(site, epoch) {
      const listeners = sites.get(site);
      if (listeners === undefined || listeners.lastEpoch === epoch) return;
      const isFirst = listeners.lastEpoch === null;
      listeners.lastEpoch = epoch;
      if (!isFirst) call(listeners);
    },
    tellAll() {
      for (const listeners of sites.values()) {
        listeners.lastEpoch = null;
        call(listeners);
      }
    },
    sites: () => [...sites.keys()],
    isEmpty: () => sites.size === 0,
    clear: () => sites.clear(),
  };
}
