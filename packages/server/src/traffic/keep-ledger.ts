import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type CanonicalRequest,
  type Decision,
  keptText,
  type LedgerEntry,
  type LedgerStore,
  otherKinds,
} from '@portcullis/gate';
import type { Logger } from '../observe/logger.ts';

/** Counts refused writes of a window by route and actor, for those who look after them once the site is open. */
export interface LedgerKeeper {
  count(refusal: RefusedRequest): void;
  /** Everything counted until now is stored when it resolves, if the store took it. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface RefusedRequest {
  readonly request: CanonicalRequest;
  readonly decision: Decision;
  readonly method: string;
  readonly route: string;
  readonly at: number;
  readonly reference: string | null;
}

export interface LedgerKeeperOptions {
  readonly store: Pick<LedgerStore, 'add' | 'forget'>;
  readonly site: string;
  /** The window that is open; null = none. */
  readonly windowId: () => string | null;
  readonly logger: Pick<Logger, 'warn' | 'error' | 'info'>;
  /** @default 1000 */
  readonly flushIntervalMs?: number;
  /** Entries that wait for the store at the same time; what comes beside them is counted together. @default 5000 */
  readonly most?: number;
  /** Entries of one window in the store, in some 3 MB; what comes beside them is counted together. @default 10000 */
  readonly mostKinds?: number;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

const dayMs = 24 * 60 * 60 * 1_000;
/** What was not followed up in a quarter will not be. */
const keptMs = 90 * dayMs;
const forgetIntervalMs = 60 * 60 * 1_000;
/**
 * Stored, and forgotten, in one turn of the event loop: some 5 ms. SQLite answers within the turn in which it is asked, so
 * that steps alone let nobody in between.
 */
const mostAtOnce = 100;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export function keepLedger(options: LedgerKeeperOptions): LedgerKeeper {
  const { store, site, windowId, logger, now = Date.now } = options;
  const { flushIntervalMs = 1_000, most = 5_000, mostKinds = 10_000 } = options;
  const waiting = new Map<string, Mutable<LedgerEntry>>();
  let together = 0;
  let isStoreLost = false;
  let running: Promise<void> | null = null;
  let forgetAt = now();

  function add(entry: LedgerEntry): void {
    const key = JSON.stringify([entry.windowId, entry.method, entry.route, entry.actor, entry.rule]);
    const known = waiting.get(key);
    if (known !== undefined) {
      known.count += entry.count;
      known.firstAt = Math.min(known.firstAt, entry.firstAt);
      if (entry.lastAt >= known.lastAt) {
        known.lastAt = entry.lastAt;
        known.reference = entry.reference ?? known.reference;
      }
    } else if (waiting.size < most || entry.method === otherKinds.method) waiting.set(key, { ...entry });
    else {
      together += entry.count;
      add({ ...entry, ...otherKinds, reference: null });
    }
  }

  async function write(): Promise<void> {
    const entries = [...waiting.values()];
    waiting.clear();
    let stored = 0;
    try {
      while (stored < entries.length) {
        await store.add(site, entries.slice(stored, stored + mostAtOnce), { mostKinds });
        stored += mostAtOnce;
        if (stored < entries.length) await nextTurn();
      }
      if (isStoreLost) logger.info({}, 'the ledger of refused writes is stored again');
      isStoreLost = false;
      if (now() >= forgetAt) await forget();
    } catch (error) {
      if (!isStoreLost)
        logger.error({ error }, 'the ledger of refused writes cannot be stored; it waits in memory');
      isStoreLost = true;
      for (const entry of entries.slice(stored)) add(entry);
    }
    if (together > 0) {
      logger.warn(
        { together },
        'refused writes are counted together in the ledger: more kinds came at once than are kept apart',
      );
      together = 0;
    }
  }

  async function forget(): Promise<void> {
    forgetAt = now() + forgetIntervalMs;
    const before = now() - keptMs;
    do await nextTurn();
    while ((await store.forget(site, { before, atMost: mostAtOnce })) >= mostAtOnce);
  }

  function flush(): Promise<void> {
    running ??= write().finally(() => {
      running = null;
    });
    return running;
  }

  const timer = setInterval(() => void flush(), flushIntervalMs);
  timer.unref();

  return {
    count({ decision, method, route, at, reference }) {
      const window = windowId();
      if (window === null || decision.kind !== 'refuse' || decision.status !== 503) return;
      if (decision.access !== 'write') return;
      add({
        windowId: window,
        method,
        route,
        actor: keptText(decision.standing.subject ?? '', 256),
        rule: decision.rule.id,
        count: 1,
        firstAt: at,
        lastAt: at,
        reference,
      });
    },
    flush,
    async close() {
      clearInterval(timer);
      await flush();
      // One that was running took only what had been counted when it began.
      if (waiting.size > 0 && !isStoreLost) await flush();
      if (waiting.size > 0)
        logger.warn({ lost: waiting.size }, 'refused writes of the last seconds are not in the ledger');
    },
  };
}
