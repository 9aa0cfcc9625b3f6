import { fuzz } from '../fuzz/fuzz.ts';
import { createFuzzTargets } from '../fuzz/targets.ts';
import type { ProofOptions, ProofResult } from './proof.ts';

/** As many inputs from one seed; a violation names its seed. */
const fromOneSeed = 10_000;

/** Gives every parser `count` valid inputs after a few mutations: whatever is an error there must be refused. */
export async function proveFuzz({ count, onProgress }: ProofOptions): Promise<ProofResult> {
  const targets = await createFuzzTargets();
  const violations: string[] = [];
  const taken = new Map<string, number>();
  let inputs = 0;
  let slowestMs = 0;
  for (let done = 0, seed = 1; done < count; seed += 1) {
    const inputsOfSeed = Math.min(fromOneSeed, count - done);
    for (const target of targets) {
      const result = await fuzz(target, { count: inputsOfSeed, seed });
      violations.push(...result.violations);
      taken.set(target.name, (taken.get(target.name) ?? 0) + result.accepted);
      slowestMs = Math.max(slowestMs, result.slowestMs);
      inputs += inputsOfSeed;
    }
    done += inputsOfSeed;
    onProgress?.(done);
  }
  for (const [name, times] of taken) if (times === 0) violations.push(`${name}: no input was ever taken`);
  const acceptedInputs = [...taken.values()].reduce((sum, times) => sum + times, 0);
  return {
    violations,
    facts: { parsers: targets.length, inputs, acceptedInputs, slowestMs: Math.round(slowestMs * 100) / 100 },
  };
}
