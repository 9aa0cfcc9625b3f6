import { PortcullisError } from '@portcullis/gate';
import type { KnownPlaces } from './known-places.ts';
import type { Browser } from './operators-options.ts';
import { hasSecondFactor, type Proofs } from './proofs.ts';
import {
  type Issued,
  nameOnRecord,
  type SessionDesk,
  type SignedInBy,
  type Standing,
  signedInEntry,
} from './session-desk.ts';

/** Signing in, and proving again who one is. */
export interface SignInDesk {
  /** A session; of the stage `code-needed` where the operator has a second factor and sent no code along. */
  withPassword(claim: {
    readonly name: string;
    readonly password: string;
    /** While tries are delayed it must come along. */
    readonly code?: string;
    readonly browser: Browser;
  }): Promise<Issued>;
  withCode(claim: CodeForSession): Promise<Issued>;
  /** For who was let in otherwise: by a code that the host printed, by an invitation, by a provider. */
  admit(
    admitted: Pick<Issued, 'operator'> & {
      readonly browser: Browser;
      readonly by: SignedInBy;
      readonly confirmedAt?: number;
    },
  ): Promise<Issued>;
  confirm(claim: ConfirmSession): Promise<Issued>;
}

export interface CodeForSession {
  /** Of the session that the password opened. */
  readonly token: string | null;
  readonly code: string;
  readonly browser: Browser;
}

export interface ConfirmSession {
  readonly standing: Standing;
  readonly password: string | undefined;
  readonly code: string | undefined;
  readonly browser: Browser;
}

export interface SignInDeskOptions {
  readonly proofs: Proofs;
  readonly sessions: SessionDesk;
  readonly known: KnownPlaces;
}

export function createSignInDesk({ proofs, sessions, known }: SignInDeskOptions): SignInDesk {
  async function proveAgain({ standing, password, code, browser }: ConfirmSession): Promise<string> {
    const { operator, session } = standing;
    const sessionId = session.id;
    if (hasSecondFactor(operator)) {
      if (code === undefined) throw missing('code: expected a code of the second factor, or a recovery code');
      return (await proofs.code({ operator, code, browser, sessionId })).by;
    }
    if (operator.passwordHash === null) {
      throw missing('Who signs in with a provider proves it there: open sign-in/provider again');
    }
    if (password === undefined) throw missing('password: expected the password');
    await proofs.password({ name: operator.name, password, browser, sessionId });
    return 'password';
  }

  const desk: SignInDesk = {
    async withPassword({ name, password, code, browser }) {
      if (code !== undefined) {
        const proof = await proofs.passwordWithCode({ name, password, code, browser });
        return desk.admit({ ...proof, browser });
      }
      const operator = await proofs.password({ name, password, browser });
      if (!hasSecondFactor(operator)) return desk.admit({ operator, browser, by: 'password' });
      return sessions.open({ operator, stage: 'code-needed', browser, by: 'password' });
    },

    async withCode({ token, code, browser }) {
      const standing = await sessions.find(token, 'code-needed');
      if (standing === null) {
        throw new PortcullisError(
          'PORTCULLIS_SIGN_IN_NEEDED',
          'The time to enter the code is over. Begin again with name and password.',
        );
      }
      const { operator, by } = await proofs.code({ operator: standing.operator, code, browser });
      known.add(operator.id, browser.address);
      const entry = signedInEntry({ operator, browser, by });
      return sessions.exchange({ standing: { ...standing, operator }, browser, isConfirmed: true, entry });
    },

    async admit({ operator, browser, by, confirmedAt }) {
      const issued = await sessions.open({
        operator,
        stage: 'signed-in',
        browser,
        by,
        ...(confirmedAt !== undefined && { confirmedAt }),
      });
      known.add(operator.id, browser.address);
      return issued;
    },

    async confirm(claim) {
      const { standing, browser } = claim;
      const by = await proveAgain(claim);
      const entry = {
        kind: 'operator.confirmed',
        actor: nameOnRecord(standing.operator),
        data: { operator: standing.operator.id, by, address: browser.address },
      } as const;
      return sessions.exchange({ standing, browser, isConfirmed: true, entry });
    },
  };
  return desk;
}

function missing(text: string): PortcullisError {
  return new PortcullisError('PORTCULLIS_USAGE', `${text}.`);
}
