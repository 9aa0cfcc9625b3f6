import { Duplex, pipeline, type Transform } from 'node:stream';
import { type Coding, createDecoder, createEncoder, type Decoder } from './content-coding.ts';

export interface RecodeLimits {
  /** Decoded bytes below which no ratio is looked at. @default 33554432 (32 MiB) */
  readonly freeBytes?: number;
  /** Decoded bytes allowed for each coded one (gzip can reach 1032, the others far more). @default 200 */
  readonly maxRatio?: number;
}

/**
 * Undoes a coding, sends the document through `stage`, and codes it again in the same way.
 *
 * Memory is bounded by the stages' buffers, whatever the body expands to. What a decompression bomb could cost is
 * time, and it cannot be let through untouched because part of it has been sent: so a body that expands by more
 * than `maxRatio` beyond `freeBytes` is cut, and like a damaged or truncated one it is destroyed with an error,
 * never ended: the client sees a broken transfer, not a shorter page.
 */
export function createRecoder(
  coding: Coding,
  stage: Transform,
  { freeBytes = 33_554_432, maxRatio = 200 }: RecodeLimits = {},
): Duplex {
  let decoder: Decoder | null = null;
  let encoder: Transform | null = null;
  let codedBytes = 0;
  let decodedBytes = 0;

  const recoder = new Duplex({
    write(chunk: Buffer, _encoding, done) {
      if (chunk.length === 0) {
        done();
        return;
      }
      codedBytes += chunk.length;
      decoder ??= start(chunk);
      decoder.write(chunk, () => done());
    },
    final(done) {
      // Without a single byte there is nothing to decode: an empty body stays empty.
      if (decoder === null) recoder.push(null);
      else decoder.end();
      done();
    },
    read() {
      encoder?.resume();
    },
    destroy(error, done) {
      decoder?.destroy();
      stage.destroy();
      encoder?.destroy();
      done(error);
    },
  });

  function start(chunk: Buffer): Decoder {
    const reading = createDecoder(coding, chunk[0] ?? 0);
    const writing = createEncoder(coding);
    encoder = writing;
    reading.on('data', (piece: Buffer) => {
      decodedBytes += piece.length;
      if (decodedBytes > freeBytes && decodedBytes > maxRatio * reading.bytesWritten) recoder.destroy(bomb());
    });
    reading.once('end', () => {
      // After the end, deflate and br ignore what follows, as browsers do. But Node decodes one zstd frame:
      // a second one would be missing without a sign.
      if (coding === 'zstd' && reading.bytesWritten < codedBytes) recoder.destroy(secondFrame());
    });
    writing.on('data', (piece: Buffer) => {
      if (!recoder.push(piece)) writing.pause();
    });
    writing.once('end', () => recoder.push(null));
    pipeline(reading, stage, writing, (cause) => {
      if (cause && !recoder.destroyed) recoder.destroy(damaged(cause));
    });
    return reading;
  }

  function bomb(): Error {
    return new Error(
      `Expected a ${coding} body that expands at most ${maxRatio} times, got ${decodedBytes} bytes out of fewer than ${codedBytes + 1}; it was cut. Look at what the upstream sends there`,
    );
  }

  function secondFrame(): Error {
    return new Error(
      'Expected one zstd frame in the body, got bytes after its end; let the upstream send one frame, or another coding',
    );
  }

  function damaged(cause: Error): Error {
    return new Error(
      `Expected a whole ${coding} body, got one that is damaged or ends early (${cause.message}); check the upstream's compression`,
      { cause },
    );
  }

  return recoder;
}
