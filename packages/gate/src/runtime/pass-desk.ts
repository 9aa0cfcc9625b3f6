import {
  type Answer,
  type AnswerContext,
  passLandingPage,
  passRedeemedPage,
  passRefusedPage,
} from '../answer/index.ts';
import { hashPassToken, sealPassCookie } from '../identity/index.ts';
import { passCookieName, reservedPrefix, singleHeader } from '../model/header.ts';
import type { Pass } from '../model/pass.ts';
import type { SigningKey } from '../model/signing-key.ts';
import type { BodyReader } from '../ports/body-reader.ts';
import type { Clock } from '../ports/clock.ts';
import type { GateStore } from '../ports/gate-store.ts';
import type { BreakGlassPass, HostState } from '../ports/host-state.ts';
import type { CanonicalRequest } from '../reading/canonical-request.ts';
import type { AuditLog } from './audit/audit-log.ts';
import { createTally } from './audit/tally.ts';
import type { InstanceInfo } from './following/instance-report.ts';
import type { Judgement } from './judge.ts';
import { isConfidential } from './resolve-identity.ts';
import { spacedOut } from './spaced-out.ts';
import type { View } from './view.ts';

/**
 * Where passes are redeemed: a landing page that changes nothing, and its POST that does.
 *
 * Attempts are not limited. A token is 32 random bytes: no number of guesses finds one of 2^256, and a guess costs
 * one hash and a look into memory; the look at the store behind it is one for all who guess, four times a second
 * at most. The limit there was (10 a minute from an address, 600 from all) stopped nobody who guessed, and locked
 * out whoever held a good pass: behind the same address, or anywhere once a stranger had used up what all were
 * given, break-glass included.
 */
export interface PassDesk {
  answer(
    judgement: Judgement,
    options: { context: AnswerContext; body: BodyReader | undefined },
  ): Promise<Answer>;
  /** Ends the session of a pass in this browser. */
  leave(judgement: Judgement, context: AnswerContext): Answer;
}

export interface PassDeskOptions {
  readonly site: string;
  readonly instance: Pick<InstanceInfo, 'id'>;
  readonly store: GateStore | null;
  readonly host: HostState | null;
  readonly audit: AuditLog;
  /** The active one first. */
  readonly passKeys: readonly [SigningKey, ...SigningKey[]];
  readonly clock: Clock;
  readonly view: () => View;
  /** Resolves when all that the store has is in the view. */
  readonly refresh: () => Promise<void>;
}

/** Longer bodies hold no token. */
const bodyLimitBytes = 4_096;
/** For a token that nobody knows the store is asked no more often. */
const lookAgainMs = 250;
const clearedCookie = `${passCookieName}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax`;

/** A pass as found by its token: of the store, or of the break-glass file of this host. */
type Found =
  | { readonly kind: 'pass'; readonly pass: Pass }
  | { readonly kind: 'break-glass'; readonly pass: BreakGlassPass };

