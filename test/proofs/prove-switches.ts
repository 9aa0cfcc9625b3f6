import { createRandom, type ProofOptions, type ProofResult, pause } from './proof.ts';
import { type Cluster, startCluster } from './switching/start-cluster.ts';
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
  const cluster = await startCluster({ ...options, onStoreLost: 'keep' });
  try {
    const facts = await switchOnAndOff(cluster, options);
    const judged = await cluster.finish();
    return { violations: judged.violations, facts: { ...facts, ...factsOf(judged) } };
  } finally {
    await cluster.stop();
  }
}

export async function switchOnAndOff(
  cluster: Cluster,
  { count, seed = count, onProgress }: ProofOptions,
): Promise<ProofResult['facts']> {
  const random = createRandom(seed);
  const onMs: number[] = [];
  const offMs: number[] = [];
  const any = () => random(cluster.gates.length);
  async function turn(mode: 'open' | 'read-only' | 'closed'): Promise<number> {
    const asker = any();
    const startedMs = performance.now();
    await untilEnforced(cluster, asker, await turnUntilDone(cluster, mode, any));
    return performance.now() - startedMs;
  }
  for (let number = 1; number <= count; number += 1) {
    await untilWritesPass(cluster);
    await pause(random(100));
    onMs.push(await turn(number % 5 === 0 ? 'closed' : 'read-only'));
    await pause(50 + random(100));
    offMs.push(await turn('open'));
    onProgress?.(number);
  }
  return {
    switches: count,
    onToEnforcedP50Ms: percentile(onMs, 50),
    onToEnforcedP99Ms: percentile(onMs, 99),
    onToEnforcedSlowestMs: percentile(onMs, 100),
    offToOpenP99Ms: percentile(offMs, 99),
  };
}
