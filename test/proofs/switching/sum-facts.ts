import type { ProofResult } from '../proof.ts';
import type { Judged } from './start-cluster.ts';

/** The share of numbers that is not above the result: 50 and 99 are what people ask for. */
export function percentile(numbers: readonly number[], percent: number): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0);
}

/** What a batch found, in the words of a proof. */
export function factsOf({ facts, tally }: Judged): ProofResult['facts'] {
  return {
    ...facts,
    requestsPerSecond: Math.round((tally.sent / tally.elapsedMs) * 1_000),
    notSent: tally.skipped,
  };
}
