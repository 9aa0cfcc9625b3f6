import { describe, expect, test } from 'vitest';
import { exampleNow, minuteMs } from '../../test/answer/examples.ts';
import { refreshSeconds, retryAfterSeconds } from './retry-after.ts';

const until = (minutes: number) => ({
  expected: { earliest: exampleNow, latest: exampleNow + minutes * minuteMs, nextUpdateAt: null },
  expires: null,
});
const unknown = { expected: null, expires: null };
const broken = { expected: { earliest: Number.NaN, latest: Number.NaN, nextUpdateAt: null }, expires: null };
const announced = { expected: null, expires: { at: exampleNow + 10 * minuteMs, then: 'open' as const } };

const input = (
  state: Parameters<typeof retryAfterSeconds>[0]['switch'],
  jitter: number,
  defaultSeconds = 600,
) => ({
  switch: state,
  defaultSeconds,
  nowMs: exampleNow,
  jitter,
});

describe('retryAfterSeconds', () => {
  test.each([
    ['what is left', until(20), 0, 1_200],
    ['with half of the jitter', until(20), 0.5, 1_260],
    ['with all of it', until(20), 1, 1_320],
    ['at least a minute', until(0.1), 0, 60],
    ['at least a minute, spread', until(0.1), 1, 66],
    ['at most a day', until(60 * 24 * 9), 0, 86_400],
    ['an announced end', announced, 0, 600],
    ['no end known', unknown, 0, 600],
    ['the end has passed', until(-5), 0, 600],
    ['times that are none', broken, 0, 600],
    ['jitter that is none', until(20), Number.NaN, 1_200],
    ['too much jitter', until(20), 7, 1_320],
  ])('%s', (_, state, jitter, expected) => {
    expect(retryAfterSeconds(input(state, jitter))).toBe(expected);
  });

  test('a default below a minute, or none, is a minute', () => {
    expect(retryAfterSeconds(input(unknown, 0, 5))).toBe(60);
    expect(retryAfterSeconds(input(unknown, 0, Number.NaN))).toBe(60);
  });
});

describe('refreshSeconds', () => {
  test.each([
    [until(60), 0, 300],
    [until(60), 1, 330],
    [until(2), 0, 120],
    [until(0.1), 0, 60],
    [until(-5), 0, 300],
    [unknown, 0, 300],
  ])('%j', (state, jitter, expected) => {
    expect(refreshSeconds(input(state, jitter))).toBe(expected);
  });
});
