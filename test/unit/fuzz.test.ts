import { expect, test } from 'vitest';
import { fuzz } from '../fuzz/fuzz.ts';
import { createFuzzTargets } from '../fuzz/targets.ts';

test.each(await createFuzzTargets())(
  '$name: an error is a refusal for 2,000 mutated inputs',
  async (target) => {
    const { violations, accepted } = await fuzz(target, { count: 2_000, seed: 1 });
    expect(violations).toEqual([]);
    // Else everything was noise.
    expect(accepted).toBeGreaterThan(0);
  },
);
