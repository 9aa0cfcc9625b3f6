import { describe, expect, it } from 'vitest';
import type { CanonicalRequest } from '../../reading/canonical-request.ts';
import { createTally } from './tally.ts';

/** The tally looks at nothing else of a request. */
const requestOf = (method: string, path: string, malformed: string | null = null) =>
  ({ raw: { method }, target: { path, malformed } }) as unknown as CanonicalRequest;

describe('createTally', () => {
  it('sums up by label, method and route, identifiers folded, and begins anew when taken', () => {
    const tally = createTally('requests.refused', 'gate-1');
    expect(tally.take()).toBe(null);
    for (const path of ['/orders/1', '/orders/2', '/orders/0d1f9a2b3c4d5e6f7a8b9c0d1e2f']) {
      tally.count('read-only', requestOf('POST', path));
    }
    tally.count('read-only', requestOf('DELETE', '/orders/1'));
    tally.count('malformed-target', requestOf('GET', '/%zz', 'percent'));
    expect(tally.take()).toEqual({
      kind: 'requests.refused',
      actor: 'gate-1',
      data: {
        counts: {
          'read-only POST /orders/:id': 3,
          'read-only DELETE /orders/:id': 1,
          'malformed-target GET (malformed)': 1,
        },
      },
    });
    expect(tally.take()).toBe(null);
  });

  it.each([
    ['/reset/ImFkYUBzaG9wLmV4IiBh.Z0abcd.4Jq3xYzK1mNo', '/reset/:id'],
    ['/telegram/123456789:AAF0123456789abcdefghij', '/telegram/:id'],
    ['/in%3Ftoken=s', '/in…'],
  ])('keeps secrets of %s out of it', (path, route) => {
    const tally = createTally('requests.refused', 'gate-1');
    tally.count('read-only', requestOf('POST', path));
    expect(tally.take()?.data).toEqual({ counts: { [`read-only POST ${route}`]: 1 } });
  });

  it('stays small and counts everybody when strangers scan long random paths', () => {
    const tally = createTally('requests.refused', 'gate-1');
    for (let index = 0; index < 5_000; index += 1) {
      const path = `/${`${index.toString(36)}-words of a scan, `.repeat(8)}`.repeat(8);
      tally.count('read-only', requestOf('P'.repeat(200), path));
    }
    const data = tally.take()?.data as { counts: Record<string, number> };
    expect(Object.values(data.counts).reduce((sum, count) => sum + count, 0)).toBe(5_000);
    // One record a second: this is what a scan can make the log grow by.
    expect(JSON.stringify(data).length).toBeLessThan(16_384);
  });
});
