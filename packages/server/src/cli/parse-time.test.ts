import { describe, expect, it } from 'vitest';
import {
  clockTime,
  describeDuration,
  parseDuration,
  parseDurationWithin,
  parseMoment,
} from './parse-time.ts';

describe('parseDuration', () => {
  it.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['1h30m', 5_400_000],
    ['1h 30m', 5_400_000],
    ['2d', 172_800_000],
    ['365d', 31_536_000_000],
  ])('reads %s', (text, milliseconds) => expect(parseDuration(text, '--for')).toBe(milliseconds));

  it.each(['0m', '366d', '0h0s'])('refuses %j, naming the bounds', (text) =>
    expect(() => parseDuration(text, '--for')).toThrow(
      `such as 30m, 1h30m or 2d, longer than nothing and at most 365d, got ${JSON.stringify(text)}`,
    ),
  );

  it.each(['', '30', 'm', '-5m', '1.5h', '1h30', '30 minutes', '1e9d', 'h1'])('refuses %j', (text) =>
    expect(() => parseDuration(text, '--for')).toThrow(
      `--for: expected a duration such as 30m, 1h30m or 2d, got ${JSON.stringify(text)}`,
    ),
  );
});

describe('parseMoment', () => {
  const nowMs = new Date(2026, 10, 21, 14, 0).getTime();
  const read = (text: string) => parseMoment(text, { option: '--until', nowMs });

  it('takes the next time the clock shows it', () => {
    expect(read('18:30')).toBe(new Date(2026, 10, 21, 18, 30).getTime());
    expect(read('9:05')).toBe(new Date(2026, 10, 22, 9, 5).getTime());
    expect(read('14:00')).toBe(new Date(2026, 10, 22, 14, 0).getTime());
  });

  it('takes a date with or without a zone', () => {
    expect(read('2026-11-22T06:00')).toBe(new Date(2026, 10, 22, 6, 0).getTime());
    expect(read('2026-11-22T06:00Z')).toBe(Date.UTC(2026, 10, 22, 6, 0));
  });

  it.each(['', '25:00', '12:60', 'tomorrow', '2026-13-40T00:00', '22.11.2026'])('refuses %j', (text) =>
    expect(() => read(text)).toThrow('--until: expected a time such as 18:30'),
  );

  it('refuses what has passed', () => expect(() => read('2026-11-21T13:59')).toThrow('has passed already'));
});

describe('describeDuration', () => {
  it.each([
    [-5, '0 s'],
    [12_000, '12 s'],
    [240_000, '4 min'],
    [4_800_000, '1 h 20 min'],
    [7_200_000, '2 h'],
    [183_600_000, '2 d 3 h'],
  ])('says %i as %s', (milliseconds, text) => expect(describeDuration(milliseconds)).toBe(text));
});

describe('parseDurationWithin', () => {
  const within = (text: string) => parseDurationWithin(text, '--for', { least: '1m', most: '24h' });
  it.each([
    ['1m', 60_000],
    ['60s', 60_000],
    ['1d', 86_400_000],
  ])('takes %s', (text, milliseconds) => expect(within(text)).toBe(milliseconds));

  it.each(['59s', '24h1s', '48h'])('refuses %s, naming both bounds', (text) =>
    expect(() => within(text)).toThrow(`--for: expected 1m to 24h, got "${text}".`),
  );
});

describe('clockTime', () => {
  const now = new Date(2026, 10, 21, 7, 33).getTime();
  it.each([
    [new Date(2026, 10, 21, 8, 3), '08:03'],
    [new Date(2026, 10, 22, 0, 5), '2026-11-22 00:05'],
    [new Date(2025, 10, 21, 8, 3), '2025-11-21 08:03'],
  ])('%s', (moment, expected) => expect(clockTime(moment.getTime(), now)).toBe(expected));
});
