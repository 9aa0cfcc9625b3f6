import type { StreamFormat } from '../../model/request.ts';
import { parseContentType } from './content-type.ts';
import { boundaryOf } from './multipart.ts';
import { decodeBytewise } from './unreadable.ts';

/** The stream in a body that came in a content coding. */
export interface CompressedStream {
  readonly format: StreamFormat;
  readonly bytes: Uint8Array;
  /** What it holds by its own account, in bytes modulo 2^32; null when it gives none. */
  readonly size: number | null;
}

/**
 * The one stream that a coding wraps, without its wrapping. Null where servers may unpack something else: several codings
 * in a row, what is no such stream, a stream that can be read as another one. What comes after its end (another member
 * of gzip, which some read and some do not) is found by whoever unpacks it.
 */
export function compressedStreamIn(
  contentEncoding: string | null,
  body: Uint8Array,
): CompressedStream | null {
  switch (contentEncoding?.toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return gzipStream(body);
    case 'deflate':
      return zlibStream(body);
    case 'br':
      return mayBeText(body) ? null : { format: 'brotli', bytes: body, size: null };
    case 'zstd':
      return startsWith(body, [0x28, 0xb5, 0x2f, 0xfd]) ? { format: 'zstd', bytes: body, size: null } : null;
    default:
      return null;
  }
}

const gzipHead = 10;
const gzipTrailer = 8;
/** RFC 1952: the name of a file follows; the command `gzip` writes it. Nobody sends the other fields. */
const hasName = 0x08;

function gzipStream(body: Uint8Array): CompressedStream | null {
  const flags = body[3] ?? 0;
  if (!startsWith(body, [0x1f, 0x8b, 0x08]) || (flags & ~hasName) !== 0) return null;
  const nameEnd = flags === 0 ? gzipHead - 1 : body.indexOf(0, gzipHead);
  const end = body.length - gzipTrailer;
  if (nameEnd === -1 || nameEnd + 1 >= end) return null;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  // Some read as much as it says. The checksum is of no matter: who looks at it refuses what does not fit.
  const size = view.getUint32(end + 4, true);
  return { format: 'deflate-raw', bytes: body.subarray(nameEnd + 1, end), size };
}

const zlibHead = 2;
const zlibTrailer = 4;
const hasDictionary = 0x20;

/** `deflate` is zlib (RFC 1950); some servers take it for raw deflate. */
function zlibStream(body: Uint8Array): CompressedStream | null {
  const [method = 0, flags = 0, third = 0, fourth = 0, fifth = 0] = body;
  if ((method & 0x0f) !== 8 || method >> 4 > 7 || (method * 256 + flags) % 31 !== 0) return null;
  if ((flags & hasDictionary) !== 0 || body.length <= zlibHead + zlibTrailer) return null;
  // As raw deflate every such method begins a block of plain bytes, and this is its length, said twice.
  if (((flags | (third << 8)) ^ (fourth | (fifth << 8))) === 0xffff) return null;
  return { format: 'deflate-raw', bytes: body.subarray(zlibHead, body.length - zlibTrailer), size: null };
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}

/**
 * Whether the bytes of a compressed body hold no fields for servers that know nothing of codings (PHP, Rack): any bytes
 * are a form, and of a multipart one they find the parts wherever these stand in the clear. No JSON begins so.
 */
export function isReadAsContent(contentType: string | null, body: Uint8Array): boolean {
  if (contentType === null) return true;
  const parsed = parseContentType(contentType);
  if (parsed === null || parsed.type.includes('urlencoded')) return false;
  const boundary = parsed.type.startsWith('multipart/') ? boundaryOf(parsed) : null;
  return boundary === null || !decodeBytewise(body).includes(`--${boundary}`);
}

/** Far more than blanks can say of a stream. */
const mostLooked = 64;

/**
 * Brotli begins with no sign of its own, so that a stream may be a text as well, which is what servers read that know
 * nothing of codings. NULs are how UTF-16 begins.
 */
function mayBeText(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, mostLooked);
  if (/[\x01-\x08\x0e-\x1d\x1f\x7f]/.test(decodeBytewise(start))) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether nobody unpacks a coding to look for fields: `snappy` of Prometheus, `aws-chunked`, `aes128gcm` of Web Push. One
 * that any server is known to unpack is not among them, nor are several in a row.
 */
export function isOpaqueCoding(contentEncoding: string | null): boolean {
  const coding = contentEncoding?.toLowerCase() ?? '';
  return /^[a-z][\da-z.-]{0,31}$/.test(coding) && !unpacked.test(coding);
}

const unpacked = /zip|flate|compress|zst|^(?:x-)?br|^dc[bz]|^(?:x-)?(?:xz|lzma)|identity|base64/;
