import type { ProofOptions, ProofResult } from './proof.ts';
import { switchOnAndOff } from './prove-switches.ts';
import { startPipelines } from './switching/pipeline.ts';
import { startCluster } from './switching/start-cluster.ts';
import type { StoreKind } from './switching/start-store.ts';
import { factsOf } from './switching/sum-facts.ts';

export interface PipelineOptions extends ProofOptions {
  readonly store: StoreKind;
}

/**
 * Connections that are kept, on which eight requests come in one piece and the body of the last only after it was refused, while the
 * site is switched on and off: whatever is sent after a switch is enforced is judged by it, and no unread body is taken for a request.
 * `count` is of such pieces.
 */
export async function provePipelines({
  count,
  seed = count,
  onProgress,
  store,
}: PipelineOptions): Promise<ProofResult> {
  const cluster = await startCluster({ store, onStoreLost: 'keep', requestsPerSecond: 50 });
  const pipelines = startPipelines(cluster);
  try {
    let switches = 0;
    let told = 0;
    while (pipelines.tally.pieces < count) {
      await switchOnAndOff(cluster, { count: 2, seed: seed + switches });
      switches += 2;
      const done = Math.min(count, pipelines.tally.pieces);
      for (; told < done; told += 1) onProgress?.(told + 1);
    }
    const { pieces, refused, unread } = await pipelines.stop();
    const hidden = (await cluster.arrived()).filter((id) => id.startsWith('hidden-'));
    const judged = await cluster.finish();
    return {
      violations: [
        ...judged.violations,
        ...hidden.map((id) => `an unread body reached the application as ${id}`),
      ],
      facts: { pieces, refused, unread, switches, ...factsOf(judged) },
    };
  } finally {
    await pipelines.stop();
    await cluster.stop();
  }
}
