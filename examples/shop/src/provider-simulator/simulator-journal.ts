import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ProviderName } from '../domain/webhook-events.ts';
import type { Delivery, Endpoint } from './delivery.ts';
import type { Payment } from './make-delivery.ts';

/** A line of the journal. Of one thing the last line holds. */
export type SimulatorRecord =
  | { readonly kind: 'delivery'; readonly delivery: Delivery }
  | { readonly kind: 'endpoint'; readonly provider: ProviderName; readonly endpoint: Endpoint }
  | { readonly kind: 'payment'; readonly key: string; readonly payment: Payment }
  /** Was handed over, and is not sent again. */
  | { readonly kind: 'message'; readonly key: string }
  /** How many that had arrived are shown no more. */
  | { readonly kind: 'forgotten'; readonly provider: ProviderName; readonly count: number };

export interface SimulatorJournal {
  /** In one piece; returns when it would outlive the process. */
  append(records: readonly SimulatorRecord[]): void;
  /** Puts these in the place of everything. */
  replace(records: readonly SimulatorRecord[]): void;
}

/** What the providers have promised: a process that is killed has it when it starts again. */
export function openJournal(file: string): {
  readonly journal: SimulatorJournal;
  readonly records: readonly SimulatorRecord[];
} {
  mkdirSync(dirname(file), { recursive: true });
  const records = existsSync(file) ? readRecords(file) : [];
  return {
    records,
    journal: {
      append: (added) => appendFileSync(file, added.map(lineOf).join(''), { mode: 0o600 }),
      replace(kept) {
        writeFileSync(`${file}.new`, kept.map(lineOf).join(''), { mode: 0o600 });
        renameSync(`${file}.new`, file);
      },
    },
  };
}

function lineOf(record: SimulatorRecord): string {
  return `${JSON.stringify(record)}\n`;
}

function readRecords(file: string): readonly SimulatorRecord[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  // Behind the last line's end stands nothing, or what a killed process had begun and promised nobody.
  return lines.slice(0, -1).map((line): SimulatorRecord => JSON.parse(line));
}
