import { describe, expect, it } from 'vitest';
import { createReference, normaliseReference } from './reference.ts';

describe('a reference', () => {
  it('has eight signs that nobody mixes up, and is another each time', () => {
    const made = Array.from({ length: 1_000 }, createReference);
    for (const reference of made) expect(reference).toMatch(/^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$/);
    expect(new Set(made).size).toBe(1_000);
    expect(new Set(made.join('')).size).toBe(31 + 1);
  });

  it.each([
    'K7Q2-9FMX',
    'k7q2-9fmx',
    ' K7Q2 9FMX\n',
    'k7q29fmx',
    'K7Q2\u20139FMX',
    '(K7Q2-9FMX)',
    'k 7 q 2 9 f m x',
  ])('is the same one as %j', (written) => expect(normaliseReference(written)).toBe('K7Q2-9FMX'));

  it.each(['', '-', 'K7Q2', 'K7Q2-9FM', 'K7Q2-9FMXX', '🚀'])('is none of ours as %j', (written) =>
    expect(normaliseReference(written)).not.toMatch(/^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$/),
  );
});
