import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Queryable } from '../database/open-database.ts';
import { commitWrite, type WriteKind, type WriteTransaction } from '../database/write-record.ts';
import type { Role } from '../domain/role.ts';
import { findSession, SESSION_DAYS, type Session, type SessionAccount } from '../domain/sessions.ts';
import { readSettings, type Settings } from '../domain/settings.ts';
import { ShopError } from '../domain/shop-error.ts';
import { pauseReason } from './gate-decision.ts';
import type { ShopContext } from './shop-context.ts';

/** What is known about the person behind a request. */
export interface Visit {
  readonly session: Session | null;
  readonly account: SessionAccount | null;
  readonly settings: Settings;
  /** Why this person's forms are switched off; null when they are not. */
  readonly pause: string | null;
}

const SESSION_COOKIE = 'shop_session';
const DAY_MS = 86_400_000;

const visits = new WeakMap<Request, Visit>();

export function recogniseVisitor({ database, decisionOf, now }: ShopContext): RequestHandler {
  return async function recogniseVisitorOfRequest(request: Request, _response: Response, next: NextFunction) {
    const session = await sessionOf(database, request.headers.cookie);
    visits.set(request, {
      session,
      account: session?.account ?? null,
      settings: await readSettings(database),
      pause: pauseReason(await decisionOf(request), now()),
    });
    next();
  };
}

export function visitOf(request: Request): Visit {
  const visit = visits.get(request);
  if (visit === undefined) {
    throw new Error(
      'Expected the visitor to be recognised before this route; put recogniseVisitor in front of it.',
    );
  }
  return visit;
}

export function requireAccount(request: Request): SessionAccount {
  const { account } = visitOf(request);
  if (account === null) {
    throw new ShopError('signed-out', 'Log in to go on.');
  }
  return account;
}

export function requireRole(...roles: readonly Role[]): RequestHandler {
  return function requireRoleOfVisitor(request, _response, next) {
    if (!roles.includes(requireAccount(request).role)) {
      throw new ShopError('forbidden', `This page is for ${roles.join(' and ')} only.`);
    }
    next();
  };
}

export interface CommitOptions {
  /** @default 'write' */
  readonly kind?: WriteKind;
  /** @default the account signed in, or `nobody` */
  readonly actor?: string;
}

export type Commit = <Result>(
  request: Request,
  work: (transaction: WriteTransaction) => Promise<Result>,
  options?: CommitOptions,
) => Promise<Result>;

/**
 * Every write of every route goes through this, and so into the write record. Which pool it takes depends on what the
 * gate signed for this request, and on nothing a session says: whoever has an admin's cookie alone has no approved role.
 */
export function createCommit({ database, repairDatabase, decisionOf }: ShopContext): Commit {
  return async (request, work, { kind = 'write', actor } = {}) => {
    const decision = await decisionOf(request);
    return commitWrite(
      decision?.scope === 'write' ? repairDatabase : database,
      {
        kind,
        method: request.method,
        path: request.originalUrl.split('?')[0] ?? '/',
        actor: actor ?? visits.get(request)?.account?.email ?? 'nobody',
        requestId: request.get('x-request-id')?.slice(0, 100) ?? null,
        isTest: decision?.isTest ?? false,
      },
      work,
    );
  };
}

/** Host-only on purpose: whoever signs in at admin.localhost is signed in there and nowhere else. */
export function giveSessionCookie(request: Request, response: Response, token: string): void {
  response.cookie(SESSION_COOKIE, token, {
    httpOnly: true,
    sameSite: 'lax',
    secure: request.secure,
    path: '/',
    maxAge: SESSION_DAYS * DAY_MS,
  });
}

export function takeSessionCookie(request: Request, response: Response): void {
  response.clearCookie(SESSION_COOKIE, {
    httpOnly: true,
    sameSite: 'lax',
    secure: request.secure,
    path: '/',
  });
}

/** Also for what is no request of Express: the handshake of a socket. */
export async function sessionOf(database: Queryable, cookies: string | undefined): Promise<Session | null> {
  const token = readCookie(cookies ?? '', SESSION_COOKIE);
  return token === null ? null : findSession(database, token);
}

function readCookie(cookies: string, name: string): string | null {
  for (const pair of cookies.split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value !== undefined && value !== '') {
      return value;
    }
  }
  return null;
}
