import type { Operator, OperatorChange } from '@portcullis/gate';
import { PortcullisError } from '@portcullis/gate';
import { addressNetwork } from './address-network.ts';
import type { Browser, OperatorsOptions } from './operators-options.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { hasSecondFactor, type Proofs } from './proofs.ts';
import { createRecoveryCodes, type SecondFactors } from './second-factor.ts';
import {
  changedMeanwhile,
  type Issued,
  nameOnRecord,
  type SessionDesk,
  type Standing,
} from './session-desk.ts';

/** What somebody who is signed in changes of how to sign in. Every change exchanges the token and ends all other sessions. */
export interface AccountDesk {
  changePassword(wanted: { readonly current: string; readonly next: string } & Asking): Promise<Issued>;
  /** A secret that counts once a code of it was entered. */
  startSecondFactor(wanted: { readonly password: string | undefined } & Asking): Promise<NewSecret>;
  confirmSecondFactor(
    wanted: { readonly code: string } & Asking,
  ): Promise<{ readonly issued: Issued; readonly recoveryCodes: readonly string[] }>;
  removeSecondFactor(wanted: { readonly code: string } & Asking): Promise<Issued>;
}

export interface Asking {
  readonly standing: Standing;
  readonly browser: Browser;
}

export interface NewSecret {
  /** Base 32. */
  readonly secret: string;
  /** `otpauth://…` for a QR code. */
  readonly uri: string;
}

export interface AccountDeskOptions extends OperatorsOptions {
  readonly proofs: Proofs;
  readonly passwords: PasswordHasher;
  readonly factors: SecondFactors;
  readonly sessions: SessionDesk;
}

export function createAccountDesk(options: AccountDeskOptions): AccountDesk {
  const { site, store, audit, now, proofs, passwords, factors, sessions } = options;

  async function change(operator: Operator, wanted: Wanted): Promise<Operator> {
    const { next, what, exceptId } = wanted;
    const data = { operator: operator.id, changed: what };
    const entry = { kind: 'operator.changed', actor: nameOnRecord(operator), data } as const;
    const result = await audit.writeWith(entry, async (record) => {
      const done = await store.operators.change(site, operator.id, {
        expectedVersion: operator.version,
        next,
        ...(exceptId !== null && { endSessions: { exceptId } }),
        record,
      });
      return { stored: done === 'changed', result: done };
    });
    if (result !== 'changed') throw changedMeanwhile();
    return { ...operator, ...next, version: operator.version + 1 };
  }

  const exchange = (operator: Operator, { standing, browser }: Asking): Promise<Issued> =>
    sessions.exchange({ standing: { ...standing, operator }, browser, isConfirmed: true, entry: null });

  return {
    async changePassword({ current, next, ...asking }) {
      const { standing, browser } = asking;
      const operator = await proofs.password({
        name: requirePassword(standing).name,
        password: current,
        browser,
        sessionId: standing.session.id,
      });
      const asker = { network: addressNetwork(browser.address), isKnown: true };
      const passwordHash = await passwords.hash(next, asker);
      const changed = await change(operator, {
        next: { passwordHash },
        what: 'password',
        exceptId: standing.session.id,
      });
      return exchange(changed, asking);
    },

    async startSecondFactor({ password, standing, browser }) {
      const { name } = requirePassword(standing);
      if (hasSecondFactor(standing.operator)) {
        throw usage(
          'This operator has a second factor. Remove it first, with one of its codes.',
          'has-second-factor',
        );
      }
      if (password === undefined) throw usage('password: expected the password.');
      const sessionId = standing.session.id;
      const operator = await proofs.password({ name, password, browser, sessionId });
      const { secret, uri, sealed } = factors.create({ site, id: operator.id, name });
      const secondFactor = { sealedSecret: sealed, confirmedAt: null, recoveryHashes: [] };
      await change(operator, { next: { secondFactor }, what: 'second-factor-secret', exceptId: null });
      return { secret, uri };
    },

    async confirmSecondFactor({ code, ...asking }) {
      const { standing, browser } = asking;
      const { secondFactor } = standing.operator;
      if (secondFactor === null || secondFactor.confirmedAt !== null) {
        throw usage('No second factor waits for its first code. Begin with a new secret.', 'no-secret-waits');
      }
      const { operator } = await proofs.code({
        operator: standing.operator,
        code,
        browser,
        sessionId: standing.session.id,
      });
      const { codes, hashes } = createRecoveryCodes();
      const confirmed = { ...secondFactor, confirmedAt: now(), recoveryHashes: hashes };
      const changed = await change(operator, {
        next: { secondFactor: confirmed },
        what: 'second-factor',
        exceptId: standing.session.id,
      });
      return { issued: await exchange(changed, asking), recoveryCodes: codes };
    },

    async removeSecondFactor({ code, ...asking }) {
      const { standing, browser } = asking;
      if (!hasSecondFactor(standing.operator))
        throw usage('This operator has no second factor.', 'no-second-factor');
      const { operator } = await proofs.code({
        operator: standing.operator,
        code,
        browser,
        sessionId: standing.session.id,
      });
      const changed = await change(operator, {
        next: { secondFactor: null },
        what: 'second-factor-removed',
        exceptId: standing.session.id,
      });
      return exchange(changed, asking);
    },
  };
}

interface Wanted {
  readonly next: OperatorChange['next'];
  readonly what: string;
  /** The session that goes on while all others end; null = none ends. */
  readonly exceptId: string | null;
}

function requirePassword({ operator }: Standing): Operator {
  if (operator.passwordHash !== null) return operator;
  throw usage(
    'This operator signs in with a provider: password and second factor are changed there.',
    'signs-in-elsewhere',
  );
}

/** `problem`: for clients that word it themselves. */
function usage(text: string, problem?: string): PortcullisError {
  return new PortcullisError('PORTCULLIS_USAGE', text, { values: problem === undefined ? {} : { problem } });
}
