import { expect, it } from 'vitest';
import { forValueOf, hostValueOf, splitOutsideQuotes } from './forwarded-header.ts';

it.each([
  ['host=shop.example', 'shop.example'],
  ['Host="shop.example:8443"', 'shop.example:8443'],
  ['for=10.0.0.1;host="a\\b\\"c"', 'ab"c'],
  ['host="";for=10.0.0.1', ''],
  ['for=10.0.0.1', undefined],
  ['ghost=a', undefined],
  ['host=a;host=a', null],
  ['host="a', null],
  ['host=a b', null],
  ['host=a;', null],
])('the host of %j is %j', (element, host) => {
  expect(hostValueOf(element)).toBe(host);
});

it.each([
  ['for=10.0.0.1', '10.0.0.1'],
  ['FOR="[2001:db8::1]:8080"', '[2001:db8::1]:8080'],
  ['for="a\\b"', 'ab'],
  ['proto=https', null],
  ['for=a;for=a', null],
  ['for="2001:db8::1"', null],
  ['for="a', null],
  ['for', null],
])('the client of %j is %j', (element, client) => {
  expect(forValueOf(element)).toBe(client);
});

it.each([
  ['', ['']],
  ['a,b', ['a', 'b']],
  ['a,"b,c",d', ['a', '"b,c"', 'd']],
  ['"a\\",b",c', ['"a\\",b"', 'c']],
  ['"a,b', null],
  ['a,', ['a', '']],
])('%j has the parts %j', (text, parts) => {
  expect(splitOutsideQuotes(text, ',')).toEqual(parts);
});
