import { fromBase64Url, toBase64Url, toHex } from '../identity/index.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import { confirmParameter, headerNames, singleHeader } from '../model/header.ts';
import type { RawRequest } from '../model/request.ts';
import type { SigningKey } from '../model/signing-key.ts';
import { hmacBase64Url, hmacMatches, randomBytes } from './signing/keyed-hash.ts';
import { longestSetBackMs } from './steady-clock.ts';

/** A confirmation is good for this long. */
export const confirmationLifetimeMs: number = 2 * 60_000;

/** The write that a confirmation is bound to. */
export interface ConfirmedWrite {
  readonly site: string;
  readonly windowId: string | null;
  readonly subject: string;
  readonly method: string;
  /** As it is forwarded, without the confirmation itself. */
  readonly target: string;
  readonly bodyDigest: string;
  /** By its name and port the application may choose whom it means. */
  readonly host: string | null;
  /** How the application reads the body; null when nothing is said. */
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
  /** Headers by which applications choose what is done, and for whom: flat, names in lower case. */
  readonly chosenBy: readonly string[];
  /** Other methods that headers and query ask the application to take it for. */
  readonly overrides: readonly string[];
}

export interface ConfirmationToken {
  /** Claimed in the store when the token is used: one use over all instances. */
  readonly nonce: string;
  readonly expiresAt: number;
}

/** A token that allows exactly this write, once, for two minutes. */
export async function createConfirmation(
  key: SigningKey,
  write: ConfirmedWrite,
  nowMs: number,
): Promise<string> {
  const nonce = toHex(randomBytes(16));
  const expiresAt = nowMs + confirmationLifetimeMs;
  const payload = toBase64Url(new TextEncoder().encode(`${nonce}.${expiresAt}`));
  return `${payload}.${await hmacBase64Url(key, boundText(write, { nonce, expiresAt }))}`;
}

/** The nonce of a genuine, unexpired token for exactly this write; null otherwise. */
export async function openConfirmation(
  keys: readonly SigningKey[],
  token: string,
  { write, nowMs }: { readonly write: ConfirmedWrite; readonly nowMs: number },
): Promise<ConfirmationToken | null> {
  if (token.length > 256) return null;
  const [payload, signature, ...rest] = token.split('.');
  if (payload === undefined || signature === undefined || rest.length > 0) return null;
  const bytes = fromBase64Url(payload);
  const match = bytes === null ? null : /^([0-9a-f]{32})\.(\d{1,15})$/.exec(String.fromCharCode(...bytes));
  if (!match) return null;
  const [, nonce = '', expires = ''] = match;
  const confirmation = { nonce, expiresAt: Number(expires) };
  const leftMs = confirmation.expiresAt - nowMs;
  // More than its whole life is left: the clock was set back since it was issued.
  if (!(leftMs > 0 && leftMs <= confirmationLifetimeMs + longestSetBackMs)) return null;
  for (const key of keys) {
    if (await hmacMatches(key, boundText(write, confirmation), signature)) return confirmation;
  }
  return null;
}

function boundText(write: ConfirmedWrite, { nonce, expiresAt }: ConfirmationToken): string {
  return canonicalJson({ ...write, nonce, expiresAt });
}

export interface ConfirmationSplit {
  readonly request: RawRequest;
  readonly token: string | null;
}

/**
 * Takes the confirmation off a request: from the header that API clients send, or from the query parameter
 * of the confirmation page. The rest of the request is what is decided on and forwarded.
 */
export function splitConfirmation(raw: RawRequest): ConfirmationSplit {
  const question = raw.target.indexOf('?');
  if (question === -1 || !raw.target.includes(confirmParameter, question)) {
    return { request: raw, token: singleHeader(raw.headers, headerNames.confirm.toLowerCase()) };
  }
  const path = raw.target.slice(0, question);
  const kept: string[] = [];
  const tokens: string[] = [];
  for (const pair of raw.target.slice(question + 1).split('&')) {
    if (pair.startsWith(`${confirmParameter}=`)) tokens.push(pair.slice(confirmParameter.length + 1));
    else kept.push(pair);
  }
  if (tokens.length === 0) return { request: raw, token: null };
  const query = kept.join('&');
  return {
    request: { ...raw, target: query === '' ? path : `${path}?${query}` },
    // Two of them are ambiguous: none counts.
    token: tokens.length === 1 ? (tokens[0] ?? null) : null,
  };
}

/** The target of the confirmation page's form. */
export function confirmationAction(target: string, token: string): string {
  return `${target}${target.includes('?') ? '&' : '?'}${confirmParameter}=${token}`;
}
