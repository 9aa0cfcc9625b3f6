import { expect, it } from 'vitest';
import { editDistance, nearestWord } from './nearest-word.ts';

it.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['abc', '', 3],
  ['networks', 'networkz', 1],
  ['kitten', 'sitting', 3],
  ['psot', 'post', 1],
  ['abcd', 'badc', 2],
  ['ca', 'abc', 3],
])('from %s to %s it is %i steps', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
});

it.each([
  ['networkz', 'networks'],
  ['NETWORKS', 'networks'],
  ['proxie', 'proxies'],
  ['proxy', null],
  ['adminhost', 'adminHosts'],
  ['n', null],
  ['completely', null],
  ['', null],
  [`networks${'x'.repeat(100)}`, null],
])('%s most likely means %s', (word, expected) => {
  expect(nearestWord(word, ['networks', 'adminHosts', 'proxies', 'addressHeader'])).toBe(expected);
});
