import { PortcullisError } from '@portcullis/gate';
import { addressNetwork } from './address-network.ts';
import { type CountedFailure, createTryTable, type TryTable, type TryTableOptions } from './try-table.ts';

/** One try to sign in, before anybody knows whether it is right. */
export interface Attempt {
  /** The operator's id, or the name that somebody typed where nobody has it. */
  readonly account: string;
  readonly address: string | null;
  /** What tells this operator from strangers there; null = nothing does. */
  readonly place: string | null;
}

export interface TryLimits {
  /** Milliseconds until the next try counts; 0 = now. */
  waitMs(attempt: Attempt): number;
  /**
   * To be called before a try is judged. Its `count` says how many failures there were on whichever side has more.
   */
  failed(attempt: Attempt): CountedFailure;
  succeeded(attempt: Attempt): void;
}

export interface TryLimitsOptions {
  readonly now: () => number;
  /** Of all strangers at one account. */
  readonly account: StrangersLimit;
  /** Of one address, whatever account it asks for; null = addresses do not count. */
  readonly address: StrangersLimit | null;
  /** @default createTryTable */
  readonly table?: (options: Omit<TryTableOptions, 'slots'>) => TryTable;
}

export interface StrangersLimit {
  /** Failures that cost nothing. */
  readonly free: number;
  readonly longestDelayMs: number;
}

/**
 * Delays that grow with failures: of an address whatever it asks for, and of an account whoever asks. Where an operator is
 * known both do not count, but only the failures of this account in that place: strangers elsewhere delay nobody who is
 * known.
 */
export function createTryLimits({
  now,
  account,
  address,
  table: createTable = createTryTable,
}: TryLimitsOptions): TryLimits {
  const accounts = createTable({ ...account, now });
  const addresses = address === null ? null : createTable({ ...address, now });
  const known = createTable({ free: 5, longestDelayMs: 5 * 60_000, now });

  function tablesFor(attempt: Attempt): readonly (readonly [table: TryTable, key: string])[] {
    if (attempt.place !== null) return [[known, JSON.stringify([attempt.account, attempt.place])]];
    const ofAccount = [accounts, attempt.account] as const;
    return addresses === null ? [ofAccount] : [[addresses, addressNetwork(attempt.address)], ofAccount];
  }

  return {
    waitMs: (attempt) => Math.max(...tablesFor(attempt).map(([table, key]) => table.waitMs(key))),
    failed(attempt) {
      const counted = tablesFor(attempt).map(([table, key]) => table.failed(key));
      return {
        count: Math.max(...counted.map(({ count }) => count)),
        takeBack() {
          for (const failure of counted) failure.takeBack();
        },
      };
    },
    succeeded(attempt) {
      // What strangers did stays counted: somebody with an account of his own must not wipe his tries at others' away.
      if (attempt.place === null) return;
      for (const [table, key] of tablesFor(attempt)) table.forget(key);
    },
  };
}

/** Of refused tries: the first five, then the 8th, 16th, 32nd … A flood must not fill the log. */
export function isForRecord(tries: number): boolean {
  return tries <= 5 || (tries & (tries - 1)) === 0;
}

export function tooManyTries(waitMs: number): PortcullisError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return new PortcullisError(
    'PORTCULLIS_TOO_MANY_TRIES',
    `Too many tries failed. Wait ${retryAfterSeconds} s and try again. A browser that signed in before is not kept by the tries of others, nor is whoever sends the code of a second factor along with name and password.`,
    { retryAfterSeconds },
  );
}
