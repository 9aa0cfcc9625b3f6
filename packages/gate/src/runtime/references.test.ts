import { describe, expect, it } from 'vitest';
import { createReferences, type RecordedDecision } from './references.ts';

const entry: Omit<RecordedDecision, 'reference'> = {
  at: 1,
  method: 'POST',
  path: '/orders',
  host: 'shop.example',
  clientAddress: '203.0.113.7',
  decision: {
    kind: 'refuse',
    rule: { id: 'closed', detail: 'the site is closed' },
    epoch: 3,
    mode: 'closed',
    standing: { role: 'visitor', subject: null, scope: 'none' },
  },
};

describe('references', () => {
  it('find a refusal again, however they are written down', () => {
    const references = createReferences();
    const reference = references.record(entry);
    expect(reference).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/);
    expect(references.find(` ${reference.toLowerCase().replace('-', ' ')}`)).toEqual({ ...entry, reference });
    expect(references.find('AAAA-AAAA')).toBeNull();
  });

  it('keep the newest', () => {
    const references = createReferences({ most: 2 });
    const [first = '', , third = ''] = [1, 2, 3].map((at) => references.record({ ...entry, at }));
    expect(references.find(first)).toBeNull();
    expect(references.find(third)?.at).toBe(3);
    expect(references.recent(10).map(({ at }) => at)).toEqual([3, 2]);
  });

  // A slice keeps the whole target alive in V8: 21,000 refusals with targets of 15 KB held 344 MB.
  it('keep no more of a request than explain shows', () => {
    const references = createReferences();
    const reference = references.record({
      ...entry,
      path: `/${'é'.repeat(15_000)}`,
      host: 'h'.repeat(5_000),
      clientAddress: 'a'.repeat(5_000),
      method: 'M'.repeat(5_000),
    });
    const found = references.find(reference);
    expect(found?.path).toBe(`/${'é'.repeat(254)}…`);
    expect([found?.host, found?.clientAddress, found?.method].map((text) => text?.length)).toEqual([
      256, 64, 32,
    ]);
  });

  it('show what was cut, and nothing else as cut', () => {
    const references = createReferences();
    const paths = [255, 256, 257].map((length) => {
      const reference = references.record({ ...entry, path: 'é'.repeat(length) });
      return references.find(reference)?.path;
    });
    expect(paths).toEqual(['é'.repeat(255), 'é'.repeat(256), `${'é'.repeat(255)}…`]);
  });
});
