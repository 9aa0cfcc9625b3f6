import { expect, test } from 'vitest';
import { proveAttackedFaults } from '../proofs/prove-attacked-faults.ts';

// F32. All adversarial cases, with more of each fault: npm run prove attacked-faults
test('adversarial cases reach nothing more while servers are killed, stopped and cut off from their store', async () => {
  const { violations, facts } = await proveAttackedFaults({
    count: 1,
    corpora: ['methods'],
    share: 'all',
    mostPolicies: 1,
    faults: 3,
  });
  expect(violations).toEqual([]);
  expect(facts).toMatchObject({ kills: 1, stops: 1, cuts: 1 });
  expect(facts.refused).toBeGreaterThan(40);
}, 300_000);
