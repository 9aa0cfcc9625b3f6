import type { Operator } from '@portcullis/gate';
import { PortcullisError } from '@portcullis/gate';
import { foldName } from '@portcullis/store/sqlite';
import { addressNetwork } from './address-network.ts';
import type { KnownPlaces } from './known-places.ts';
import type { Browser, OperatorsOptions } from './operators-options.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { createRecentTryTable } from './recent-try-table.ts';
import { recoveryHashOf, type SecondFactors } from './second-factor.ts';
import { nameOnRecord } from './session-desk.ts';
import { type Attempt, createTryLimits, isForRecord, tooManyTries } from './try-limits.ts';
import type { CountedFailure } from './try-table.ts';

/** Checks what somebody brings to prove who it is, and bounds how often it may be tried. */
export interface Proofs {
  /**
   * The operator whose name and password these are. Rejects alike, after the same work, with PORTCULLIS_SIGN_IN_REFUSED for
   * unknown names, wrong passwords and disabled operators; with PORTCULLIS_TOO_MANY_TRIES while tries are delayed, whether
   * right or wrong.
   */
  password(claim: PasswordClaim): Promise<Operator>;
  /**
   * Password and code at once. The delays of passwords do not keep it: who has both is kept out by nobody. Says no more of
   * what was wrong than that something was.
   */
  passwordWithCode(claim: PasswordClaim & { readonly code: string }): Promise<CodeProof>;
  /** Uses up a code of the second factor, or a recovery code, and says which. Rejects as above. */
  code(claim: CodeClaim): Promise<CodeProof>;
}

export interface PasswordClaim {
  readonly name: string;
  readonly password: string;
  readonly browser: Browser;
  /** Of the session that it proves anew. @default it begins one */
  readonly sessionId?: string;
}

export interface CodeClaim {
  readonly operator: Operator;
  readonly code: string;
  readonly browser: Browser;
  /** Of the session that it proves anew. @default it begins one */
  readonly sessionId?: string;
}

export interface CodeProof {
  /** As it is stored now. */
  readonly operator: Operator;
  readonly by: 'code' | 'recovery-code';
}

export interface ProofsOptions extends OperatorsOptions {
  readonly passwords: PasswordHasher;
  readonly factors: SecondFactors;
  readonly known: KnownPlaces;
}

