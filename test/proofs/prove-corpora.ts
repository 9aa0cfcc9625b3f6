import { casesFor, judges, runCases } from '../corpora/run-corpus.ts';
import { startUpstream } from '../corpora/start-upstream.ts';
import { applicationNames } from '../corpora/upstreams/upstream.ts';
import type { ProofOptions, ProofResult } from './proof.ts';

/** Every adversarial case that is run at all, before every application it says something about: through the proxy and through each adapter; `count` times. */
export async function proveCorpora({ count, onProgress }: ProofOptions): Promise<ProofResult> {
  const violations: string[] = [];
  const facts: Record<string, number> = {};
  let gaps = 0;
  for (let round = 1; round <= count; round += 1) {
    for (const name of applicationNames) {
      const upstream = await startUpstream(name);
      try {
        for (const judge of judges) {
          const judged = await runCases(judge, upstream, casesFor(judge, name, 'all'));
          violations.push(
            ...judged.flatMap(({ complaints }) => complaints.map((complaint) => `${name}: ${complaint}`)),
          );
          gaps += judged.filter(({ problems }) => problems.length > 0).length;
          facts[name] = (facts[name] ?? 0) + judged.length;
        }
      } finally {
        await upstream.close();
      }
    }
    onProgress?.(round);
  }
  return { violations, facts: { ...facts, knownGaps: gaps } };
}
