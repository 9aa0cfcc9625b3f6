import { hash, parseOptions, verify } from '@node-rs/argon2';
import { PortcullisError } from '@portcullis/gate';
import { createToken } from './token.ts';

/** OWASP's least for argon2id, which is what the library makes: 19 MiB, two passes, one lane. */
const passwordCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export interface PasswordHasher {
  hash(password: string, asker: HashAsker): Promise<string>;
  /**
   * Whether a password is the one of a PHC text. Null, for who has none or does not exist, takes the same work and is
   * always wrong.
   */
  verify(stored: string | null, password: string, asker: HashAsker): Promise<boolean>;
  /** A text that today's cost did not make. */
  isOutdated(stored: string): boolean;
}

export interface HashAsker {
  /** Who waits: one network has a few places, so that it cannot take all. */
  readonly network: string;
  /** Somebody who has signed in from there before: comes before all strangers. */
  readonly isKnown: boolean;
}

export interface PasswordHasherOptions {
  /** Each takes 19 MiB and a core. @default 2 */
  readonly parallel?: number;
  /** How many may wait, of the known and of strangers each. @default 32 */
  readonly longestQueue?: number;
  /** How many of one network may wait or run. @default 8 */
  readonly perNetwork?: number;
  /** The work itself. @default argon2id */
  readonly work?: HashWork;
}

export interface HashWork {
  hash(password: string): Promise<string>;
  verify(stored: string, password: string): Promise<boolean>;
}

const argon2id: HashWork = {
  hash: (password) => hash(password, passwordCost),
  verify: (stored, password) => verify(stored, password),
};

/** Hashes passwords, a few at a time: a flood of sign-ins costs its senders their turn, and never the memory. */
export function createPasswordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const { parallel = 2, longestQueue = 32, perNetwork = 8, work = argon2id } = options;
  const known: (() => void)[] = [];
  const strangers: (() => void)[] = [];
  const places = new Map<string, number>();
  let running = 0;
  let nobodys: Promise<string> | null = null;

  function startNext(): void {
    if (running >= parallel) return;
    const next = known.shift() ?? strangers.shift();
    if (next === undefined) return;
    running += 1;
    next();
  }

  async function inTurn<Result>(
    { network, isKnown }: HashAsker,
    task: () => Promise<Result>,
  ): Promise<Result> {
    const queue = isKnown ? known : strangers;
    const place = JSON.stringify([isKnown, network]);
    const taken = places.get(place) ?? 0;
    if (queue.length >= longestQueue || taken >= perNetwork) throw busy();
    places.set(place, taken + 1);
    await new Promise<void>((start) => {
      queue.push(start);
      startNext();
    });
    try {
      return await task();
    } finally {
      running -= 1;
      const left = (places.get(place) ?? 1) - 1;
      if (left === 0) places.delete(place);
      else places.set(place, left);
      startNext();
    }
  }

  return {
    hash: (password, asker) => inTurn(asker, () => work.hash(normalized(password))),
    verify: (stored, password, asker) =>
      inTurn(asker, async () => {
        // Its password nobody knows. Made by whoever comes first, so that it is nobody's sign that he is unknown.
        nobodys ??= work.hash(createToken());
        const instead = await nobodys;
        const isRight = await work.verify(stored ?? instead, normalized(password));
        return isRight && stored !== null;
      }),
    isOutdated(stored) {
      const { memoryCost, timeCost, parallelism } = parseOptions(stored);
      return (
        memoryCost < passwordCost.memoryCost ||
        timeCost < passwordCost.timeCost ||
        parallelism !== passwordCost.parallelism
      );
    },
  };
}

/** However a keyboard writes an accent (RFC 8265, 4.2). */
function normalized(password: string): string {
  return password.normalize('NFC');
}

function busy(): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_TOO_MANY_TRIES',
    'Too many people sign in at this moment. Try again in a few seconds.',
    { retryAfterSeconds: 3 },
  );
}