export function createProofs(options: ProofsOptions): Proofs {
  const { site, store, audit, passwords, factors, known, now } = options;
  const ofPasswords = {
    now,
    account: { free: 10, longestDelayMs: 60_000 },
    address: { free: 5, longestDelayMs: 15 * 60_000 },
  };
  const passwordLimits = createTryLimits(ofPasswords);
  /** Counted for the record alone. */
  const delayedTries = createTryLimits(ofPasswords);
  // A code has six digits, so not many may be tried. Addresses do not count: whoever brings a right password with it has
  // counts of his own, and shall be let in beside an attacker.
  const ofCodes = { now, account: { free: 5, longestDelayMs: 15 * 60_000 }, address: null };
  const codeLimits = createTryLimits(ofCodes);
  // Behind a wrong password codes count as if it were the right one, else it could be told. But apart from it: anybody can
  // bring as many wrong passwords as there are slots in a table, and would fill those of the right ones.
  const junkLimits = createTryLimits({ ...ofCodes, table: createRecentTryTable });

  async function attemptAt({ operator, name, browser, sessionId }: Tried): Promise<Attempt> {
    return {
      // Folded as the store folds it: two spellings share their counts whether or not somebody has the name.
      account: operator?.id ?? foldName(name),
      address: browser.address,
      place:
        operator === null
          ? null
          : await known.placeOf(operator.id, { browser, sessionId: sessionId ?? null }),
    };
  }

  /** Codes that came with it are counted for themselves. */
  function withWrong(password: string, attempt: Attempt): Attempt {
    return { ...attempt, account: JSON.stringify([attempt.account, password]) };
  }

  async function verified({ password }: PasswordClaim, attempt: Attempt, found: Operator | null) {
    const { address, place } = attempt;
    const isRight = await passwords.verify(found?.passwordHash ?? null, password, {
      network: place ?? addressNetwork(address),
      isKnown: place !== null,
    });
    return isRight && found?.disabledAt === null ? found : null;
  }

  function record(tries: number, attempt: Attempt, { operator, what }: Refused): void {
    if (!isForRecord(tries)) return;
    audit.enqueue({
      kind: 'operator.sign-in-refused',
      actor: operator === null ? 'nobody' : nameOnRecord(operator),
      // Not the name that was typed: people type passwords there.
      data: { operator: operator?.id ?? null, what, address: attempt.address, tries },
    });
  }

  return {
    async password(claim) {
      const { name, password, browser } = claim;
      const found = await store.operators.find(site, { name });
      const attempt = await attemptAt({ ...claim, operator: found });
      const waitMs = passwordLimits.waitMs(attempt);
      if (waitMs > 0) throw tooManyTries(waitMs);
      const failure = passwordLimits.failed(attempt);
      const operator = await unlessBroken(failure, verified(claim, attempt, found));
      if (operator === null) {
        record(failure.count, attempt, { operator: found, what: 'password' });
        throw refusedSignIn();
      }
      failure.takeBack();
      passwordLimits.succeeded(attempt);
      return rehashed(operator, password, browser);
    },

    async passwordWithCode(claim) {
      const { name, password, browser, code } = claim;
      const found = await store.operators.find(site, { name });
      const attempt = await attemptAt({ ...claim, operator: found });
      // While passwords are delayed these are judged all the same, but may not make the delay longer: it keeps others.
      const isDelayed = passwordLimits.waitMs(attempt) > 0;
      const tried = (isDelayed ? delayedTries : passwordLimits).failed(attempt);
      const right = await unlessBroken(tried, verified(claim, attempt, found));
      const operator = right !== null && hasSecondFactor(right) ? right : null;
      const [limits, withCode] =
        operator === null ? [junkLimits, withWrong(password, attempt)] : [codeLimits, attempt];
      const waitMs = limits.waitMs(withCode);
      if (waitMs > 0) {
        tried.takeBack();
        throw tooManyTries(waitMs);
      }
      const failure = limits.failed(withCode);
      const proof = operator === null ? null : await unlessBroken(failure, proofBy(operator, code));
      if (proof === null) {
        record(tried.count, attempt, { operator: found, what: 'password-with-code' });
        throw refusedWithCode();
      }
      failure.takeBack();
      tried.takeBack();
      limits.succeeded(withCode);
      passwordLimits.succeeded(attempt);
      return { ...proof, operator: await rehashed(proof.operator, password, browser) };
    },

    async code(claim) {
      const { operator, code } = claim;
      const attempt = await attemptAt({ ...claim, name: operator.name });
      const waitMs = codeLimits.waitMs(attempt);
      if (waitMs > 0) throw tooManyTries(waitMs);
      const failure = codeLimits.failed(attempt);
      const proof = await unlessBroken(failure, proofBy(operator, code));
      if (proof === null) {
        record(failure.count, attempt, { operator, what: 'code' });
        throw wrongCode();
      }
      failure.takeBack();
      codeLimits.succeeded(attempt);
      return proof;
    },
  };

  async function proofBy(operator: Operator, code: string): Promise<CodeProof | null> {
    const { secondFactor } = operator;
    if (secondFactor === null) return null;
    const step = factors.stepOf({ ...operator }, secondFactor.sealedSecret, code);
    if (step !== null) {
      return (await store.operators.claimStep(site, operator.id, step)) ? { operator, by: 'code' } : null;
    }
    const hash = recoveryHashOf(code);
    if (hash === null || !secondFactor.recoveryHashes.includes(hash)) return null;
    const recoveryHashes = secondFactor.recoveryHashes.filter((other) => other !== hash);
    const next = { secondFactor: { ...secondFactor, recoveryHashes } };
    const isUsed = await changed(operator, next, {
      changed: 'recovery-codes',
      left: recoveryHashes.length,
    });
    return isUsed
      ? { operator: { ...operator, ...next, version: operator.version + 1 }, by: 'recovery-code' }
      : null;
  }

  /** With today's cost, now that the password is known. */
  async function rehashed(operator: Operator, password: string, browser: Browser): Promise<Operator> {
    if (operator.passwordHash === null || !passwords.isOutdated(operator.passwordHash)) return operator;
    const asker = { network: addressNetwork(browser.address), isKnown: true };
    const next = { passwordHash: await passwords.hash(password, asker) };
    const isStored = await changed(operator, next, { changed: 'password-hash' });
    return isStored ? { ...operator, ...next, version: operator.version + 1 } : operator;
  }

  function changed(
    operator: Operator,
    next: Parameters<typeof store.operators.change>[2]['next'],
    facts: Readonly<Record<string, unknown>>,
  ): Promise<boolean> {
    const entry = {
      kind: 'operator.changed',
      actor: nameOnRecord(operator),
      data: { operator: operator.id, ...facts },
    } as const;
    return audit.writeWith(entry, async (record) => {
      const result = await store.operators.change(site, operator.id, {
        expectedVersion: operator.version,
        next,
        record,
      });
      return { stored: result === 'changed', result: result === 'changed' };
    });
  }
}

/** What could not be judged, because the server is busy or its store fails, counts as no failure. */
async function unlessBroken<Result>(failure: CountedFailure, judged: Promise<Result>): Promise<Result> {
  try {
    return await judged;
  } catch (error) {
    failure.takeBack();
    throw error;
  }
}

interface Tried {
  /** Null = nobody has the name. */
  readonly operator: Operator | null;
  readonly name: string;
  readonly browser: Browser;
  readonly sessionId?: string;
}

interface Refused {
  readonly operator: Operator | null;
  readonly what: 'password' | 'code' | 'password-with-code';
}

export function hasSecondFactor({ secondFactor }: Operator): boolean {
  return secondFactor !== null && secondFactor.confirmedAt !== null;
}

function refusedSignIn(): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_SIGN_IN_REFUSED',
    'Name and password do not fit, or this operator is disabled. Try again; an owner can invite you anew, and whoever has a shell on the host with `portcullis operator reset NAME`.',
    { values: { problem: 'password' } },
  );
}

function refusedWithCode(): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_SIGN_IN_REFUSED',
    'Name, password and code do not fit together, the code was used already, or this operator is disabled. Wait for the next code, or enter a recovery code; without a second factor leave the code out.',
    { values: { problem: 'password-and-code' } },
  );
}

function wrongCode(): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_SIGN_IN_REFUSED',
    'The code is wrong, or was used already. Wait for the next one, or enter a recovery code.',
    { values: { problem: 'code' } },
  );
}
