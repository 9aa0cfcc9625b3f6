import type { StreamFormat } from '../runtime/for-adapters.ts';

/** `BodyReader.decompress` by what the web standard has: neither Brotli nor zstd. */
export async function decompressByStandard(
  format: StreamFormat,
  bytes: Uint8Array,
  limitBytes: number,
): Promise<Uint8Array | null> {
  if (format !== 'deflate-raw') return null;
  const content = await inflate(bytes, limitBytes);
  // By the standard what comes after the end of a stream is an error; older hosts take no notice of it.
  if (content === null || (await inflate(emptyWithMore, 1)) === null) return content;
  return (await inflate(bytes.subarray(0, -1), limitBytes)) === null ? content : null;
}

/** A stream of nothing, and a byte after its end. */
const emptyWithMore: Uint8Array = Uint8Array.of(0x03, 0, 0);

async function inflate(bytes: Uint8Array, limitBytes: number): Promise<Uint8Array | null> {
  try {
    const { readable, writable } = new DecompressionStream('deflate-raw');
    const writer = writable.getWriter();
    const written = Promise.all([writer.write(new Uint8Array(bytes)), writer.close()]);
    // A broken stream fails its writer and its reader alike; one of them is asked.
    written.catch(() => undefined);
    const chunks: Uint8Array[] = [];
    let size = 0;
    const reader = readable.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return joined(chunks, size);
      size += value.length;
      if (size > limitBytes) {
        await reader.cancel();
        return null;
      }
      chunks.push(value);
    }
  } catch {
    return null;
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
