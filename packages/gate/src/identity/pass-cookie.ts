import { PortcullisError } from '../model/error.ts';
import type { PassScope } from '../model/pass.ts';
import type { SigningKey } from '../model/signing-key.ts';
import { subjectOf } from './claims.ts';
import { openSignedText, signText } from './signed-text.ts';

/** What the cookie of a redeemed pass carries, signed. */
export interface PassCookieGrant {
  readonly passId: string;
  readonly subject: string;
  readonly scope: PassScope;
  /** Exclusive. Milliseconds since 1970. */
  readonly expiresAt: number;
  /** The window it was redeemed in; null while none was open. */
  readonly windowId: string | null;
  readonly breakGlass: boolean;
}

export interface SealPassCookieOptions {
  readonly key: SigningKey;
  readonly grant: PassCookieGrant;
}

export interface OpenPassCookieOptions {
  /** The active key first, then the one before it while keys rotate. */
  readonly keys: readonly SigningKey[];
  /** The cookie's value exactly as it came. */
  readonly value: string;
  readonly nowMs: number;
  /** The window that is open now: another window's cookie is worth nothing. */
  readonly windowId: string | null;
}

const longestValue = 1_024;
const keysOfGrant: readonly string[] = ['breakGlass', 'expiresAt', 'passId', 'scope', 'subject', 'windowId'];

/** `v1.<base64url json>.<mac>`. Throws PORTCULLIS_PASS_REFUSED for a grant that `openPassCookie` would not take. */
export async function sealPassCookie({ key, grant }: SealPassCookieOptions): Promise<string> {
  const { passId, subject, scope, expiresAt, windowId, breakGlass } = grant;
  const json = JSON.stringify({ passId, subject, scope, expiresAt, windowId, breakGlass });
  const value = await signText(key, json);
  if (value.length > longestValue || parseGrant(json) === null) {
    throw new PortcullisError(
      'PORTCULLIS_PASS_REFUSED',
      `Expected a pass whose cookie has at most ${longestValue} characters, got ${value.length} or a broken pass. Create a pass with a shorter subject.`,
    );
  }
  return value;
}

/** The grant of a cookie that this server signed, for this window, not expired; null for everything else, without saying why. */
export async function openPassCookie({
  keys,
  value,
  nowMs,
  windowId,
}: OpenPassCookieOptions): Promise<PassCookieGrant | null> {
  const json = await openSignedText({ keys, value, longestValue });
  const grant = json === null ? null : parseGrant(json);
  // `!(now < expiry)` and not `now >= expiry`: a clock that gives NaN must not let anybody in.
  if (grant === null || !(nowMs < grant.expiresAt) || grant.windowId !== windowId) return null;
  return grant;
}

/** Types before values; exactly the known keys; own properties only. */
function parseGrant(json: string): PassCookieGrant | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
  const fields = new Map<string, unknown>(Object.entries(parsed));
  if ([...fields.keys()].sort().join() !== keysOfGrant.join()) return null;
  const passId = fields.get('passId');
  const subject = subjectOf(fields.get('subject'));
  const scope = fields.get('scope');
  const expiresAt = fields.get('expiresAt');
  const windowId = fields.get('windowId');
  const breakGlass = fields.get('breakGlass');
  if (typeof passId !== 'string' || passId === '' || subject === null) return null;
  if (scope !== 'read' && scope !== 'write') return null;
  if (typeof expiresAt !== 'number' || !Number.isSafeInteger(expiresAt)) return null;
  if (windowId !== null && (typeof windowId !== 'string' || windowId === '')) return null;
  if (typeof breakGlass !== 'boolean') return null;
  return Object.freeze({ passId, subject, scope, expiresAt, windowId, breakGlass });
}
