import { expect, test } from 'vitest';
import { proveFlips } from '../proofs/prove-flips.ts';

test('no unapproved write reaches the application after `on` is enforced: 20 flips under load', async () => {
  const { violations, facts } = await proveFlips({ count: 20 });
  expect(violations).toEqual([]);
  // The load was there: otherwise nothing was proven.
  expect(facts.writesWhileOpen).toBeGreaterThan(20);
  expect(facts.readsWhileOn).toBeGreaterThan(20);
  expect(facts.refused).toBeGreaterThan(20);
  expect(facts.uploadsUnderWayAtFlips).toBeGreaterThan(0);
}, 180_000);
