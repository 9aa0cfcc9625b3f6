import { expect, test } from 'vitest';
import { proveDrills } from '../proofs/prove-drills.ts';

test('with store, server and sign-in dead, a shell is enough to get in: 3 drills', async () => {
  const { violations, facts } = await proveDrills({ count: 3 });
  expect(violations).toEqual([]);
  expect(facts.drills).toBe(3);
}, 240_000);
