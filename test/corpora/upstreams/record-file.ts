import { readFileSync, statSync } from 'node:fs';
import type { Handler, Hit } from './upstream.ts';

/** One line of a record that a foreign server writes; every text as base64 or hex, because it may be any bytes. */
interface Line {
  readonly method: string;
  readonly target: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body: string;
  readonly handler: Handler;
}

export interface RecordFile {
  hits(): readonly Hit[];
  clear(): void;
}

/** Reads what a server in another process appends, from the last `clear` on. */
export function readRecordFile(file: string, decode: (text: string) => string): RecordFile {
  let start = 0;
  return {
    hits() {
      const whole = readFileSync(file).subarray(start).toString('latin1').split('\n');
      return whole.slice(0, -1).map((text) => {
        const { method, target, headers, body, handler } = JSON.parse(text) as Line;
        return {
          method: decode(method),
          target: decode(target),
          headers: headers?.map(([name, value]) => [name, decode(value)] as const) ?? null,
          body: decode(body),
          handler,
        };
      });
    },
    clear() {
      start = statSync(file).size;
    },
  };
}
