import { ByteList, noBytes } from '../byte-list.ts';
import type { Masker } from '../masker.ts';
import type { Masking } from '../masking.ts';
import { createAnswerJudge } from './answer-judge.ts';
import { JsonScanner } from './json-scanner.ts';

/** Masks errors at the top of JSON documents that answer with a status of success. */
export function createJsonMasker(masking: Masking, { isOfLines = false } = {}): Masker {
  const output = new ByteList();
  const scanner = new JsonScanner(createAnswerJudge(masking, output), isOfLines);
  return {
    contentType: null,
    isDone: () => scanner.isDone,
    write(chunk) {
      if (scanner.isDone) return chunk;
      scanner.write(chunk);
      return output.length === 0 ? noBytes : output.take();
    },
    end() {
      scanner.end();
      return output.take();
    },
  };
}
