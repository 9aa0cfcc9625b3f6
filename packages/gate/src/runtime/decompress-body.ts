import type { BodyReader } from '../ports/body-reader.ts';
import { compressedStreamIn } from '../reading/body/compressed-stream.ts';
import { oneAfterAnother } from './one-after-another.ts';

export interface CompressedBody {
  readonly reader: BodyReader | undefined;
  readonly contentEncoding: string | null;
}

/** What a body in a coding holds; null when it is in none, or when that cannot be told. */
export type Decompressor = (body: Uint8Array, of: CompressedBody) => Promise<Uint8Array | null>;

/**
 * Unpacks bodies that are read for a decision, to at most `limitBytes` and one at a time: a kilobyte may become a megabyte,
 * and so a crowd of them takes no more memory, and no more than one thread, than one.
 */
export function createDecompressor(limitBytes: number): Decompressor {
  const inTurn = oneAfterAnother();
  return async (body, { reader, contentEncoding }) => {
    // What is larger becomes too large, or was not worth packing; a stream of empty blocks costs 70 ms a megabyte.
    if (contentEncoding === null || body.length > limitBytes / 2) return null;
    const stream = compressedStreamIn(contentEncoding, body);
    if (stream === null || reader?.decompress === undefined) return null;
    const { format, bytes, size } = stream;
    const content = await inTurn(async () => (await reader.decompress?.(format, bytes, limitBytes)) ?? null);
    if (content === null || content.length > limitBytes) return null;
    return size === null || size === content.length ? content : null;
  };
}
