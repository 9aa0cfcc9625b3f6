import { createHmac, timingSafeEqual } from 'node:crypto';
import { headerValues, type WebhookSignature } from '@portcullis/gate';

/** A webhook as it came: headers as a flat list of names and values, the body's very bytes. */
export interface SignedRequest {
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

/**
 * `verified` names which of the secrets signed it. `twice`: a header of it came more than once, or its list says two times.
 * `too-old`: it is genuine, and was sent too long ago, or is to come.
 */
export type Verification =
  | { readonly kind: 'verified'; readonly secret: string }
  | { readonly kind: 'missing' | 'twice' | 'wrong' | 'too-old' };

interface SignatureParts {
  readonly timestamp: string | null;
  readonly id: string | null;
  /** As they stand, without what is before them. */
  readonly signatures: readonly string[];
}

/** Compares every signature of the header with what each secret would have made of it. `nowMs`: milliseconds since 1970. */
export function verifySignature(
  signature: WebhookSignature,
  { headers, body }: SignedRequest,
  { secrets, nowMs }: { readonly secrets: readonly string[]; readonly nowMs: number },
): Verification {
  const parts = partsOf(signature, headers);
  if (typeof parts === 'string') return { kind: parts };
  const secret = secretThatSigned(signature, { parts, body, secrets });
  if (secret === undefined) return { kind: 'wrong' };
  return isTimely(signature, parts, nowMs) ? { kind: 'verified', secret } : { kind: 'too-old' };
}

/** Whether the application would take it now, as far as its time says: a little sooner than it would not. */
export function holdsUntil(signature: WebhookSignature, { headers }: SignedRequest, nowMs: number): boolean {
  const parts = partsOf(signature, headers);
  if (typeof parts === 'string' || parts.timestamp === null) return true;
  return nowMs / 1_000 - Number(parts.timestamp) < signature.toleranceSeconds / 2;
}

/** The same request with the time of now, signed anew with the secret that had signed it; null when none of them had. */
export function signAgain(
  signature: WebhookSignature,
  { headers, body }: SignedRequest,
  { secrets, nowMs }: { readonly secrets: readonly string[]; readonly nowMs: number },
): string[] | null {
  const parts = partsOf(signature, headers);
  if (typeof parts === 'string') return null;
  const secret = secretThatSigned(signature, { parts, body, secrets });
  if (secret === undefined) return null;
  const timestamp = String(Math.floor(nowMs / 1_000));
  const signed = digestOf(signature, { ...parts, timestamp, body, secret }).toString(signature.encoding);
  const renewed = new Map([[signature.header, writtenSignature(signature, signed, timestamp)]]);
  if (signature.timestamp !== null && 'header' in signature.timestamp) {
    renewed.set(signature.timestamp.header, timestamp);
  }
  const again = [...headers];
  for (let index = 0; index + 1 < again.length; index += 2) {
    const value = renewed.get(again[index]?.toLowerCase() ?? '');
    if (value !== undefined) again[index + 1] = value;
  }
  return again;
}

function secretThatSigned(
  signature: WebhookSignature,
  {
    parts,
    body,
    secrets,
  }: { readonly parts: SignatureParts; readonly body: Uint8Array; readonly secrets: readonly string[] },
): string | undefined {
  return secrets.find((candidate) => {
    const expected = digestOf(signature, { ...parts, body, secret: candidate });
    return parts.signatures.some((given) => isSame(given, expected, signature.encoding));
  });
}

function writtenSignature(
  { list, prefix, timestamp: at }: WebhookSignature,
  signed: string,
  timestamp: string,
): string {
  if (list === null) return `${prefix}${signed}`;
  const item = `${list.name}${list.assign}${signed}`;
  return at !== null && 'name' in at ? `${at.name}${list.assign}${timestamp}${list.separator}${item}` : item;
}

function partsOf(
  { header, list, prefix, timestamp, id }: WebhookSignature,
  headers: readonly string[],
): SignatureParts | 'missing' | 'twice' | 'wrong' {
  const values = headerValues(headers, header);
  const [value] = values;
  if (value === undefined) return 'missing';
  if (values.length > 1) return 'twice';
  const times = timestamp === null || 'name' in timestamp ? [] : headerValues(headers, timestamp.header);
  const ids = id === null ? [] : headerValues(headers, id.header);
  if (times.length > 1 || ids.length > 1) return 'twice';
  const items = list === null ? null : itemsOf(value, list);
  if (items !== null && timestamp !== null && 'name' in timestamp) {
    times.push(...items.filter(({ name }) => name === timestamp.name).map((item) => item.value));
    if (times.length > 1) return 'twice';
  }
  const signatures =
    items === null
      ? value.startsWith(prefix)
        ? [value.slice(prefix.length)]
        : []
      : items.filter(({ name }) => name === list?.name).map((item) => item.value);
  const [time = null] = times;
  if (signatures.length === 0 || signatures.length > mostSignatures) return 'wrong';
  if (timestamp !== null && (time === null || !/^[1-9]\d{0,14}$/.test(time))) return 'wrong';
  if (id !== null && ids.length === 0) return 'missing';
  return { timestamp: time, id: ids[0] ?? null, signatures };
}

/** Two while a secret rotates, and a few for who knows what. */
const mostSignatures = 10;

function itemsOf(
  value: string,
  { separator, assign }: NonNullable<WebhookSignature['list']>,
): readonly { readonly name: string; readonly value: string }[] {
  return value.split(separator).map((item) => {
    const text = item.trim();
    const at = text.indexOf(assign);
    return at === -1 ? { name: '', value: text } : { name: text.slice(0, at), value: text.slice(at + 1) };
  });
}

interface ToSign extends Pick<SignatureParts, 'timestamp' | 'id'> {
  readonly body: Uint8Array;
  readonly secret: string;
}

function digestOf(signature: WebhookSignature, { timestamp, id, body, secret }: ToSign): Buffer {
  const before = signature.signed
    .slice(0, -'{body}'.length)
    .replace('{timestamp}', () => timestamp ?? '')
    .replace('{id}', () => id ?? '');
  const hmac = createHmac('sha256', keyOf(secret, signature.secret));
  // Headers are latin1: one character is one byte.
  return hmac.update(before, 'latin1').update(body).digest();
}

/** Whether anything is in it: `whsec_` alone, blanks, or what is no base64 would be the empty key. */
export function isUsableSecret(secret: string, kind: WebhookSignature['secret']): boolean {
  return secret.trim() !== '' && keyOf(secret, kind).length > 0;
}

function keyOf(secret: string, kind: WebhookSignature['secret']): Buffer {
  return kind === 'text' ? Buffer.from(secret, 'utf8') : Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
}

/** In constant time; and only what is written exactly so: decoders skip what is none of an encoding. */
function isSame(given: string, expected: Buffer, encoding: 'hex' | 'base64'): boolean {
  const written = Buffer.from(encoding === 'hex' ? given.toLowerCase() : given, 'latin1');
  const wanted = Buffer.from(expected.toString(encoding), 'latin1');
  return written.length === wanted.length && timingSafeEqual(written, wanted);
}

function isTimely(
  { toleranceSeconds }: WebhookSignature,
  { timestamp }: SignatureParts,
  nowMs: number,
): boolean {
  return timestamp === null || Math.abs(nowMs / 1_000 - Number(timestamp)) <= toleranceSeconds;
}
