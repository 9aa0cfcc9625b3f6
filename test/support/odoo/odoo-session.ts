import { createHmac, randomBytes } from 'node:crypto';
import type { CounterBoard } from './odoo-counters.ts';
import type { OdooVersion } from './odoo-version.ts';

/** One line of a user's device list (18+). */
export interface OdooDevice {
  readonly userAgent: string;
  readonly platform: string;
  readonly browser: string;
  readonly ipAddress: string;
}

export interface OdooSession {
  sid: string;
  database: string | null;
  uid: number | null;
  /** Signed in with a password, second factor pending. */
  preUid: number | null;
  /** '' is off. */
  debug: string;
  profiling: boolean;
  devices: OdooDevice[];
  isDirty: boolean;
  shouldRotate: boolean;
  canSave: boolean;
}

export interface SessionStore {
  /** A copy of the stored session, a fresh one where the id is unknown; nothing is stored before `save`. */
  open(sid: string | undefined): OdooSession;
  /** Stores what changed, rotates where asked; the cookie to set, if any. */
  save(session: OdooSession, cookieSid: string | undefined): string | undefined;
  find(sid: string): Readonly<OdooSession> | undefined;
  all(): readonly Readonly<OdooSession>[];
  /** Ends sessions as a deleted file does: of one user, or all. */
  expire(uid?: number): void;
  /** 19: the next request of each session gets another second half; the old id is taken 120 s longer. */
  rotateSoftly(): void;
  /** The 120 s are over. */
  forgetRotated(): void;
}

const maxAgeSeconds = 604_800;
const staticHalf = 42;

export function createSessionStore(version: OdooVersion, board: CounterBoard): SessionStore {
  const stored = new Map<string, OdooSession>();
  const due = new Set<string>();
  /** Old id → new id, after a soft rotation. */
  const successors = new Map<string, string>();
  const shape = version.sessionIdLength === 40 ? /^[0-9a-f]{40}$/ : /^[A-Za-z0-9_-]{84}$/;

  const store = (session: OdooSession): void => {
    const before = stored.get(session.sid)?.debug ?? '';
    if (before !== session.debug) board.count('debugChanges', session.debug);
    stored.set(session.sid, {
      ...session,
      devices: [...session.devices],
      isDirty: false,
      shouldRotate: false,
      canSave: true,
    });
  };

  return {
    open(sid) {
      const known = sid !== undefined && shape.test(sid) ? sid : undefined;
      const current = known === undefined ? undefined : (successors.get(known) ?? known);
      const found = current === undefined ? undefined : stored.get(current);
      if (found !== undefined) {
        const session = { ...found, devices: [...found.devices] };
        if (due.delete(session.sid)) rotateOneSoftly(session);
        return session;
      }
      return {
        // An id of the right shape is kept even where no file has it.
        sid: current ?? newSessionId(version),
        database: null,
        uid: null,
        preUid: null,
        debug: '',
        profiling: false,
        devices: [],
        isDirty: false,
        shouldRotate: false,
        canSave: true,
      };
    },
    save(session, cookieSid) {
      if (!session.canSave) return undefined;
      const { isDirty, shouldRotate } = session;
      if (shouldRotate) {
        const before = stored.get(session.sid);
        stored.delete(session.sid);
        session.sid = newSessionId(version);
        // The flag moves with its session: only a changed one counts.
        if (before !== undefined) stored.set(session.sid, { ...before, sid: session.sid });
        store(session);
      } else if (isDirty) store(session);
      return isDirty || shouldRotate || cookieSid !== session.sid
        ? sessionCookie(session.sid, version)
        : undefined;
    },
    find: (sid) => stored.get(successors.get(sid) ?? sid),
    all: () => [...stored.values()],
    expire(uid) {
      for (const [sid, session] of stored) if (uid === undefined || session.uid === uid) stored.delete(sid);
    },
    rotateSoftly() {
      if (version.major < 19) return;
      for (const [sid, { uid }] of stored) if (uid !== null) due.add(sid);
    },
    forgetRotated: () => successors.clear(),
  };

  function rotateOneSoftly(session: OdooSession): void {
    const old = session.sid;
    session.sid = old.slice(0, staticHalf) + newSessionId(version).slice(staticHalf);
    stored.delete(old);
    stored.set(session.sid, { ...session, devices: [...session.devices] });
    for (const [older, next] of successors) if (next === old) successors.set(older, session.sid);
    successors.set(old, session.sid);
  }
}

function newSessionId({ sessionIdLength }: OdooVersion): string {
  return sessionIdLength === 40 ? randomBytes(20).toString('hex') : randomBytes(63).toString('base64url');
}

/** No Secure, no SameSite: as measured. */
function sessionCookie(sid: string, { cookieExpiresSeconds }: OdooVersion): string {
  const expires = new Date(Date.now() + cookieExpiresSeconds * 1000).toUTCString();
  return `session_id=${sid}; Expires=${expires}; Max-Age=${maxAgeSeconds}; HttpOnly; Path=/`;
}

const csrfSecret = randomBytes(32);
const csrfSeconds = 48 * 3600;

/** 40 hex, `o`, epoch. 19 binds it to the half of the session id that a soft rotation keeps. */
export function csrfToken(session: OdooSession, version: OdooVersion): string {
  const until = Math.floor(Date.now() / 1000) + csrfSeconds;
  return `${csrfDigest(session, version, until)}o${until}`;
}

export function isCsrfToken(token: string | undefined, session: OdooSession, version: OdooVersion): boolean {
  const [, digest, until] = /^([0-9a-f]{40})o(\d+)$/.exec(token ?? '') ?? [];
  return (
    digest !== undefined &&
    Number(until) > Date.now() / 1000 &&
    digest === csrfDigest(session, version, Number(until))
  );
}

function csrfDigest({ sid }: OdooSession, { major }: OdooVersion, until: number): string {
  const bound = major >= 19 ? sid.slice(0, staticHalf) : sid;
  return createHmac('sha1', csrfSecret).update(`${bound}${until}`).digest('hex');
}
