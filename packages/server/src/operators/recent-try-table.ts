import { createHmac, randomBytes } from 'node:crypto';
import { delayAfter, type TryTable, type TryTableOptions } from './try-table.ts';

export interface RecentTryTableOptions extends Omit<TryTableOptions, 'slots'> {
  /** @default 16384 */
  readonly entries?: number;
}

/**
 * For keys that whoever tries may invent: none shares a delay with another, and the one that failed least recently is thrown
 * out for a new one. Keys are kept as digests, since they may hold passwords.
 */
export function createRecentTryTable(options: RecentTryTableOptions): TryTable {
  const { forgetAfterMs = 3_600_000, entries = 16_384, now } = options;
  const kept = new Map<string, { count: number; lastAt: number }>();
  const secret = randomBytes(32);

  const digestOf = (key: string): string => createHmac('sha256', secret).update(key).digest('base64url');

  function found(digest: string) {
    const entry = kept.get(digest);
    return entry === undefined || now() - entry.lastAt >= forgetAfterMs ? null : entry;
  }

  return {
    waitMs(key) {
      const entry = found(digestOf(key));
      return entry === null ? 0 : Math.max(0, entry.lastAt + delayAfter(entry.count, options) - now());
    },
    failed(key) {
      const digest = digestOf(key);
      const before = found(digest);
      const entry = { count: (before?.count ?? 0) + 1, lastAt: now() };
      kept.delete(digest);
      kept.set(digest, entry);
      const [oldest] = kept.keys();
      if (kept.size > entries && oldest !== undefined) kept.delete(oldest);
      const { count } = entry;
      return {
        count,
        takeBack() {
          const current = kept.get(digest);
          if (current === entry && before !== null) kept.set(digest, before);
          else if (current === entry) kept.delete(digest);
          else if (current !== undefined) current.count -= 1;
        },
      };
    },
    forget(key) {
      kept.delete(digestOf(key));
    },
  };
}
