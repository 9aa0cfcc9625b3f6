import { PortcullisError } from '@portcullis/gate';
import type { Place } from './parse-place.ts';

export interface FailureOptions {
  readonly place: Place;
  readonly key: string;
  readonly timeoutMs: number;
  /** Nothing could have been stored. */
  readonly isRead: boolean;
}

/** The connection broke, and not because nobody is there. */
export function isBrokenConnection(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(codeOf(error));
}

/** What happened on the way to a server or back, and what to do. Of what was thrown only code and text are kept, without the key. */
export function describeFailure(
  error: unknown,
  { place, key, timeoutMs, isRead }: FailureOptions,
): PortcullisError {
  const code = codeOf(error);
  const isLate = error instanceof Error && error.name === 'TimeoutError';
  const text = isLate ? `no answer within ${timeoutMs} ms` : textOf(error);
  const message = text.replaceAll(key, '…');
  const wasSent = !isRead && !neverSent.test(code);
  const stored = wasSent ? ' Whether this operation was stored is not known.' : '';
  return new PortcullisError(
    'PORTCULLIS_STORE_UNAVAILABLE',
    `The server ${place.shown} cannot be asked (${message}).${stored} ${nextAfter(code, isLate)}`,
    { cause: new Error(message) },
  );
}

const unnamed = /^(?:ENOTFOUND|EAI_)/;
const untrusted =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_UNTRUSTED|CERT_CHAIN)/;
const otherwiseTls = /^(?:CERT_|ERR_TLS_|ERR_SSL_|EPROTO)/;
const neverSent = new RegExp(
  `^ECONNREFUSED|^UND_ERR_CONNECT_TIMEOUT|${unnamed.source}|${untrusted.source}|${otherwiseTls.source}`,
);

function nextAfter(code: string, isLate: boolean): string {
  if (isLate) return 'Look whether it is busy, and whether something on the way keeps its answers.';
  if (code === 'ECONNREFUSED') {
    return 'Look whether `portcullis up` runs there, with its console, and whether this is the port of the console.';
  }
  if (unnamed.test(code)) return 'Look whether its name is right.';
  if (untrusted.test(code)) {
    return 'Its certificate is of nobody whom this process trusts: name its authority in NODE_EXTRA_CA_CERTS.';
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'Its certificate is for another name: use that one.';
  if (code === 'CERT_HAS_EXPIRED') return 'Its certificate has expired: renew it, or mend the clock.';
  if (otherwiseTls.test(code)) return 'Look whether it speaks https at this port.';
  return 'Look whether it runs and whether this host reaches it.';
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Of several addresses each has its own.
  const cause: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  return codeOf(cause);
}

/** `fetch failed` says nothing; what it was caused by does. */
function textOf(error: unknown): string {
  let last = error;
  while (last instanceof Error && last.cause instanceof Error) last = last.cause;
  if (!(last instanceof Error)) return String(last);
  const code = codeOf(error);
  return last.message.includes(code) ? last.message : `${code}: ${last.message}`;
}
