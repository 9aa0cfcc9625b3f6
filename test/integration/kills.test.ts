import { expect, test } from 'vitest';
import { proveKills } from '../proofs/prove-kills.ts';

// A kill at every step of a switch takes minutes: npm run prove steps.
test('20 kills of the server: the same mode afterwards, every acknowledged change on record', async () => {
  const { violations, facts } = await proveKills({ count: 20 });
  expect(violations).toEqual([]);
  expect(facts.acknowledgedChanges).toBeGreaterThanOrEqual(10);
}, 300_000);
