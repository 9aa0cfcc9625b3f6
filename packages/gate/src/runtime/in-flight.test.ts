import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../model/parse-policy.ts';
import { CanonicalRequest } from '../reading/canonical-request.ts';
import { compilePolicy } from '../reading/compile-policy.ts';
import { createInFlight } from './in-flight.ts';

const compiled = compilePolicy(parsePolicy({}));
const started = (method: string, target: string, more: { startedMs?: number; approved?: boolean } = {}) => ({
  request: new CanonicalRequest(compiled, {
    method,
    target,
    headers: ['Host', 'localhost'],
    peer: '127.0.0.1',
    httpVersion: '1.1',
    secure: false,
    upgrade: false,
  }),
  startedMs: more.startedMs ?? 0,
  approved: more.approved ?? false,
});

describe('in flight', () => {
  it('counts unapproved writes only, oldest first', () => {
    const inFlight = createInFlight();
    inFlight.begin(started('POST', '/upload?x=1', { startedMs: 100 }));
    inFlight.begin(started('GET', '/'));
    inFlight.begin(started('POST', '/login', { approved: true }));
    inFlight.begin(started('DELETE', '/orders/1', { startedMs: 900 }));
    expect(inFlight.writes(1_000)).toEqual({
      count: 2,
      oldest: [
        { method: 'POST', path: '/upload', ageMs: 900 },
        { method: 'DELETE', path: '/orders/1', ageMs: 100 },
      ],
    });
  });

  it('leaves out what is not paused: a busy open area would never drain', () => {
    const inFlight = createInFlight();
    inFlight.begin(started('POST', '/cart/items'));
    inFlight.begin(started('POST', '/profile'));
    const { count, oldest } = inFlight.writes(0, ({ raw }) => raw.target.startsWith('/cart'));
    expect(count).toBe(1);
    expect(oldest).toEqual([{ method: 'POST', path: '/cart/items', ageMs: 0 }]);
  });

  it('counts what an open site let in without being able to read it', () => {
    const inFlight = createInFlight();
    inFlight.begin(started('GET', '/a/../b'));
    expect(inFlight.writes(0).count).toBe(1);
  });

  it('forgets what ended, in any order, once', () => {
    const inFlight = createInFlight();
    const entries = Array.from({ length: 12 }, (_, index) => inFlight.begin(started('POST', `/${index}`)));
    for (const index of [0, 11, 5, 5, 6, 4]) {
      const entry = entries[index];
      if (entry) inFlight.end(entry);
    }
    expect(inFlight.writes(0).oldest.map(({ path }) => path)).toEqual([
      '/1',
      '/2',
      '/3',
      '/7',
      '/8',
      '/9',
      '/10',
    ]);
    for (const entry of entries) inFlight.end(entry);
    expect(inFlight.writes(0)).toEqual({ count: 0, oldest: [] });
    inFlight.begin(started('POST', '/again'));
    expect(inFlight.writes(0).count).toBe(1);
  });

  it('shows ten and counts all', () => {
    const inFlight = createInFlight();
    for (let index = 0; index < 25; index += 1) inFlight.begin(started('POST', `/${index}`));
    const { count, oldest } = inFlight.writes(0);
    expect([count, oldest.length]).toEqual([25, 10]);
  });
});
