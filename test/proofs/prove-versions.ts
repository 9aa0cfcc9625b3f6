import { program } from '../support/program.ts';
import { buildVersion } from './build-version.ts';
import { createRandom, type ProofOptions, type ProofResult, pause } from './proof.ts';
import { nowMs } from './switching/history.ts';
import { type Cluster, startCluster } from './switching/start-cluster.ts';
import type { StoreKind } from './switching/start-store.ts';
import { factsOf } from './switching/sum-facts.ts';
import { turnUntilDone } from './switching/wait-for.ts';

export interface VersionsOptions extends ProofOptions {
  readonly store: StoreKind;
  /** Of this repository: what the older servers are of. */
  readonly commit: string;
}

/** The last one before webhooks were held: its tables are fewer, its configuration knows less. */
export const olderCommit = 'e770ddee^';

/**
 * Three servers on one store, of which some are of an older version: each round one of them is replaced by one of the other version
 * while the site is switched, back and forth. Nothing leaks while it is called enforced, no mode is lost, all of it is on record, and
 * servers of both versions see the same state.
 */
export async function proveVersions({
  count,
  seed = count,
  onProgress,
  store,
  commit,
}: VersionsOptions): Promise<ProofResult> {
  const older = buildVersion(commit);
  const random = createRandom(seed);
  const isOlder = [true, false, false];
  const cluster = await startCluster({
    store,
    onStoreLost: 'keep',
    requestsPerSecond: 100,
    programOf: (instance) => (isOlder[instance] ? older.program : program),
  });
  const facts = { rounds: 0, mixed: 0, replaced: 0 };
  const violations: string[] = [];
  try {
    for (let round = 1; round <= count; round += 1) {
      const mode = random(3) === 0 ? 'closed' : 'read-only';
      const which = random(3);
      const any = () => (which + 1 + random(2)) % 3;
      const replacing = pause(random(200)).then(async () => {
        await cluster[random(2) === 0 ? 'kill' : 'terminate'](which);
        isOlder[which] = !isOlder[which];
        await cluster.start(which);
      });
      const on = await turnUntilDone(cluster, mode, any);
      await replacing;
      facts.replaced += 1;
      if (new Set(isOlder).size > 1) facts.mixed += 1;
      violations.push(...(await agree(cluster, { epoch: on, mode, round })));
      const off = await turnUntilDone(cluster, 'open', () => random(3));
      violations.push(...(await agree(cluster, { epoch: off, mode: 'open', round })));
      facts.rounds = round;
      onProgress?.(round);
    }
    const judged = await cluster.finish();
    return { violations: [...violations, ...judged.violations], facts: { ...facts, ...factsOf(judged) } };
  } finally {
    await cluster.stop();
    older.remove();
  }
}

/** All three say the same, and do so: which of them calls it enforced depends on what their policies are. */
async function agree(
  cluster: Cluster,
  { epoch, mode, round }: { readonly epoch: number; readonly mode: string; readonly round: number },
): Promise<readonly string[]> {
  const until = nowMs() + 60_000;
  let seen = '';
  while (nowMs() < until) {
    const told = await Promise.all(cluster.gates.map((_, instance) => cluster.ask(instance)));
    const passes = await Promise.all(cluster.gates.map((_, instance) => cluster.writesThrough(instance)));
    seen = JSON.stringify({ told, passes });
    const isSame = told.every((one) => one?.epoch === epoch && one.mode === mode);
    if (isSame && passes.every((one) => one === (mode === 'open'))) return [];
    await pause(50);
  }
  return [`round ${round}: not all came to ${mode} at epoch ${epoch}: ${seen}`];
}
