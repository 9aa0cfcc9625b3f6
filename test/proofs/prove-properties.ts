import { bodies } from '../../packages/gate/test/properties/bodies.ts';
import { forwarding } from '../../packages/gate/test/properties/forwarding.ts';
import { framing } from '../../packages/gate/test/properties/framing.ts';
import { graphql } from '../../packages/gate/test/properties/graphql.ts';
import { paths } from '../../packages/gate/test/properties/paths.ts';
import { checkFamily } from '../../packages/gate/test/properties/property.ts';
import type { ProofOptions, ProofResult } from './proof.ts';

const families = [paths, framing, forwarding, graphql, bodies];
/** As many cases from one seed; a violation names its seed, by which it is drawn again. */
const fromOneSeed = 50_000;

/** Draws `count` cases for each family and judges every one by the family's reference model. */
export async function proveProperties({ count, onProgress }: ProofOptions): Promise<ProofResult> {
  const violations: string[] = [];
  const facts: Record<string, number> = {};
  let slowestMs = 0;
  for (let done = 0, seed = 1; done < count; seed += 1) {
    const runs = Math.min(fromOneSeed, count - done);
    for (const family of families) {
      const result = checkFamily(family, { runs, seed });
      violations.push(...result.violations);
      facts[family.name] = (facts[family.name] ?? 0) + result.runs;
      slowestMs = Math.max(slowestMs, result.slowestMs);
    }
    done += runs;
    onProgress?.(done);
  }
  return { violations, facts: { ...facts, slowestMs: Math.round(slowestMs * 100) / 100 } };
}
