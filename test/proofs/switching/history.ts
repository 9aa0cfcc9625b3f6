import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Mode } from '@portcullis/gate';

/**
 * What happened while servers were switched and disturbed, one JSON object per line. Moments are milliseconds of the machine's
 * monotonic clock, which all processes share. Instances are numbers; one that starts again keeps its number.
 */
export type HistoryLine = RequestLine | ArrivalLine | ChangeLine | ClaimLine | CutLine | RecordLine;

/** What a client sent, and what it was told. */
export interface RequestLine {
  readonly kind: 'request';
  readonly id: string;
  readonly instance: number;
  readonly isWrite: boolean;
  /** Before its first byte was sent. */
  readonly sentMs: number;
  /** When its whole answer was there, or when it was given up. */
  readonly endedMs: number;
  /** Null = no answer came. */
  readonly status: number | null;
}

/** What reached the application. */
export interface ArrivalLine {
  readonly kind: 'arrival';
  readonly id: string;
  readonly instance: number;
  readonly isWrite: boolean;
  readonly sentMs: number;
  /** Written down before the application answered. */
  readonly atMs: number;
  /** What the header `Portcullis-Decision` said; null = there was none: nothing was governed. */
  readonly decision: { readonly epoch: number; readonly mode: Mode } | null;
}

/** A change of the switch that an operator asked for. */
export interface ChangeLine {
  readonly kind: 'change';
  /** Names it in the audit log, too. */
  readonly reason: string;
  readonly instance: number;
  readonly mode: Mode;
  readonly askedMs: number;
  readonly endedMs: number;
  /** `done`; `refused` = told that nothing was changed; `unknown` = no answer, or one that does not say. */
  readonly outcome: 'done' | 'refused' | 'unknown';
  /** The epoch it was told to have made; null unless `done`. */
  readonly epoch: number | null;
}

/** What an instance told about the site. */
export interface ClaimLine {
  readonly kind: 'claim';
  readonly instance: number;
  readonly askedMs: number;
  readonly endedMs: number;
  readonly epoch: number;
  readonly mode: Mode;
  readonly enforced: boolean;
}

/** An instance could neither hear of its store nor tell it anything. */
export interface CutLine {
  readonly kind: 'cut';
  readonly instance: number;
  readonly fromMs: number;
  readonly untilMs: number;
  /** What the policy says of that. */
  readonly onStoreLost: 'keep' | 'read-only' | 'closed';
}

/** A change of the switch that is on the audit log. */
export interface RecordLine {
  readonly kind: 'record';
  readonly reason: string;
  readonly mode: Mode;
  /** The epoch it was decided on. */
  readonly fromEpoch: number;
}

/** Milliseconds of the monotonic clock of the machine: the same in every process. */
export function nowMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}

export interface HistoryWriter {
  write(line: HistoryLine): void;
  flush(): void;
  close(): void;
}

/** Each process writes a file of its own. */
export function writeHistory(file: string): HistoryWriter {
  const handle = openSync(file, 'w');
  let waiting: string[] = [];
  const flush = (): void => {
    if (waiting.length > 0) writeSync(handle, `${waiting.join('\n')}\n`);
    waiting = [];
  };
  return {
    write(line) {
      if (waiting.push(JSON.stringify(line)) >= 500) flush();
    },
    flush,
    close() {
      flush();
      closeSync(handle);
    },
  };
}

export function readHistory(files: readonly string[]): readonly HistoryLine[] {
  return files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as HistoryLine])),
  );
}
