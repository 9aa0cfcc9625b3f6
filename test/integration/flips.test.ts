import { expect, test } from 'vitest';
import { proveFlips } from '../proofs/prove-flips.ts';
import { proveShop } from '../proofs/prove-shop.ts';

test('no unapproved write reaches the application after `on` is enforced: 20 flips under load', async () => {
  const { violations, facts } = await proveFlips({ count: 20 });
  expect(violations).toEqual([]);
  // The load was there: otherwise nothing was proven.
  expect(facts.writesWhileOpen).toBeGreaterThan(20);
  expect(facts.readsWhileOn).toBeGreaterThan(20);
  expect(facts.refused).toBeGreaterThan(20);
  expect(facts.uploadsUnderWayAtFlips).toBeGreaterThan(0);
}, 180_000);

test('the shop commits no write of its visitors while it is read-only: 20 flips', async () => {
  const { violations, facts } = await proveShop({ count: 20 });
  expect(violations).toEqual([]);
  expect(facts.writesWhileOpen).toBeGreaterThan(20);
  expect(facts.refusedWrites).toBeGreaterThan(20);
  expect(facts.pages).toBeGreaterThan(20);
}, 180_000);
