import type { Reason } from '../../model/reasons.ts';
import { type ContentType, isReadableAscii, isReadableText, parseContentType } from './content-type.ts';
import { type Disposition, parseDisposition } from './form-disposition.ts';
import { decodeBytewise, decodeUtf8, isAsciiBytes, type Unreadable } from './unreadable.ts';

/** One field or file of a form. */
export interface FormPart {
  readonly name: string;
  readonly filename: string | null;
  readonly hasExtendedFilename?: true;
  /** As it came; null when there is none. */
  readonly contentType: string | null;
  readonly bytes: Uint8Array;
}

const mostParts = 1_000;
/** Of one part, in bytes. Browsers need a few hundred. */
const longestHead = 4_096;

/**
 * The boundary of a multipart Content-Type (RFC 2046, 5.1.1); null where servers would take another one. PHP
 * looks for the first `boundary` anywhere and cuts at commas, Rack takes what follows the last `boundary=`, and
 * Commons FileUpload decodes the words of RFC 2047.
 */
export function boundaryOf(contentType: ContentType): string | null {
  for (const name of contentType.parameters.keys()) {
    if (name !== 'boundary' && name !== 'charset') return null;
  }
  const boundary = contentType.parameters.get('boundary');
  return boundary !== undefined && isBoundary(boundary) ? boundary : null;
}

function isBoundary(boundary: string): boolean {
  return /^[0-9A-Za-z'()+_./:=?-]{1,70}$/.test(boundary) && !/boundary=|=\?/i.test(boundary);
}

/**
 * Parses a `multipart/form-data` body (RFC 7578) that every server takes apart alike. Where servers are known
 * to differ (a preamble, bare line feeds, `--boundary` anywhere but as a delimiter, headers nobody needs,
 * doubtful quoting), it is a problem. Part bytes are views of `bytes`.
 */
export function parseMultipart(
  bytes: Uint8Array,
  boundary: string,
): { readonly parts: readonly FormPart[] } | Unreadable {
  if (!isBoundary(boundary)) return { problem: 'a multipart form with a doubtful boundary' };
  const text = decodeBytewise(bytes);
  const delimiter = `--${boundary}`;
  if (!text.startsWith(delimiter))
    return { problem: 'a multipart form that does not start with its boundary' };
  const parts: FormPart[] = [];
  let after = delimiter.length;
  while (!text.startsWith('--', after)) {
    if (parts.length === mostParts) return { problem: `a multipart form of more than ${mostParts} parts` };
    if (!text.startsWith('\r\n', after)) return { problem: 'a multipart boundary with something after it' };
    const start = after + 2;
    const found = text.indexOf(delimiter, start);
    if (found === -1) return { problem: 'a multipart form without its end' };
    const end = found - 2;
    if (!text.startsWith('\r\n', end)) {
      return { problem: 'a multipart boundary that does not start its line' };
    }
    const part = parsePart(bytes, text, start, end);
    if ('problem' in part) return part;
    parts.push(part);
    after = found + delimiter.length;
  }
  return /[^ \t\r\n]/.test(text.slice(after + 2))
    ? { problem: 'a multipart form with something after its end' }
    : { parts };
}

function parsePart(bytes: Uint8Array, text: string, start: number, end: number): FormPart | Unreadable {
  const headEnd = text.slice(start, Math.min(end, start + longestHead)).indexOf('\r\n\r\n');
  if (headEnd === -1) return { problem: 'a multipart part without the end of its head' };
  // Its bytes again: names may be UTF-8.
  const head = decodeUtf8(bytes.subarray(start, start + headEnd));
  if (head === null) return { problem: 'a multipart head that is not UTF-8' };
  const body = bytes.subarray(start + headEnd + 4, end);
  const headers = parseHead(head);
  if (headers === null) return { problem: 'a multipart head that servers read differently' };
  const disposition = parseDisposition(headers.get('content-disposition') ?? '');
  if (disposition === null) return { problem: 'a multipart part without one plain name' };
  const contentType = headers.get('content-type') ?? null;
  const problem = problemOfType(contentType, disposition) ?? problemOfFraming(headers, body.length);
  return problem === null ? { ...disposition, contentType, bytes: body } : { problem };
}

/** The headers that a part of a form may have. A server that knows more of them might be led by one. */
const headerNames: ReadonlySet<string> = new Set([
  'content-disposition',
  'content-length',
  'content-transfer-encoding',
  'content-type',
]);

/** Null for folded lines, line ends of other kinds (Python's too), headers given twice or not known. */
function parseHead(head: string): ReadonlyMap<string, string> | null {
  const headers = new Map<string, string>();
  for (const line of head.split('\r\n')) {
    const match = /^([A-Za-z-]{1,40}):[ \t]?([^\0-\x1f\x7f-\x9f\u2028\u2029]*)$/.exec(line);
    const name = match?.[1]?.toLowerCase();
    const value = match?.[2];
    if (name === undefined || value === undefined) return null;
    if (!headerNames.has(name) || headers.has(name)) return null;
    headers.set(name, value);
  }
  return headers;
}

function problemOfType(value: string | null, { filename }: Disposition): Reason | null {
  if (value === null) return null;
  const contentType = parseContentType(value);
  if (contentType === null) return 'a multipart part with a malformed Content-Type';
  // A letter (`.eml`) is a file like others: no server looks for fields in it.
  const isLetter = filename !== null && contentType.type === 'message/rfc822';
  if (!isLetter && /^(?:multipart|message)\//.test(contentType.type))
    return 'a multipart form within a multipart form';
  // Whoever needs its text must look at its charset (`textOf`).
  return filename !== null || isReadableAscii(contentType)
    ? null
    : 'a multipart field in a charset that does not extend ASCII';
}

/** The text of a field; null where bytes above ASCII are no UTF-8, or of another charset. */
export function textOf({ contentType, bytes }: Pick<FormPart, 'contentType' | 'bytes'>): string | null {
  const type = contentType === null ? null : parseContentType(contentType);
  const isUtf8 = type === null ? contentType === null : isReadableText(type);
  return isUtf8 || isAsciiBytes(bytes) ? decodeUtf8(bytes) : null;
}

/** A coding hides the bytes; a length was honoured by Python's cgi module. */
function problemOfFraming(headers: ReadonlyMap<string, string>, length: number): Reason | null {
  const coding = headers.get('content-transfer-encoding');
  if (coding !== undefined && !/^(?:7bit|8bit|binary)$/i.test(coding)) return 'a multipart part in a coding';
  const stated = headers.get('content-length');
  return stated !== undefined && stated !== String(length) ? 'a multipart part of another length' : null;
}
