import { describe, expect, test } from 'vitest';
import { rawRequest, siteOf } from '../../test/support/decide-fixtures.ts';
import { isUngoverned } from './ungoverned.ts';

const open = siteOf({ mode: 'open' });
const atZero = () => 0;

describe('a request of an open site', () => {
  test.each(['GET /', 'POST /orders?_method=DELETE', 'OPTIONS /a', 'brew /pot', 'GET //a/../%00'])(
    'goes on by its framing: %s',
    (line) => {
      expect(isUngoverned(open, rawRequest(line), atZero)).toBe(true);
    },
  );

  test.each([
    'TRACE /',
    'CONNECT /',
    'GET http://shop.example/',
    'OPTIONS *',
    'GET /.well-known/portcullis/status',
    'POST /refund?portcullis-confirm=x',
  ])('is to be decided: %s', (line) => {
    expect(isUngoverned(open, rawRequest(line), atZero)).toBe(false);
  });

  test('is to be decided when it is framed so that servers disagree', () => {
    expect(isUngoverned(open, rawRequest('GET /', { headers: ['Host', 'a', 'Host', 'b'] }), atZero)).toBe(
      false,
    );
  });
});

test.each([
  ['another mode', siteOf({ mode: 'read-only' })],
  ['a mode of an area', siteOf({ mode: 'open', areas: { shop: 'closed' } })],
  ['production mode', siteOf({ mode: 'open', production: true })],
])('nothing goes on by its framing under %s', (_, site) => {
  expect(isUngoverned(site, rawRequest('GET /'), atZero)).toBe(false);
});

test('a lease that has run out since the snapshot was taken counts', () => {
  const policy = { onStoreLost: 'closed' } as const;
  const site = siteOf({ mode: 'open', policy, leaseUntilMs: 1_000 });
  expect(isUngoverned(site, rawRequest('GET /'), () => 1_000)).toBe(true);
  expect(isUngoverned(site, rawRequest('GET /'), () => 1_001)).toBe(false);
});
