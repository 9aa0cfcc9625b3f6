import { expect, test } from 'vitest';
import { proveTampering } from '../proofs/prove-tampering.ts';

test('every one of 300 tamperings with the audit log is found, and no untouched log is accused', async () => {
  const { violations, facts } = await proveTampering({ count: 300 });
  expect(violations).toEqual([]);
  expect(facts.controls).toBeGreaterThan(3);
}, 180_000);
