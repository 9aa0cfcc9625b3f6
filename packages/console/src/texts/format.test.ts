import { describe, expect, it } from 'vitest';
import { createFormat } from './format.ts';

const at = Date.UTC(2025, 10, 21, 1, 14, 30);
const plain = (text: string): string => text.replaceAll(/\s/g, ' ');
const english = createFormat('en-GB', 'Europe/Berlin');
const german = createFormat('de-DE', 'Europe/Berlin');
const minute = 60_000;
const hour = 60 * minute;

describe('times', () => {
  it('say the day only where it is another', () => {
    expect(english.time(at, at + hour)).toBe('02:14');
    expect(plain(english.time(at, at + 24 * hour))).toBe('21 Nov, 02:14');
    expect(plain(german.time(at, at + 24 * hour))).toBe('21. Nov., 02:14');
  });

  it('say the year only where it is another', () => {
    const year = 365 * 24 * hour;
    expect(plain(english.time(at + year, at))).toBe('21 Nov 2026, 02:14');
    expect(plain(german.time(at + year, at))).toBe('21. Nov. 2026, 02:14');
    const newYear = Date.UTC(2025, 11, 31, 23, 30);
    expect(plain(english.time(newYear, newYear - hour))).toBe('1 Jan 2026, 00:30');
    expect(plain(english.timeInUtc(newYear, newYear - hour))).toBe('23:30');
  });

  it('have a day of their own in UTC', () => {
    const night = Date.UTC(2025, 10, 20, 23, 30);
    expect(english.time(night, at)).toBe('00:30');
    expect(plain(english.timeInUtc(night, at))).toBe('20 Nov, 23:30');
    expect(english.timeInUtc(at, at)).toBe('01:14');
  });

  it('have seconds where they matter', () => {
    expect(english.clock(at)).toBe('02:14:30');
  });

  it('name their zone', () => {
    expect(english.zone(at)).toBe('CET');
  });
});

describe('durations', () => {
  it.each([
    [-5, '0s'],
    [0, '0s'],
    [440, '0.4s'],
    [1_000, '1s'],
    [59_999, '59s'],
    [3 * minute + 59_000, '3 mins'],
    [hour, '1 hr'],
    [2 * hour + 5 * minute, '2 hrs 5 mins'],
    [49 * hour, '2 days 1 hr'],
  ])('%d ms', (ms, expected) => {
    expect(plain(english.duration(ms))).toBe(expected);
  });
});

it('counts back and forward', () => {
  expect(english.relative(at - 3 * minute, at)).toBe('3 minutes ago');
  expect(english.relative(at + 2 * hour, at)).toBe('in 2 hours');
  expect(english.relative(at, at)).toBe('now');
  expect(english.relative(at + 4 * hour - minute, at)).toBe('in 4 hours');
  expect(english.relative(at + hour - 20_000, at)).toBe('in 1 hour');
  expect(english.relative(at + hour - 31_000, at)).toBe('in 59 minutes');
  expect(english.relative(at - minute + 400, at)).toBe('1 minute ago');
  expect(english.relative(at - 89_000, at)).toBe('1 minute ago');
  expect(german.relative(at - 26 * hour, at)).toBe('gestern');
});

it('lists', () => {
  expect(english.list(['one', 'two', 'three'])).toBe('one, two and three');
  expect(german.list(['eins', 'zwei'])).toBe('eins und zwei');
  expect(english.either(['one', 'two', 'three'])).toBe('one, two or three');
  expect(german.either(['eins', 'zwei'])).toBe('eins oder zwei');
  expect(german.either([])).toBe('');
});

it('names languages in its own', () => {
  expect(german.languageName('fr')).toBe('Französisch');
});
