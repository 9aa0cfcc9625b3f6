import { createRandom, type ProofOptions, type ProofResult, pause } from './proof.ts';
import { startCluster } from './switching/start-cluster.ts';
import type { StoreKind } from './switching/start-store.ts';
import { factsOf, percentile } from './switching/sum-facts.ts';
import { turnUntilDone, untilEnforced, untilWritesPass } from './switching/wait-for.ts';

export interface SwitchProofOptions extends ProofOptions {
  readonly store: StoreKind;
  readonly requestsPerSecond: number;
}

/**
 * Three servers on one store, visitors that do not slow down, and a switch that goes on and off, each time through another server
 * than it is asked at. Judged from what was written down: what arrived while the site was reported enforced, by anybody.
 */
export async function proveSwitches(options: SwitchProofOptions): Promise<ProofResult> {
  const { count, seed = count, store, requestsPerSecond, onProgress } = options;
  const random = createRandom(seed);
  const cluster = await startCluster({ store, requestsPerSecond, onStoreLost: 'keep' });
  const onMs: number[] = [];
  const offMs: number[] = [];
  try {
    for (let number = 1; number <= count; number += 1) {
      await untilWritesPass(cluster);
      await pause(random(100));
      const asker = random(3);
      let startedMs = performance.now();
      let epoch = await turnUntilDone(cluster, number % 5 === 0 ? 'closed' : 'read-only', () => random(3));
      await untilEnforced(cluster, asker, epoch);
      onMs.push(performance.now() - startedMs);
      await pause(50 + random(100));
      startedMs = performance.now();
      epoch = await turnUntilDone(cluster, 'open', () => random(3));
      await untilEnforced(cluster, asker, epoch);
      offMs.push(performance.now() - startedMs);
      onProgress?.(number);
    }
    const finished = await cluster.finish();
    return {
      violations: finished.violations,
      facts: {
        switches: count,
        ...factsOf(finished),
        onToEnforcedP50Ms: percentile(onMs, 50),
        onToEnforcedP99Ms: percentile(onMs, 99),
        onToEnforcedSlowestMs: percentile(onMs, 100),
        offToOpenP99Ms: percentile(offMs, 99),
      },
    };
  } finally {
    await cluster.stop();
  }
}
