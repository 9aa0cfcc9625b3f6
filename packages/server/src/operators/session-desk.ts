import { randomUUID } from 'node:crypto';
import type { AuditEntry, Operator, OperatorSession } from '@portcullis/gate';
import { PortcullisError } from '@portcullis/gate';
import type { Browser, OperatorsOptions } from './operators-options.ts';
import { createToken, hashOf, isToken } from './token.ts';

/** However often it is used. */
const longestSessionMs = 12 * 3_600_000;
const idleMs = 30 * 60_000;
/** From the right password to the code. */
const codeNeededMs = 5 * 60_000;
/** A use within this time of the one before is not worth a write. */
const seenEveryMs = 60_000;

/** A session with its operator; the token only where it was just made. */
export interface Standing {
  readonly operator: Operator;
  readonly session: OperatorSession;
}

export interface Issued extends Standing {
  /** For the cookie; stored nowhere. */
  readonly token: string;
}

export interface OpenSession {
  readonly operator: Operator;
  readonly stage: OperatorSession['stage'];
  readonly browser: Browser;
  /** When somebody last proved who it is. @default now */
  readonly confirmedAt?: number;
  /** How: goes on record with a session that is open to everything. */
  readonly by: SignedInBy;
}

export type SignedInBy = 'password' | 'code' | 'recovery-code' | 'enrolment' | 'provider';

export interface ExchangeSession {
  readonly standing: Standing;
  readonly browser: Browser;
  /** Somebody proved just now who it is. */
  readonly isConfirmed: boolean;
  readonly entry: AuditEntry | null;
}

export interface SessionDesk {
  /** Who has this token, and may still sign in; null for everybody else. Notes that it was used. */
  find(token: string | null, stage: OperatorSession['stage']): Promise<Standing | null>;
  /** Looks again, whatever its token is by now; this is no use of it. Null when it has ended. */
  lookAgain(standing: Standing): Promise<Standing | null>;
  /** Rejects with PORTCULLIS_OPERATOR_CONFLICT when the operator was changed since it was read. */
  open(wanted: OpenSession): Promise<Issued>;
  /** Puts another token in the place of the one there is. Rejects with PORTCULLIS_SIGN_IN_NEEDED when it is gone. */
  exchange(wanted: ExchangeSession): Promise<Issued>;
  /** Ends one session, or all of its operator. */
  signOut(standing: Standing, options: { readonly everywhere: boolean }): Promise<number>;
}

export function createSessionDesk({ site, store, audit, now }: OperatorsOptions): SessionDesk {
  const userAgentOf = ({ userAgent }: Browser): string => userAgent.slice(0, 256);

  return {
    async find(token, stage) {
      if (token === null || !isToken(token)) return null;
      const session = await store.sessions.find(site, hashOf(token));
      if (session?.stage !== stage) return null;
      const operator = await store.operators.find(site, { id: session.operatorId });
      if (operator === null || operator.disabledAt !== null) return null;
      const at = now();
      if (stage === 'signed-in' && at - session.seenAt >= seenEveryMs) {
        await store.sessions.seen(site, session.id, { seenAt: at, expiresAt: expiryOf(session, at) });
      }
      return { operator, session };
    },

    async lookAgain({ operator: { id }, session }) {
      const operator = await store.operators.find(site, { id });
      if (operator === null || operator.disabledAt !== null) return null;
      const found = (await store.sessions.list(site, id)).find((one) => one.id === session.id);
      return found === undefined ? null : { operator, session: found };
    },

    async open({ operator, stage, browser, confirmedAt, by }) {
      const token = createToken();
      const at = now();
      const session: OperatorSession = {
        tokenHash: hashOf(token),
        id: randomUUID(),
        site,
        operatorId: operator.id,
        stage,
        createdAt: at,
        confirmedAt: confirmedAt ?? at,
        seenAt: at,
        expiresAt: stage === 'code-needed' ? at + codeNeededMs : at + idleMs,
        address: browser.address,
        userAgent: userAgentOf(browser),
      };
      const options = { operatorVersion: operator.version };
      const isOpen =
        stage === 'code-needed'
          ? await store.sessions.open(session, { ...options, record: null })
          : await audit.writeWith(signedInEntry({ operator, browser, by }), async (record) => {
              const result = await store.sessions.open(session, { ...options, record });
              return { stored: result, result };
            });
      if (!isOpen) throw changedMeanwhile();
      return { operator, session, token };
    },

    async exchange({ standing: { operator, session }, browser, isConfirmed, entry }) {
      const token = createToken();
      const at = now();
      const next = {
        tokenHash: hashOf(token),
        stage: 'signed-in' as const,
        confirmedAt: isConfirmed ? at : session.confirmedAt,
        seenAt: at,
        expiresAt: expiryOf(session, at),
        address: browser.address,
        userAgent: userAgentOf(browser),
      };
      const replaced =
        entry === null
          ? await store.sessions.replace(site, session.tokenHash, { next, record: null })
          : await audit.writeWith(entry, async (record) => {
              const result = await store.sessions.replace(site, session.tokenHash, { next, record });
              return { stored: result !== null, result };
            });
      if (replaced === null) throw sessionGone();
      return { operator, session: replaced, token };
    },

    signOut({ operator, session }, { everywhere }) {
      const which = everywhere ? { operatorId: operator.id } : { id: session.id };
      const data = { operator: operator.id, everywhere };
      return audit.writeWith(
        { kind: 'operator.signed-out', actor: nameOnRecord(operator), data },
        async (record) => {
          const ended = await store.sessions.end(site, which, record);
          return { stored: ended > 0, result: ended };
        },
      );
    },
  };
}

/** Used at that time, it is good so long. */
function expiryOf({ createdAt }: OperatorSession, at: number): number {
  return Math.min(createdAt + longestSessionMs, at + idleMs);
}

/** For a session that begins to be open to everything. */
export function signedInEntry({
  operator,
  browser,
  by,
}: Pick<OpenSession, 'operator' | 'browser' | 'by'>): AuditEntry {
  return {
    kind: 'operator.signed-in',
    actor: nameOnRecord(operator),
    data: { operator: operator.id, by, address: browser.address },
  };
}

/** As on record. */
export function nameOnRecord({ name }: Operator): string {
  return `operator:${name}`;
}

function sessionGone(): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_SIGN_IN_NEEDED',
    'This session has ended: it was signed out, or was not used for too long. Sign in again.',
  );
}

export function changedMeanwhile(): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_OPERATOR_CONFLICT',
    'Nothing was changed: this operator was changed, disabled or removed by somebody else just now. Look again and decide again.',
  );
}
