import { createRandom, type ProofOptions, type ProofResult, pause } from './proof.ts';
import { type Cluster, startCluster } from './switching/start-cluster.ts';
import type { StoreKind } from './switching/start-store.ts';
import { factsOf, percentile } from './switching/sum-facts.ts';
import { untilEnforced, untilWritesPass } from './switching/wait-for.ts';

export interface OppositesOptions extends ProofOptions {
  readonly store: StoreKind;
  readonly requestsPerSecond: number;
}

/**
 * Two operators at two servers, and one turns on what the other turns off. Each of them is told what came of it, what was done is on
 * record once and in one order, and all three servers end at the same state, which is that of the newest change.
 */
export async function proveOpposites(options: OppositesOptions): Promise<ProofResult> {
  const cluster = await startCluster({ ...options, onStoreLost: 'keep' });
  try {
    const { violations, facts } = await switchOppositely(cluster, options);
    const judged = await cluster.finish();
    return { violations: [...violations, ...judged.violations], facts: { ...facts, ...factsOf(judged) } };
  } finally {
    await cluster.stop();
  }
}

export async function switchOppositely(
  cluster: Cluster,
  { count, seed = count, onProgress }: ProofOptions,
): Promise<ProofResult> {
  const random = createRandom(seed);
  const violations: string[] = [];
  const agreedMs: number[] = [];
  let bothDone = 0;
  let conflicts = 0;
  await untilWritesPass(cluster);
  for (let number = 1; number <= count; number += 1) {
    const first = random(3);
    const second = (first + 1 + random(2)) % 3;
    // Half of the time the site is shut before, so that `off` has something to do.
    if (random(2) === 0) await cluster.turn('read-only', first);
    const [on, off] = await Promise.all([
      cluster.turn(random(2) === 0 ? 'read-only' : 'closed', first),
      pause(random(12)).then(() => cluster.turn('open', second)),
    ]);
    const epochs = [on, off].flatMap(({ epoch }) => (epoch === null ? [] : [epoch]));
    if (epochs.length === 2) bothDone += 1;
    else conflicts += 1;
    if (epochs.length === 0) violations.push(`round ${number}: nobody won (${on.problem}; ${off.problem})`);
    for (const { problem } of [on, off]) {
      if (problem !== null && !problem.startsWith('PORTCULLIS_SWITCH_CONFLICT')) {
        violations.push(`round ${number}: ${problem}`);
      }
    }
    agreedMs.push(await untilEnforced(cluster, random(3), Math.max(...epochs)));
    const told = await Promise.all(cluster.gates.map((_, instance) => cluster.ask(instance)));
    const states = new Set(told.map((one) => `${one?.epoch} ${one?.mode}`));
    if (states.size > 1) violations.push(`round ${number}: they disagree: ${[...states].join(', ')}`);
    onProgress?.(number);
  }
  return {
    violations,
    facts: {
      rounds: count,
      bothDone,
      conflicts,
      agreedP50Ms: percentile(agreedMs, 50),
      agreedP99Ms: percentile(agreedMs, 99),
    },
  };
}
