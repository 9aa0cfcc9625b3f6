import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProofOptions, ProofResult } from './proof.ts';

export interface BatchOptions {
  /** How many are done in front of fresh servers; what was done before an interruption is kept by so many. */
  readonly size: number;
  /** Where what is done is kept until all of it is. */
  readonly file: string;
  /** No batch begins later. @default 50 minutes */
  readonly withinMs?: number;
}

interface Done {
  readonly count: number;
  readonly batches: number;
  readonly facts: ProofResult['facts'];
}

/** Where a part of `npm run prove` keeps how far it is. */
export function fileUnderWay(part: string): string {
  return join(import.meta.dirname, '..', '..', '.portcullis', 'proofs-under-way', `${part}.json`);
}

const nothing: Done = { count: 0, batches: 0, facts: {} };

/** A long proof in parts: one that was interrupted, or whose hour is over, goes on where it was. A batch that fails is done again. */
export async function inBatches(
  prove: (options: ProofOptions) => Promise<ProofResult>,
  { count, onProgress, seed = 1 }: ProofOptions,
  { size, file, withinMs = 50 * 60_000 }: BatchOptions,
): Promise<ProofResult> {
  const startedMs = performance.now();
  let done = read(file);
  while (done.count < count) {
    if (performance.now() - startedMs > withinMs) {
      return { violations: [], facts: done.facts, unfinishedAfter: done.count };
    }
    const before = done;
    const { violations, facts } = await prove({
      count: Math.min(size, count - before.count),
      seed: seed * 10_000 + before.batches,
      doneBefore: before.count,
      onProgress: (number) => onProgress?.(before.count + number),
    });
    if (violations.length > 0) return { violations, facts };
    done = {
      count: Math.min(before.count + size, count),
      batches: before.batches + 1,
      facts: merge(before, facts),
    };
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(done));
  }
  rmSync(file, { force: true });
  return { violations: [], facts: done.facts };
}

/** Counts are added; of what is typical the mean is kept, and of what is slow the slowest. */
function merge({ facts: before, batches }: Done, facts: ProofResult['facts']): ProofResult['facts'] {
  const merged: Record<string, number> = { ...before };
  for (const [name, value] of Object.entries(facts)) {
    const earlier = before[name];
    if (earlier === undefined) merged[name] = value;
    else if (/PerSecond$|P50Ms$/.test(name)) {
      merged[name] = Math.round((earlier * batches + value) / (batches + 1));
    } else if (name.endsWith('Ms')) merged[name] = Math.max(earlier, value);
    else merged[name] = earlier + value;
  }
  return merged;
}

function read(file: string): Done {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Done;
  } catch {
    return nothing;
  }
}
