import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BodyReader } from '@portcullis/gate';

/** A body that is read for a decision must arrive within this time. */
const readTimeoutMs = 10_000;

/**
 * Reads the body of a `node:http` request whole; null when it is too large, too slow or broken off. A client that
 * waits for 100 Continue is told to go on.
 */
export function createBodyReader(incoming: IncomingMessage, response: ServerResponse): BodyReader {
  return {
    read(limitBytes) {
      const { 'content-length': length, 'transfer-encoding': coding, expect } = incoming.headers;
      const declared = Number(length ?? 0);
      if (declared > limitBytes) return Promise.resolve(null);
      // Node tells nothing of the end of a body that is not there.
      if (coding === undefined && declared === 0) return Promise.resolve(Buffer.alloc(0));
      if (incoming.destroyed || incoming.readableEnded) return Promise.resolve(null);
      if (expect !== undefined) response.writeContinue();
      return new Promise((resolve) => {
        const chunks: Buffer[] = [];
        let size = 0;
        const timer = setTimeout(() => finish(null), readTimeoutMs);
        const onData = (chunk: Buffer) => {
          size += chunk.length;
          chunks.push(chunk);
          if (size > limitBytes) finish(null);
        };
        const onEnd = () => finish(incoming.complete ? Buffer.concat(chunks) : null);
        const onBroken = () => finish(null);
        function finish(body: Buffer | null): void {
          clearTimeout(timer);
          incoming.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
          if (body === null) {
            incoming.pause();
            // An insider's write goes on although it could not be read for the decision: with its beginning.
            if (chunks.length > 0 && !incoming.readableEnded) incoming.unshift(Buffer.concat(chunks));
          }
          resolve(body);
        }
        incoming.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken);
      });
    },
  };
}
