import { describe, expect, test } from 'vitest';
import { decideFor, siteOf, summaryOf } from '../../test/support/decide-fixtures.ts';
import type { PolicyInput } from '../model/policy.ts';
import { otherTargetsIn } from './other-targets.ts';

const policy: PolicyInput = {
  routes: [
    { match: '/secret/**', protected: true },
    { match: '/hooks/**', exception: true, why: 'senders do not try again' },
  ],
  areas: { drafts: { routes: ['/drafts/**'] }, live: { routes: ['/live/**'] } },
};

const open = siteOf({ policy, mode: 'open', areas: { live: 'read-only' } });
const readOnly = siteOf({ policy, mode: 'read-only', areas: { drafts: 'open' } });

describe('the path that something is copied to is a target, too', () => {
  test.each([
    ['/live/a.html'],
    ['/Live/a.html'],
    ['/live%2fa.html'],
    ['/%6cive/a.html'],
    ['/x;y/..%00/live'],
    ['http://shop.example/live/a.html'],
    ['https://other.example:8443/live/a.html'],
    ['HTTP://user@shop.example/live/%61.html?x=1'],
    ['dav://shop.example/live/a.html'],
    ['live/a.html'],
    ['/drafts/../live/a.html'],
    ['//live/a.html'],
    ['///live/a.html'],
    ['http:/live/a.html'],
    ['http:live/a.html'],
    ['http:///live/a.html'],
    ['http:\\\\shop.example\\live\\a.html'],
    ['http://shop.example\\live\\a.html'],
    ['\t/li\tve/a.html'],
    [''],
  ])('COPY to %j is refused where that area is read-only', (destination) => {
    expect(decided(open, 'COPY /drafts/a.html', ['Destination', destination])).toMatch(/^refuse/);
    expect(decided(open, 'POST /drafts/a.html', ['DESTINATION', destination])).toMatch(/^refuse/);
  });

  test.each([
    ['/drafts/b.html'],
    ['http://shop.example/drafts/b%20c.html'],
    ['http://shop.example'],
    ['b.html'],
    ['/drafts/b c.html'],
    ['/other/'],
  ])('COPY to %j goes through where nothing there is stricter', (destination) => {
    expect(decided(open, 'MOVE /drafts/a.html', ['Destination', destination])).toBe('allow open');
  });

  test.each([
    ['MOVE /drafts/a', '/prices/a'],
    ['MOVE /drafts/a', '/secret/a'],
    ['MOVE /hooks/a', '/prices/a'],
    ['MOVE /hooks/a', '/hooks/..;/a'],
    ['MOVE /hooks/a', 'b'],
  ])('%s to %s is refused in a read-only site', (request, destination) => {
    expect(decided(readOnly, request, ['Destination', destination])).toMatch(/^refuse/);
  });

  test.each([
    ['MOVE /drafts/a', '/drafts/b', 'allow open'],
    ['MOVE /hooks/a', '/hooks/b', 'allow exception'],
    ['MOVE /hooks/a', 'https://shop.example/hooks/b', 'allow exception'],
  ])('%s to %s: %s', (request, destination, verdict) => {
    expect(decided(readOnly, request, ['Destination', destination])).toBe(verdict);
  });

  test.each([
    'X-Amz-Copy-Source',
    'x-ms-copy-source',
    'X-Goog-Copy-Source',
    'X-Ms-Rename-Source',
    'X-Copy-From',
    'X_Amz_Copy_Source',
  ])('%s is guarded by what guards the source', (name) => {
    expect(decided(readOnly, 'PUT /hooks/a', [name, '/secret/a'])).toMatch(/^refuse .* protected/);
    expect(decided(readOnly, 'PUT /hooks/a', [name, 'https://store.example/secret/a?v=1'])).toMatch(
      /^refuse/,
    );
    // What is only read does not have to be an exception, too.
    expect(decided(readOnly, 'PUT /hooks/a', [name, 'bucket/a'])).toBe('allow exception');
  });

  test.each([
    ['MOVE /drafts/x/a', 'b', 'allow open'],
    ['MOVE /live/x/a', '/drafts/b', 'refuse 503 read-only-write'],
    ['MOVE /drafts/a', '/drafts/\u00c3\u00a9', 'allow open'],
    ['MOVE /drafts/a', '/drafts/x?to=http://y/live/b', 'allow open'],
    ['MOVE /drafts/a', 'drafts/http:b', 'allow open'],
    ['MOVE /drafts/a', 'arn:b', 'allow open'],
    ['MOVE /drafts/a', 'xarn:b', 'refuse 400 malformed-target'],
    ['MOVE /drafts/a', 'a1+.-x:b', 'refuse 400 malformed-target'],
    ['MOVE /drafts/a', 'a1+.-x://shop/live/b', 'refuse 503 read-only-write'],
    ['MOVE /drafts/a', '   /live/b  ', 'refuse 503 read-only-write'],
  ])('%s to %j: %s', (request, destination, verdict) => {
    expect(decided(open, request, ['Destination', destination])).toContain(verdict);
  });

  test('source and destination together are both read', () => {
    const both = ['Destination', '/hooks/b', 'X-Copy-From', '/hooks/c'];
    expect(decided(readOnly, 'PUT /hooks/a', both)).toBe('allow exception');
  });

  test('more of them than any client sends are refused, before they cost anything', () => {
    const headers = Array.from({ length: 3 }, () => ['Destination', '/drafts/b']).flat();
    expect(decided(open, 'MOVE /drafts/a', headers)).toMatch(/^refuse 400/);
  });

  test.each([
    'Destinations',
    'X-Destination',
    'Sec-Fetch-Dest',
    'X-Amz-Copy-Sources',
    'X-Source',
    'X-Copy-Form',
    'Y-X-Copy-From',
    'Destinatio',
  ])('%s names none', (name) => {
    expect(otherTargetsIn([name, '/live/a'])).toEqual([]);
  });
});

function decided(site: ReturnType<typeof siteOf>, request: string, headers: readonly string[]): string {
  return summaryOf(decideFor(site, request, { headers }));
}