export function createPassDesk(options: PassDeskOptions): PassDesk {
  const { site, instance, store, host, audit, passKeys } = options;
  // Counted, not written one by one: strangers must not decide how fast the audit log grows.
  const refusals = createTally('pass.refused', instance.id);
  audit.include(refusals);
  const lookAgain = spacedOut(options.refresh, { everyMs: lookAgainMs, clock: options.clock });

  async function land(judgement: Judgement, context: AnswerContext): Promise<Answer> {
    const token = tokenOf(judgement.request.target.query ?? queryOf(judgement.request.raw.target));
    const found = token === null ? null : await find(judgement, token, context.nowMs);
    if (token === null || found === null) return refused(context, judgement, 'unusable');
    return passLandingPage({
      ...context,
      pass: shown(found),
      action: `${reservedPrefix}pass`,
      fields: [['token', token]],
    });
  }

  async function redeem(
    judgement: Judgement,
    context: AnswerContext,
    body: BodyReader | undefined,
  ): Promise<Answer> {
    const { request } = judgement;
    if (!isConfidential(request)) return refused(context, judgement, 'insecure');
    if (!isSameOrigin(request)) return refused(context, judgement, 'unusable');
    const bytes = (await body?.read(bodyLimitBytes)) ?? null;
    const token = bytes === null ? null : tokenOf(new TextDecoder('latin1').decode(bytes));
    const found = token === null ? null : await find(judgement, token, context.nowMs);
    if (found === null || !(await useUp(found, request))) return refused(context, judgement, 'unusable');
    const { windowId } = judgement.view.snapshot.switch;
    const pass = shown(found);
    const value = await sealPassCookie({
      key: passKeys[0],
      grant: {
        passId: found.pass.id,
        subject: pass.subject,
        scope: pass.scope,
        expiresAt: pass.expiresAt,
        windowId,
        breakGlass: found.kind === 'break-glass',
      },
    });
    const maxAge = Math.max(1, Math.floor((pass.expiresAt - context.nowMs) / 1_000));
    const cookie = `${passCookieName}=${value}; Path=/; Max-Age=${maxAge}; Secure; HttpOnly; SameSite=Lax`;
    const page = passRedeemedPage({ ...context, pass });
    return { ...page, headers: [...page.headers, ['Set-Cookie', cookie]] };
  }

  /**
   * Looks a token up in memory: whoever guesses costs no disk. One that was made at another server a moment ago is not there yet, so
   * the store is asked once more, for all who wait for that together.
   */
  async function find({ view }: Judgement, token: string, nowMs: number): Promise<Found | null> {
    const hash = await hashPassToken(token);
    if (hash === null) return null;
    if (store !== null && findIn(view, hash) === null) await lookAgain().catch(() => undefined);
    const now = options.view();
    const found = findIn(now, hash);
    return found !== null && isUsable(found, now, nowMs) ? found : null;
  }

  /** Once, over all instances: the store decides, or this host's disk for a pass of the break-glass file. */
  async function useUp({ kind, pass }: Found, request: CanonicalRequest): Promise<boolean> {
    const from = request.client.address;
    const entry = { actor: pass.subject, data: { pass: pass.id, from } };
    if (kind === 'break-glass') {
      const { reason } = pass;
      const used = (await host?.useBreakGlassPass(site, pass.tokenHash)) ?? false;
      // The store may be down: that is what these passes are for. The record is written when it is back.
      if (used) audit.enqueue({ ...entry, kind: 'break-glass.used', data: { ...entry.data, reason } });
      return used;
    }
    if (store === null) return false;
    const redeemed = await audit.writeWith({ ...entry, kind: 'pass.redeemed' }, async (record) => {
      const result = await store.passes.redeem(site, pass.tokenHash, record);
      return { stored: result !== null, result };
    });
    return redeemed !== null;
  }

  function refused(context: AnswerContext, { request }: Judgement, reason: 'unusable' | 'insecure'): Answer {
    refusals.count(reason, request);
    return passRefusedPage({ ...context, reason });
  }

  return {
    async answer(judgement, { context, body }) {
      const { method } = judgement.request.raw;
      if (method === 'GET' || method === 'HEAD') return land(judgement, context);
      if (method === 'POST') return redeem(judgement, context, body);
      return {
        status: 405,
        headers: [
          ['Allow', 'GET, HEAD, POST'],
          ['Cache-Control', 'no-store'],
        ],
        body: '',
      };
    },
    leave(judgement, context) {
      // Another site must not end somebody's repair.
      if (!isSameOrigin(judgement.request)) return refused(context, judgement, 'unusable');
      return {
        status: 303,
        headers: [
          ['Location', '/'],
          ['Cache-Control', 'no-store'],
          ['Set-Cookie', clearedCookie],
        ],
        body: '',
      };
    },
  };
}

function findIn({ passes, breakGlass }: View, hash: string): Found | null {
  for (const pass of passes.values()) if (pass.tokenHash === hash) return { kind: 'pass', pass };
  for (const pass of breakGlass.passes) if (pass.tokenHash === hash) return { kind: 'break-glass', pass };
  return null;
}

function isUsable({ kind, pass }: Found, { snapshot }: View, nowMs: number): boolean {
  if (nowMs >= pass.expiresAt) return false;
  if (kind === 'break-glass') return !pass.redeemed;
  const fitsWindow = pass.windowId === null || pass.windowId === snapshot.switch.windowId;
  return fitsWindow && pass.redeemedAt === null && pass.revokedAt === null;
}

function shown(found: Found): { subject: string; scope: 'read' | 'write'; expiresAt: number } {
  const { subject, expiresAt } = found.pass;
  return { subject, expiresAt, scope: found.kind === 'pass' ? found.pass.scope : 'write' };
}

/** Exactly one parameter `token`, spelled plainly; anything else is no token. */
function tokenOf(form: string | null): string | null {
  if (form === null) return null;
  const values = form.split('&').filter((pair) => pair.startsWith('token='));
  return values.length === 1 ? (values[0]?.slice('token='.length) ?? null) : null;
}

function queryOf(target: string): string | null {
  const question = target.indexOf('?');
  return question === -1 ? null : target.slice(question + 1);
}

/** A form on another site must not redeem a pass for its visitor (login CSRF). */
function isSameOrigin({ raw }: CanonicalRequest): boolean {
  const site = singleHeader(raw.headers, 'sec-fetch-site');
  if (site !== null) return site === 'same-origin' || site === 'none';
  const origin = singleHeader(raw.headers, 'origin');
  const host = singleHeader(raw.headers, 'host');
  return (
    origin === null ||
    (host !== null && /^https?:\/\//.test(origin) && origin.replace(/^https?:\/\//, '') === host)
  );
}
