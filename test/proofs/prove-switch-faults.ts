import { createRandom, type ProofOptions, type ProofResult } from './proof.ts';
import type { Fault } from './switching/faults.ts';
import { type Moment, moments, type Round, runRound } from './switching/run-round.ts';
import { type ClusterOptions, leaseMs, startCluster } from './switching/start-cluster.ts';
import { factsOf, percentile } from './switching/sum-facts.ts';

export interface SwitchFaultOptions
  extends ProofOptions,
    Pick<ClusterOptions, 'store' | 'onStoreLost' | 'preload' | 'judgesInFlight'> {
  /** In turn. */
  readonly faults: readonly Fault[];
  readonly requestsPerSecond: number;
  /** How long a fault lasts. @default half of them shorter than a lease, half of them longer than a lease and its grace */
  readonly lastsMs?: (random: (below: number) => number) => number;
  /** @default drawn */
  readonly when?: Moment;
}

/** Three servers on one store that go wrong while a switch goes on, one thing after the other. */
export async function proveSwitchFaults(options: SwitchFaultOptions): Promise<ProofResult> {
  const { count, seed = count, faults, lastsMs = aroundALease, when, onProgress, onStoreLost } = options;
  const random = createRandom(seed);
  const cluster = await startCluster(options);
  const afterMs: number[] = [];
  let enforcedMeanwhile = 0;
  let missedForWrites = 0;
  try {
    for (let number = 1; number <= count; number += 1) {
      const fault = faults[(seed + number) % faults.length];
      if (fault === undefined) throw new Error('there is nothing to go wrong');
      const round: Round = {
        fault,
        when: when ?? moments[random(moments.length)] ?? 'during',
        lastsMs: lastsMs(random),
        // Who falls back to read-only is never counted on for closed.
        mode: onStoreLost === 'closed' && number % 2 === 0 ? 'closed' : 'read-only',
        random,
      };
      const found = await runRound(cluster, round).catch((cause: unknown) => {
        throw new Error(`${fault.name} ${round.when} a switch, for ${round.lastsMs} ms (seed ${seed})`, {
          cause,
        });
      });
      if (found.enforcedMeanwhile) enforcedMeanwhile += 1;
      if (found.missedForWrites) missedForWrites += 1;
      afterMs.push(found.enforcedAfterMs);
      onProgress?.(number);
    }
    const judged = await cluster.finish();
    return {
      violations: judged.violations,
      facts: {
        faults: count,
        enforcedMeanwhile,
        missedForWrites,
        enforcedAfterP50Ms: percentile(afterMs, 50),
        enforcedAfterP99Ms: percentile(afterMs, 99),
        ...factsOf(judged),
      },
    };
  } finally {
    await cluster.stop();
  }
}

function aroundALease(random: (below: number) => number): number {
  return random(2) === 0 ? 100 + random(leaseMs / 2) : leaseMs + 1_200 + random(2_500);
}
