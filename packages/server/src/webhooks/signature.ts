import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { headerValues, type WebhookSignature } from '@portcullis/gate';

/** A webhook as it came: headers as a flat list of names and values, the body's very bytes. */
export interface SignedRequest {
  readonly method: string;
  /** The addresses that may have been called, the likeliest first: a proxy before us may have changed the host. */
  readonly urls: readonly string[];
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
  request: SignedRequest,
  { secrets, nowMs }: { readonly secrets: readonly string[]; readonly nowMs: number },
): Verification {
  const parts = partsOf(signature, request.headers);
  if (typeof parts === 'string') return { kind: parts };
  const signer = signerOf(signature, request, { parts, secrets });
  if (signer === undefined) return { kind: 'wrong' };
  return isTimely(signature, parts, nowMs)
    ? { kind: 'verified', secret: signer.secret }
    : { kind: 'too-old' };
}

/** Whether the application would take it now, as far as its time says: a little sooner than it would not. */
function holdsUntil(signature: WebhookSignature, { headers }: SignedRequest, nowMs: number): boolean {
  const parts = partsOf(signature, headers);
  if (typeof parts === 'string' || parts.timestamp === null) return true;
  return nowMs - millisecondsOf(signature, parts.timestamp) < (signature.toleranceSeconds * 1_000) / 2;
}

/**
 * The headers of a request that was verified when it came, as the application takes them now: as they came while they hold, then
 * with the time of now. A list is signed with every secret, as providers do while one rotates. Elsewhere there is one place: it is of
 * the secret that had signed it or, once that is not known any more, of the newest; and after so many refusals of the next one, since
 * nobody here knows which of them the application has. Not a token: it may be what tells one sender from another. Null where no secret
 * is known.
 */
export function signedForNow(
  signature: WebhookSignature,
  signed: SignedRequest,
  {
    secrets,
    refusals,
    nowMs,
  }: { readonly secrets: readonly string[]; readonly refusals: number; readonly nowMs: number },
): readonly string[] | null {
  const parts = partsOf(signature, signed.headers);
  if (typeof parts === 'string') return null;
  const signer = signerOf(signature, signed, { parts, secrets });
  const known = signer?.secret;
  if (known !== undefined && refusals === 0 && holdsUntil(signature, signed, nowMs)) return signed.headers;
  const candidates = known === undefined ? secrets : [known, ...secrets.filter((one) => one !== known)];
  const url = signer?.url ?? signed.urls[0] ?? '';
  if (signature.list !== null)
    return writtenAnew(signature, signed, { parts, url, secrets: candidates, nowMs });
  const turn = signature.scheme === 'token' && known !== undefined ? 0 : refusals;
  const secret = candidates[turn % candidates.length];
  return secret === undefined
    ? null
    : writtenAnew(signature, signed, { parts, url, secrets: [secret], nowMs });
}

function writtenAnew(
  signature: WebhookSignature,
  { method, headers, body }: SignedRequest,
  {
    parts,
    url,
    secrets,
    nowMs,
  }: {
    readonly parts: SignatureParts;
    readonly url: string;
    readonly secrets: readonly string[];
    readonly nowMs: number;
  },
): string[] | null {
  if (secrets.length === 0) return null;
  const unitMs = signature.timestamp?.unit === 'milliseconds' ? 1 : 1_000;
  const timestamp = parts.timestamp === null ? null : String(Math.floor(nowMs / unitMs));
  const proofs = secrets.map((secret) =>
    signature.scheme === 'token'
      ? asHeader(secret)
      : digestOf(signature, { ...parts, timestamp, method, url, body, secret }).toString(signature.encoding),
  );
  const renewed = new Map([[signature.header, writtenSignature(signature, proofs, timestamp)]]);
  if (signature.timestamp !== null && 'header' in signature.timestamp && timestamp !== null) {
    renewed.set(signature.timestamp.header, timestamp);
  }
  const again = [...headers];
  for (let index = 0; index + 1 < again.length; index += 2) {
    const value = renewed.get(again[index]?.toLowerCase() ?? '');
    if (value !== undefined) again[index + 1] = value;
  }
  return again;
}

/** What can be said of a signature by its head alone; null = the body has to be seen. */
export function headProblem(
  signature: WebhookSignature,
  headers: readonly string[],
): 'missing' | 'twice' | 'wrong' | null {
  const parts = partsOf(signature, headers);
  return typeof parts === 'string' ? parts : null;
}

