import { isKnownFile } from './file-signature.ts';

/** How a body is read for errors. `unknown` is told by its first bytes; so is `binary` under an error, which it seldom is. */
export type ResponseKind = 'html' | 'json' | 'xml' | 'text' | 'unknown' | 'binary';

export interface ResponseType {
  readonly kind: ResponseKind;
  /** `type/subtype`, lower case; empty = none was sent. */
  readonly type: string;
  /** The encoding's name as the Encoding Standard has it; null = none is said, or the bytes say it better. */
  readonly encoding: string | null;
  /** The bytes of ASCII text are, or may be, other bytes in it. */
  readonly hidesAscii: boolean;
}

/** In these, the bytes of ASCII text are not ASCII text. */
const hidingEncodings: ReadonlySet<string> = new Set(['utf-16le', 'utf-16be', 'iso-2022-jp', 'replacement']);

/** Written for UTF-8 by whoever knows its name from elsewhere. */
const nearlyUtf8 = /^utf[-_]?8(?:mb[34])?$/;

/** Parsed as browsers do, not as the standard is written: a header that is slightly wrong must hide nothing. */
export function readResponseType(contentType: string | null): ResponseType {
  const value = contentType ?? '';
  const type = typeIn(value);
  const kind = kindOf(type);
  const label = /;\s*charset\s*=\s*(?:"([^"]*)"?|'?([^\s;,']*))/i.exec(value.slice(0, 1024));
  const charset = (label?.[1] ?? label?.[2] ?? '').trim().toLowerCase();
  if (charset === '') return { kind, type, encoding: null, hidesAscii: false };
  const encoding = nearlyUtf8.test(charset) ? 'utf-8' : encodingOf(charset);
  // JSON is UTF-8 whatever a label says (RFC 8259, 8.1), so an unknown one hides nothing there.
  const hidesAscii = encoding === null ? kind !== 'json' : hidingEncodings.has(encoding);
  return { kind, type, encoding, hidesAscii };
}

/** Of several in one header, which some proxies join, what a client could read. */
function typeIn(value: string): string {
  const types = value.split(',').map((one) => (one.split(';', 1)[0] ?? '').trim().toLowerCase());
  return types.find((type) => /^(?:html|json|xml)$/.test(kindOf(type))) ?? types[0] ?? '';
}

/** Null for what browsers know nothing of, which UTF-7 and UTF-32 are on purpose. */
function encodingOf(label: string): string | null {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return null;
  }
}

/** One document after another. */
export function isJsonLines(type: string): boolean {
  return /[/+](?:x-)?(?:ndjson|jsonl|jsonlines|json-lines|json-seq)$/.test(type);
}

function kindOf(type: string): ResponseKind {
  if (type === 'text/html' || type === 'application/xhtml+xml') return 'html';
  if (/[/+](?:x-)?json$/.test(type) || type === 'application/json-rpc' || type === 'application/jsonrequest')
    return 'json';
  if (isJsonLines(type)) return 'json';
  if (/[/+]xml$/.test(type)) return 'xml';
  if (/^(?:image|audio|video|font)\//.test(type)) return 'binary';
  return type.startsWith('text/') ? 'text' : 'unknown';
}

/** How many bytes tell whether something is text. */
export const tellingBytes = 512;

/**
 * What the body of an error is that says nothing of itself, by how it starts. UTF-16 shows by its mark alone, and counts as
 * text. So does what is no file that is known: a control character is soon echoed, and formats such as MessagePack hold
 * traces, too.
 */
export function kindOfBytes(bytes: Uint8Array): Exclude<ResponseKind, 'unknown'> {
  if (isUtf16(bytes)) return 'text';
  if (isKnownFile(bytes)) return 'binary';
  const start = bytes.subarray(0, tellingBytes);
  const text = new TextDecoder('latin1').decode(start).replace(/^(?:ï»¿)?\s*/, '');
  if (/^[{[]/.test(text)) return 'json';
  if (/^<\?xml|^<methodResponse|^<(?:\w+:)?Envelope/.test(text)) return 'xml';
  return text.startsWith('<') ? 'html' : 'text';
}

/** By its byte order mark. */
export function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0xff && bytes[1] === 0xfe);
}
