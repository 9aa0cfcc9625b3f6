import { constants, createBrotliDecompress, createInflateRaw, createZstdDecompress } from 'node:zlib';
import type { StreamFormat } from '../runtime/for-adapters.ts';
import { isOneZstdFrame } from './zstd-frame.ts';

/** What takes fewer turns of the thread pool than Node's own 16 KB, and no more memory than a body may have. */
const chunkSize = 65_536;

/** As RFC 9659 limits it for the content coding: by default a few bytes may ask for 128 MB. */
const mostWindowBits = 23;

/** Half a megabyte of JSON takes 3 ms. A stream of Brotli that is made for it takes a second. */
const mostWorkMs = 30;

/** What takes 8 ms at worst: work is looked at between pieces. Each costs a turn of the thread pool, some 20 µs. */
const pieceBytes: Readonly<Record<StreamFormat, number>> = {
  'deflate-raw': 32_768,
  zstd: 32_768,
  brotli: 4_096,
};

/** `BodyReader.decompress` by `node:zlib`, off the thread that serves requests. Null for what takes too much work. */
export function decompressInNode(
  format: StreamFormat,
  bytes: Uint8Array,
  limitBytes: number,
): Promise<Uint8Array | null> {
  if (format === 'zstd' && !isOneZstdFrame(bytes)) return Promise.resolve(null);
  return new Promise((resolve) => {
    const engine = engineOf(format);
    const workMs = measureWork();
    const chunks: Buffer[] = [];
    let size = 0;
    let given = 0;
    const finish = (content: Uint8Array | null) => {
      engine.destroy();
      resolve(content);
    };
    const give = () => {
      if (engine.destroyed || engine.readableEnded) return;
      // Not at the end: a small body has one piece, and is never taken for a costly one.
      if (given > 0 && workMs() > mostWorkMs) {
        finish(null);
        return;
      }
      const piece = bytes.subarray(given, given + pieceBytes[format]);
      given += piece.length;
      if (given === bytes.length) engine.end(piece);
      else engine.write(piece, give);
    };
    engine.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limitBytes || (chunk.length === chunkSize && workMs() > mostWorkMs)) finish(null);
      else chunks.push(chunk);
    });
    // How much of its input it took: what comes after the end of the stream it leaves.
    engine.on('end', () => finish(engine.bytesWritten === bytes.length ? Buffer.concat(chunks) : null));
    engine.on('error', () => finish(null));
    give();
  });
}

/**
 * How long the thread pool has worked since, at most: as long as threads other than this one did, and as the clock says.
 * A busy machine, or a busy thread of requests, makes no body a costly one. Node 22 has no time of a thread: that of all
 * counts there, so that a busy process gives up early rather than late.
 */
function measureWork(): () => number {
  const startMs = performance.now();
  const all = process.cpuUsage();
  const own = process.threadCpuUsage?.();
  return () => {
    const { user, system } = process.cpuUsage(all);
    const ofThread = own === undefined ? null : process.threadCpuUsage(own);
    const others = user + system - (ofThread === null ? 0 : ofThread.user + ofThread.system);
    return Math.min(performance.now() - startMs, others / 1_000);
  };
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