/** Which of the secrets signed it, and which of the addresses was signed. */
function signerOf(
  signature: WebhookSignature,
  { method, urls, body }: SignedRequest,
  { parts, secrets }: { readonly parts: SignatureParts; readonly secrets: readonly string[] },
): { readonly secret: string; readonly url: string } | undefined {
  const signedUrls = signature.signed.includes('{url}') ? urls : [''];
  const candidates = secrets.flatMap((secret) => signedUrls.map((url) => ({ secret, url })));
  return candidates.find(({ secret, url }) => {
    if (signature.scheme === 'token') return parts.signatures.some((given) => isToken(given, secret));
    const expected = digestOf(signature, { ...parts, method, url, body, secret });
    return parts.signatures.some((given) => isSame(given, expected, signature.encoding));
  });
}

function writtenSignature(
  { list, prefix, timestamp: at }: WebhookSignature,
  proofs: readonly string[],
  timestamp: string | null,
): string {
  if (list === null) return `${prefix}${proofs.join('')}`;
  const items = proofs.map((proof) => `${list.name}${list.assign}${proof}`);
  const time =
    at !== null && 'name' in at && timestamp !== null ? [`${at.name}${list.assign}${timestamp}`] : [];
  return [...time, ...items].join(list.separator);
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

interface ToSign extends Pick<SignatureParts, 'timestamp' | 'id'>, Pick<SignedRequest, 'method' | 'body'> {
  readonly url: string;
  readonly secret: string;
}

const algorithms = { 'hmac-sha256': 'sha256', 'hmac-sha1': 'sha1', 'hmac-sha512': 'sha512' } as const;

function digestOf(
  { scheme, signed, secret: kind }: WebhookSignature,
  { timestamp, id, method, url, body, secret }: ToSign,
): Buffer {
  if (scheme === 'token') throw new Error('expected a signature, got a token: nothing is signed with it');
  const known: Readonly<Record<string, string>> = { timestamp: timestamp ?? '', id: id ?? '', method, url };
  const filledIn = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => known[name] ?? '');
  const at = signed.indexOf('{body}');
  const hmac = createHmac(algorithms[scheme], keyOf(secret, kind));
  // Headers are latin1: one character is one byte.
  hmac.update(filledIn(signed.slice(0, at)), 'latin1').update(body);
  return hmac.update(filledIn(signed.slice(at + '{body}'.length)), 'latin1').digest();
}

/**
 * Whether it is a secret in the form that its provider writes it in. `whsec_` alone or blanks would be the empty key; what is no base64
 * some other one, and what no header can say a token of nobody: with these all that is genuine is refused.
 */
export function isUsableSecret(
  secret: string,
  signature: Pick<WebhookSignature, 'secret' | 'scheme'> | null,
): boolean {
  if (signature?.scheme === 'token') return /^[^\p{Cc}]+$/u.test(secret.trim());
  if (signature?.secret !== 'standard') return secret.trim() !== '';
  const encoded = secret.replace(/^whsec_/, '');
  // Of either alphabet, padded or not.
  return /^[\w+/-]+={0,2}$/.test(encoded) && Buffer.from(encoded, 'base64').length > 0;
}

function keyOf(secret: string, kind: WebhookSignature['secret']): Buffer {
  return kind === 'text' ? Buffer.from(secret, 'utf8') : Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
}

/** In constant time, whatever their lengths. */
function isToken(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(asHeader(secret)));
}

/** Headers are latin1; of other characters each byte of UTF-8 is one. */
function asHeader(secret: string): string {
  return Buffer.from(secret, 'utf8').toString('latin1');
}

/** In constant time; and only what is written exactly so: decoders skip what is none of an encoding. */
function isSame(given: string, expected: Buffer, encoding: 'hex' | 'base64'): boolean {
  const written = Buffer.from(encoding === 'hex' ? given.toLowerCase() : given, 'latin1');
  const wanted = Buffer.from(expected.toString(encoding), 'latin1');
  return written.length === wanted.length && timingSafeEqual(written, wanted);
}

function isTimely(signature: WebhookSignature, { timestamp }: SignatureParts, nowMs: number): boolean {
  if (timestamp === null) return true;
  return Math.abs(nowMs - millisecondsOf(signature, timestamp)) <= signature.toleranceSeconds * 1_000;
}

function millisecondsOf({ timestamp: place }: WebhookSignature, timestamp: string): number {
  return Number(timestamp) * (place?.unit === 'milliseconds' ? 1 : 1_000);
}
