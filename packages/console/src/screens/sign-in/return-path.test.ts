import { expect, it } from 'vitest';
import { placeBelow, returnPathFrom } from './return-path.ts';

const base = 'https://ops.example.com/gate/';

it.each([
  ['https://ops.example.com/gate/', '/'],
  ['https://ops.example.com/gate/traffic?view=ledger&search=%2Fa#b', '/traffic?view=ledger&search=%2Fa#b'],
  // Where signing in failed: the page that was meant before.
  [
    'https://ops.example.com/gate/sign-in?problem=PORTCULLIS_PROVIDER_FAILED&returnTo=%2Faudit%3Fkind%3Da',
    '/audit?kind=a',
  ],
  ['https://ops.example.com/gate/sign-in?problem=PORTCULLIS_PROVIDER_FAILED', '/'],
])('from %s one returns to %s', (href, path) => {
  expect(returnPathFrom(href, base)).toBe(path);
});

it.each([
  ['/audit?kind=a', '/gate/audit?kind=a'],
  ['/', '/gate/'],
  ['//evil.example/', null],
  ['/\\evil.example/', null],
  ['https://evil.example/', null],
  ['javascript:alert(1)', null],
  ['/../outside', null],
  ['/%2e%2e/outside', null],
  ['audit', null],
  ['', null],
])('%s is the place %s', (path, place) => {
  expect(placeBelow(path, base)).toBe(place);
});
