import type { IncomingMessage } from 'node:http';
import type { BodyReader } from '@portcullis/gate';

/** A body that is read for a decision must arrive within this time. */
const readTimeoutMs = 10_000;

/** Reads the body of a `node:http` request whole; null when it is too large, too slow or broken off. */
export function createBodyReader(incoming: IncomingMessage): BodyReader {
  return {
    read(limitBytes) {
      const declared = Number(incoming.headers['content-length'] ?? 0);
      if (declared > limitBytes) return Promise.resolve(null);
      return new Promise((resolve) => {
        const chunks: Buffer[] = [];
        let size = 0;
        const timer = setTimeout(() => finish(null), readTimeoutMs);
        const onData = (chunk: Buffer) => {
          size += chunk.length;
          if (size > limitBytes) finish(null);
          else chunks.push(chunk);
        };
        const onEnd = () => finish(incoming.complete ? Buffer.concat(chunks) : null);
        const onBroken = () => finish(null);
        function finish(body: Buffer | null): void {
          clearTimeout(timer);
          incoming.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
          if (body === null) incoming.pause();
          resolve(body);
        }
        incoming.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken);
      });
    },
  };
}
