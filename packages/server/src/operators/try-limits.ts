import { PortcullisError } from '@portcullis/gate';
import { addressNetwork } from './address-network.ts';
import { createTryTable } from './try-table.ts';

/** One try to sign in, before anybody knows whether it is right. */
export interface Attempt {
  /** The operator's id, or the name that somebody typed where nobody has it. */
  readonly account: string;
  readonly address: string | null;
  /** This account has signed in from there before. */
  readonly isKnown: boolean;
}

export interface TryLimits {
  /** Milliseconds until the next try counts; 0 = now. */
  waitMs(attempt: Attempt): number;
  /** Returns how many failures there were on whichever side has more. */
  failed(attempt: Attempt): number;
  succeeded(attempt: Attempt): void;
}

export interface TryLimitsOptions {
  readonly now: () => number;
  /** How long the tries of many strangers at one account may keep its owner who comes from a new place. */
  readonly longestAccountDelayMs: number;
}

/**
 * Delays that grow with failures: of an address whatever it asks for, and of an account whoever asks. Where an account has
 * signed in before both do not count, but only the failures of this account there: strangers elsewhere delay nobody who is
 * known.
 */
export function createTryLimits({ now, longestAccountDelayMs }: TryLimitsOptions): TryLimits {
  const addresses = createTryTable({ free: 5, longestDelayMs: 15 * 60_000, now });
  const accounts = createTryTable({ free: 10, longestDelayMs: longestAccountDelayMs, now });
  const known = createTryTable({ free: 5, longestDelayMs: 5 * 60_000, now });
  const knownKey = ({ account, address }: Attempt): string =>
    JSON.stringify([account, addressNetwork(address)]);

  return {
    waitMs(attempt) {
      if (attempt.isKnown) return known.waitMs(knownKey(attempt));
      return Math.max(addresses.waitMs(addressNetwork(attempt.address)), accounts.waitMs(attempt.account));
    },
    failed(attempt) {
      if (attempt.isKnown) return known.failed(knownKey(attempt));
      return Math.max(addresses.failed(addressNetwork(attempt.address)), accounts.failed(attempt.account));
    },
    succeeded(attempt) {
      // What strangers did stays counted: somebody with an account of his own must not wipe his tries at others' away.
      if (attempt.isKnown) known.forget(knownKey(attempt));
    },
  };
}

export function tooManyTries(waitMs: number): PortcullisError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return new PortcullisError(
    'PORTCULLIS_TOO_MANY_TRIES',
    `Too many tries failed. Wait ${retryAfterSeconds} s and try again. Whoever has a second factor, or signed in from here before, is not kept by the tries of others.`,
    { retryAfterSeconds },
  );
}
