import { constants, createBrotliDecompress, createInflateRaw, createZstdDecompress } from 'node:zlib';
import type { StreamFormat } from '../runtime/for-adapters.ts';

/** What takes fewer turns of the thread pool than Node's own 16 KB, and no more memory than a body may have. */
const chunkSize = 65_536;

/** As RFC 9659 limits it for the content coding: by default a few bytes may ask for 128 MB. */
const mostWindowBits = 23;

/** `BodyReader.decompress` by `node:zlib`, off the thread that serves requests. */
export function decompressInNode(
  format: StreamFormat,
  bytes: Uint8Array,
  limitBytes: number,
): Promise<Uint8Array | null> {
  return new Promise((resolve) => {
    const engine = engineOf(format);
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (content: Uint8Array | null) => {
      engine.destroy();
      resolve(content);
    };
    engine.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limitBytes) finish(null);
      else chunks.push(chunk);
    });
    // How much of its input it took: what comes after the end of the stream it leaves.
    engine.on('end', () => finish(engine.bytesWritten === bytes.length ? Buffer.concat(chunks) : null));
    engine.on('error', () => finish(null));
    engine.end(bytes);
  });
}

function engineOf(format: StreamFormat) {
  switch (format) {
    case 'deflate-raw':
      return createInflateRaw({ chunkSize });
    case 'brotli':
      return createBrotliDecompress({ chunkSize });
    case 'zstd':
      return createZstdDecompress({
        chunkSize,
        params: { [constants.ZSTD_d_windowLogMax]: mostWindowBits },
      });
  }
}
