import type { Transform } from 'node:stream';
import {
  constants,
  createBrotliCompress,
  createBrotliDecompress,
  createDeflate,
  createGunzip,
  createGzip,
  createInflate,
  createInflateRaw,
  createZstdCompress,
  createZstdDecompress,
} from 'node:zlib';
import { headerTokens } from './header-tokens.ts';

export type Coding = 'gzip' | 'deflate' | 'br' | 'zstd';

/** Names a message may use, with the coding they stand for (RFC 9110 8.4.1.3: `x-gzip` is `gzip`). */
export const supportedCodings: ReadonlyMap<string, Coding> = new Map([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['br', 'br'],
  ['zstd', 'zstd'],
]);

/** What applications write there that is no coding; clients read such a body as it is. */
const noCodings: ReadonlySet<string> = new Set([
  ...['identity', 'none', 'utf-8', 'utf8', 'us-ascii', 'ascii', 'iso-8859-1', 'latin1'],
  ...['binary', '8bit', '7bit', 'plain', 'text', 'chunked'],
]);

/** How a body is coded: `identity` = not at all; null = in a way that is not undone here. */
export function contentCoding(headers: readonly string[]): Coding | 'identity' | null {
  const codings = headerTokens(headers, 'content-encoding').filter((token) => !noCodings.has(token));
  const [only] = codings;
  if (only === undefined) return 'identity';
  return codings.length === 1 ? (supportedCodings.get(only) ?? null) : null;
}

/** A decompressor, as far as it is used here. */
export type Decoder = Transform & { readonly bytesWritten: number };

/**
 * Gives out all it can after each chunk. `finishFlush` keeps its default on purpose: Z_SYNC_FLUSH there makes
 * zlib accept a body that ends early, and the client would get it re-encoded as if it were whole.
 */
export function createDecoder(coding: Coding, firstByte: number): Decoder {
  switch (coding) {
    case 'gzip':
      return createGunzip({ flush: constants.Z_SYNC_FLUSH, chunkSize: chunkBytes });
    case 'deflate':
      // Some servers send raw deflate under this name. A zlib header has 8 in its low bits (RFC 1950); raw
      // deflate would need a stored block with a set padding bit for that.
      return (firstByte & 0x0f) === 8
        ? createInflate({ flush: constants.Z_SYNC_FLUSH, chunkSize: chunkBytes })
        : createInflateRaw({ flush: constants.Z_SYNC_FLUSH, chunkSize: chunkBytes });
    case 'br':
      return createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH, chunkSize: chunkBytes });
    case 'zstd':
      return createZstdDecompress({
        chunkSize: chunkBytes,
        // 8 MB: what browsers allow (RFC 9659); the format alone would allow a window of gigabytes.
        params: { [constants.ZSTD_d_windowLogMax]: 23 },
      });
  }
}

/** The fastest setting of each coding, flushed after each chunk, so that a page which streams keeps streaming. */
export function createEncoder(coding: Coding): Transform {
  switch (coding) {
    case 'gzip':
      return createGzip({ level: constants.Z_BEST_SPEED, flush: constants.Z_SYNC_FLUSH });
    case 'deflate':
      return createDeflate({ level: constants.Z_BEST_SPEED, flush: constants.Z_SYNC_FLUSH });
    case 'br':
      return createBrotliCompress({
        flush: constants.BROTLI_OPERATION_FLUSH,
        params: {
          [constants.BROTLI_PARAM_QUALITY]: 1,
          [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        },
      });
    case 'zstd':
      return createZstdCompress({
        flush: constants.ZSTD_e_flush,
        params: { [constants.ZSTD_c_compressionLevel]: 1 },
      });
  }
}

/** Four times zlib's default: fewer, larger pieces through the stages. */
const chunkBytes = 65_536;
