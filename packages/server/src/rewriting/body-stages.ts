import { type Duplex, Transform } from 'node:stream';
import type { Coding } from './content-coding.ts';
import { createRecoder } from './recode.ts';

/** Takes a body as it comes, uncompressed, and says what of it goes on. Nothing of it may throw. */
export interface BodyStage {
  write(chunk: Buffer): Uint8Array;
  /** What is left. */
  end(): Uint8Array;
}

/** The stages one after another, as one. */
export function joinStages(stages: readonly BodyStage[]): BodyStage {
  return {
    write: (chunk) => through(stages, chunk),
    end: () =>
      stages.reduce((rest, stage) => Buffer.concat([through([stage], rest), bufferOf(stage.end())]), empty),
  };
}

/** The stages one after another, as a stream. */
export function createStageTransform(stages: readonly BodyStage[]): Transform {
  const stage = joinStages(stages);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, stage.write(chunk));
    },
    flush(done) {
      done(null, stage.end());
    },
  });
}

/** The stages, for a body in a coding. */
export function createBodyTransform(coding: Coding | 'identity', stages: readonly BodyStage[]): Duplex {
  const transform = createStageTransform(stages);
  return coding === 'identity' ? transform : createRecoder(coding, transform);
}

const empty: Buffer = Buffer.alloc(0);

/** A stage that gives nothing yet ends the way: the next one has nothing to look at. */
function through(stages: readonly BodyStage[], chunk: Buffer): Buffer {
  let passed = chunk;
  for (const stage of stages) {
    if (passed.length === 0) return passed;
    passed = bufferOf(stage.write(passed));
  }
  return passed;
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
