import { createStopwatch, type Stopwatch } from '../../packages/gate/test/support/stopwatch.ts';
import { createRandom } from '../proofs/proof.ts';
import { type Material, mutated } from './mutate.ts';

/** A parser of what strangers send, and how its errors show in the decision. */
export interface FuzzTarget extends Material {
  readonly name: string;
  /**
   * What is wrong with what came of an input; null when nothing is. One character of the text is one byte. A thrown
   * error is wrong as well.
   */
  try(text: string, trial: Trial): string | null | Promise<string | null>;
}

export interface Trial {
  /** Around every call of what is tested. */
  readonly stopwatch: Stopwatch;
  readonly random: (below: number) => number;
  /** The parser took the input: counted, so that a fuzzer whose inputs are all noise is found out. */
  accepted(): void;
}

export interface FuzzResult {
  readonly violations: readonly string[];
  readonly accepted: number;
  readonly slowestMs: number;
}

/** One after the other gives the same for the same seed. */
export async function fuzz(
  target: FuzzTarget,
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<FuzzResult> {
  const random = createRandom(seed);
  const stopwatch = createStopwatch();
  const violations: string[] = [];
  let taken = 0;
  const accepted = () => {
    taken += 1;
  };
  const trial: Trial = { stopwatch, random, accepted };
  for (let number = 0; number < count && violations.length < 10; number += 1) {
    const text = number < target.seeds.length ? (target.seeds[number] ?? '') : mutated(random, target);
    const problem = await outcomeOf(target, text, trial);
    if (problem !== null) {
      violations.push(`${target.name}: ${problem}; seed ${seed}: ${JSON.stringify(text).slice(0, 400)}`);
    }
  }
  return { violations, accepted: taken, slowestMs: stopwatch.slowestMs };
}

async function outcomeOf(target: FuzzTarget, text: string, trial: Trial): Promise<string | null> {
  try {
    const outcome = target.try(text, trial);
    return outcome instanceof Promise ? await outcome : outcome;
  } catch (error) {
    return `it throws ${error instanceof Error ? `${error.name}: ${error.message}` : 'something'}`;
  }
}
