import { fromBase64Url, toBase64Url } from '../../identity/index.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { Allow } from '../../model/decision.ts';
import { isRole, type Role } from '../../model/identity.ts';
import { isMode, type Mode } from '../../model/mode.ts';
import type { SigningKey } from '../../model/signing-key.ts';
import { hmacBase64Url, hmacMatches } from './keyed-hash.ts';

/** What the app learns of a decision. */
export interface DecisionClaims {
  readonly site: string;
  readonly epoch: number;
  readonly subject: string | null;
  readonly role: Role;
  /** `write`: a write by this caller on this route would be allowed. */
  readonly scope: 'none' | 'read' | 'write';
  /** The caller tries what the window has changed, by a pass for that: jobs of what he does run now, and others are held. */
  readonly test: boolean;
  /**
   * Names that test run, null outside of one. Handed to a payment provider with the order, it comes back with the provider's webhook,
   * which is then delivered during the window: `testRun` of its rule says where it stands.
   */
  readonly testRun: string | null;
  /** The mode in force for this request. */
  readonly mode: Mode;
  /** The site's own mode, where an area differs. */
  readonly siteMode: Mode;
  /** Areas with a mode of their own. */
  readonly areas: Readonly<Record<string, Mode>>;
  /** When the site is expected back, milliseconds since 1970. */
  readonly until: number | null;
  /** Milliseconds since 1970; exclusive. */
  readonly expiresAt: number;
}

/** How long an app may believe the header; renewed long before. */
const lifetimeMs = 60_000;
const renewAfterMs = 10_000;
const version = 'v1';
const encoder = new TextEncoder();

export interface DecisionSigner {
  /** The header's value. Synchronous when the same standing was signed in the last ten seconds. */
  sign(decision: Allow, context: SigningContext): string | Promise<string>;
}

export interface SigningContext {
  readonly site: string;
  readonly siteMode: Mode;
  readonly areas: Readonly<Record<string, Mode>>;
  readonly until: number | null;
  readonly nowMs: number;
}

export function createDecisionSigner(key: SigningKey): DecisionSigner {
  // Visitors share one value, so the cache is small; it is emptied when it is not.
  const signed = new Map<string, { readonly value: string; readonly renewAt: number }>();
  const mostSigned = 1_000;
  // Nearly every request of a window is a visitor's, whose standing is one shared object.
  let last: {
    readonly decision: Allow;
    readonly siteMode: Mode;
    readonly areas: SigningContext['areas'];
    readonly value: string;
    readonly renewAt: number;
  } | null = null;

  return {
    sign(decision, context) {
      if (
        last !== null &&
        last.decision.standing === decision.standing &&
        last.decision.epoch === decision.epoch &&
        last.decision.mode === decision.mode &&
        last.siteMode === context.siteMode &&
        last.areas === context.areas &&
        isFresh(last.renewAt, context.nowMs)
      ) {
        return last.value;
      }
      const { role, subject, scope, isTest: test = false, testRun = null } = decision.standing;
      const cacheKey = `${decision.epoch}|${decision.mode}|${context.siteMode}|${role}|${scope}|${test}|${testRun ?? ''}|${canonicalJson(context.areas)}|${subject ?? ''}`;
      const known = signed.get(cacheKey);
      if (known && isFresh(known.renewAt, context.nowMs)) return known.value;
      const claims: DecisionClaims = {
        site: context.site,
        epoch: decision.epoch,
        subject,
        role,
        scope,
        test,
        testRun,
        mode: decision.mode,
        siteMode: context.siteMode,
        areas: context.areas,
        until: context.until,
        expiresAt: context.nowMs + lifetimeMs,
      };
      return seal(key, claims).then((value) => {
        if (signed.size >= mostSigned) signed.clear();
        const renewAt = context.nowMs + renewAfterMs;
        signed.set(cacheKey, { value, renewAt });
        last = { decision, siteMode: context.siteMode, areas: context.areas, value, renewAt };
        return value;
      });
    },
  };
}

/** A clock that jumped back makes nothing fresh again for longer than it was. */
function isFresh(renewAt: number, nowMs: number): boolean {
  return nowMs < renewAt && nowMs >= renewAt - renewAfterMs;
}

async function seal(key: SigningKey, claims: DecisionClaims): Promise<string> {
  const text = `${version}.${toBase64Url(encoder.encode(canonicalJson(claims)))}`;
  return `${text}.${await hmacBase64Url(key, text)}`;
}

export interface VerifyDecisionOptions {
  /** The decision keys of the site; two while they rotate. */
  readonly keys: readonly SigningKey[];
  readonly site: string;
  readonly nowMs: number;
}

/** The claims of a genuine, fresh decision header of this site; null for everything else. Never throws. */
export async function verifyDecision(
  value: string | null | undefined,
  { keys, site, nowMs }: VerifyDecisionOptions,
): Promise<DecisionClaims | null> {
  if (typeof value !== 'string' || value.length > 4_096) return null;
  const [prefix, payload, signature, ...rest] = value.split('.');
  if (prefix !== version || payload === undefined || signature === undefined || rest.length > 0) return null;
  let genuine = false;
  for (const key of keys) genuine ||= await hmacMatches(key, `${prefix}.${payload}`, signature);
  if (!genuine) return null;
  const claims = parseClaims(payload);
  return claims !== null && claims.site === site && nowMs < claims.expiresAt ? claims : null;
}

function parseClaims(payload: string): DecisionClaims | null {
  const bytes = fromBase64Url(payload);
  if (bytes === null) return null;
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    // A gate of an earlier version says nothing of it.
    const complete: unknown = typeof value === 'object' ? { test: false, testRun: null, ...value } : value;
    return isClaims(complete) ? complete : null;
  } catch {
    return null;
  }
}

function isClaims(value: unknown): value is DecisionClaims {
  if (typeof value !== 'object' || value === null) return false;
  const claims = value as Record<string, unknown>;
  return (
    typeof claims.site === 'string' &&
    typeof claims.epoch === 'number' &&
    (claims.subject === null || typeof claims.subject === 'string') &&
    isRole(claims.role) &&
    (claims.scope === 'none' || claims.scope === 'read' || claims.scope === 'write') &&
    typeof claims.test === 'boolean' &&
    (claims.testRun === null || typeof claims.testRun === 'string') &&
    isMode(claims.mode) &&
    isMode(claims.siteMode) &&
    typeof claims.areas === 'object' &&
    claims.areas !== null &&
    (claims.until === null || typeof claims.until === 'number') &&
    typeof claims.expiresAt === 'number'
  );
}
