import { closedError } from '../closed-error.ts';
import type { Facet, OpenOptions } from './messages.ts';
import { createSharedThread, type SharedThread } from './shared-thread.ts';

/** One store, in the thread where all of this process work. */
export interface StoreThread {
  /** Rejects with what the operation failed with, or when the thread ended before it answered. */
  carryOut(facet: Facet, method: string, parameters: readonly unknown[]): Promise<unknown>;
  /** Hints of a site until nobody wants them any more, of a thread that took the place of the last, too. */
  subscribe(site: string, onHint: () => void): () => void;
  /** After what was ordered before. Idempotent. */
  close(): Promise<void>;
}

export interface StoreThreadOptions extends OpenOptions {
  /** Null = the machine's clock. */
  readonly wallMs: (() => number) | null;
}

const threadOfProcess = createSharedThread();

/**
 * A flush to disk takes as long as the disk does. In the thread that serves every visitor would wait for it; here only those do
 * who asked for it.
 */
export function createStoreThread(
  { wallMs, ...options }: StoreThreadOptions,
  thread: SharedThread = threadOfProcess,
): StoreThread {
  const { file } = options;
  const store = thread.nextId();
  const sites = new Map<number, string>();
  let openedIn: number | null = null;
  let closing: Promise<void> | null = null;

  /** In each thread that is started. */
  function open(): void {
    const current = thread.run();
    if (openedIn === current) return;
    if (openedIn === null) thread.enter();
    openedIn = current;
    thread.tell({ kind: 'open', store, options });
    for (const [id, site] of sites) thread.tell({ kind: 'subscribe', store, id, site });
  }

  async function close(): Promise<void> {
    for (const id of sites.keys()) thread.ignore(id);
    sites.clear();
    if (openedIn === null) return;
    // Where the thread has ended by itself, all is let go of, too.
    if (openedIn === thread.current()) {
      await thread.ask({ kind: 'close', store, id: thread.nextId() }, file).catch(() => undefined);
    }
    thread.leave();
  }

  return {
    async carryOut(facet, method, parameters) {
      if (closing !== null) throw closedError(file);
      open();
      const id = thread.nextId();
      const wall = wallMs?.() ?? null;
      return thread.ask({ kind: 'operation', store, id, facet, method, parameters, wallMs: wall }, file);
    },
    subscribe(site, onHint) {
      if (closing !== null) return () => undefined;
      const id = thread.nextId();
      sites.set(id, site);
      thread.listen(id, onHint);
      // A store that is opened later is told then.
      thread.tell({ kind: 'subscribe', store, id, site });
      return () => {
        sites.delete(id);
        thread.ignore(id);
        thread.tell({ kind: 'unsubscribe', store, id });
      };
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}
