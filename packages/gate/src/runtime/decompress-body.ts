import type { StreamFormat } from '../model/request.ts';
import type { BodyReader } from '../ports/body-reader.ts';
import type { Clock } from '../ports/clock.ts';
import { compressedStreamIn } from '../reading/body/compressed-stream.ts';
import { cheapestFirst } from './cheapest-first.ts';

export interface CompressedBody {
  readonly reader: BodyReader | undefined;
  readonly contentEncoding: string | null;
}

/** What a body in a coding holds; null when it is in none, or when that cannot be told. */
export type Decompressor = (body: Uint8Array, of: CompressedBody) => Promise<Uint8Array | null>;

export interface DecompressorOptions {
  readonly limitBytes: number;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}

/** A request that would wait longer is answered as one whose body nobody can read. */
const mostWaitMs = 1_000;

/** What a byte costs in the worst stream that we could make, in nanoseconds: whose worst is mild goes first. */
const worstOfByte: Readonly<Record<StreamFormat, number>> = { 'deflate-raw': 80, zstd: 150, brotli: 2_000 };

/**
 * Unpacks bodies that are read for a decision, to at most `limitBytes` and one at a time: a kilobyte may become a megabyte,
 * and so a crowd of them takes no more memory, and no more than one thread, than one.
 */
export function createDecompressor({ limitBytes, clock }: DecompressorOptions): Decompressor {
  const inTurn = cheapestFirst<Uint8Array | null>({ clock, mostWaitMs });
  return async (body, { reader, contentEncoding }) => {
    // What is larger becomes too large, or was not worth packing.
    if (contentEncoding === null || body.length > limitBytes / 2) return null;
    const stream = compressedStreamIn(contentEncoding, body);
    if (stream === null || reader?.decompress === undefined) return null;
    const { format, bytes, size } = stream;
    const content = await inTurn({
      cost: bytes.length * worstOfByte[format],
      hasLeft: () => reader.hasLeft?.() ?? false,
      work: async () => (await reader.decompress?.(format, bytes, limitBytes)) ?? null,
    });
    if (content === null || content.length > limitBytes) return null;
    return size === null || size === content.length ? content : null;
  };
}
