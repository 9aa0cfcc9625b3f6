import { describe, expect, test } from 'vitest';
import { examplePolicy, minuteMs, exampleNow as now } from '../../test/answer/examples.ts';
import type { Expected } from '../model/switch.ts';
import { backHeadline, backHints, expectedReturn, momentPhrase, whenBack } from './expected-return.ts';
import { createReader } from './reader.ts';

const dayMs = 24 * 60 * minuteMs;
const at = (earliest: number, latest: number, nextUpdate: number | null = null): Expected => ({
  earliest: now + earliest * minuteMs,
  latest: now + latest * minuteMs,
  nextUpdateAt: nextUpdate === null ? null : now + nextUpdate * minuteMs,
});

function told(language: string, expected: Expected | null): readonly string[] {
  const { page } = examplePolicy();
  const reader = createReader(['Accept-Language', language], page);
  const view = expectedReturn({ expected, expires: null }, now);
  return [backHeadline(reader, view, now), ...backHints(reader, view, now)];
}

describe('what is told about the end', () => {
  test.each<[string, string, Expected | null, readonly string[]]>([
    ['a window', 'en-GB', at(25, 55), ['14:00–14:30 CEST today', 'In 55 minutes at the latest.']],
    ['a window', 'en', at(25, 55), ['2:00 – 2:30 PM GMT+2 today', 'In 55 minutes at the latest.']],
    ['a window', 'de', at(25, 55), ['Heute, 14:00–14:30 Uhr MESZ', 'Spätestens in 55 Minuten.']],
    ['a window', 'fr', at(25, 55), ['Aujourd’hui, 14:00 – 14:30 UTC+2', 'Dans 55 minutes au plus tard.']],
    ['a window', 'es', at(25, 55), ['Hoy, 14:00–14:30 CEST', 'A más tardar dentro de 55 minutos.']],
    ['one moment', 'en-GB', at(55, 55), ['Around 14:30 CEST today', 'In 55 minutes.']],
    ['the earliest has passed', 'en-GB', at(-5, 12), ['By 13:47 CEST today', 'In 12 minutes at the latest.']],
    ['tomorrow', 'en-GB', at(60 * 20, 60 * 21), ['09:35–10:35 CEST tomorrow', 'In 21 hours at the latest.']],
    [
      'another day',
      'en-GB',
      at(60 * 24 * 3, 60 * 24 * 3 + 60),
      ['13:35–14:35 CEST on Monday 15 June', 'In 4 days at the latest.'],
    ],
    // Without an article or a preposition of its own: the banner puts "until" and "since" before it.
    [
      'another day, with the next update',
      'de',
      at(60 * 24 * 3, 60 * 24 * 3 + 60, 60 * 48),
      [
        'Montag, 15. Juni, 13:35–14:35 Uhr MESZ',
        'Spätestens in 4 Tagen.',
        'Nächster Stand: Sonntag, 14. Juni bis spätestens 13:35 MESZ.',
      ],
    ],
    ['another day', 'fr', at(60 * 24 * 3, 60 * 24 * 3), ['Lundi 15 juin vers 13:35 UTC+2', 'Dans 3 jours.']],
    [
      'over midnight',
      'en-GB',
      at(60 * 10, 60 * 12),
      ['Fri 12 June at 23:35 CEST – Sat 13 June at 01:35 CEST', 'In 12 hours at the latest.'],
    ],
    ['hours are rounded up', 'en-GB', at(91, 91), ['Around 15:06 CEST today', 'In 2 hours.']],
    ['minutes are rounded up', 'en-GB', at(12.2, 12.2), ['Around 13:47 CEST today', 'In 13 minutes.']],
    ['beyond twenty, to the minute', 'en-GB', at(21, 21), ['Around 13:56 CEST today', 'In 21 minutes.']],
    ['never "in 0 minutes"', 'en-GB', at(0.1, 0.1), ['Around 13:35 CEST today', 'In 1 minute.']],
    ['swapped ends', 'en-GB', at(55, 25), ['14:00–14:30 CEST today', 'In 55 minutes at the latest.']],
    [
      'with the next update',
      'en-GB',
      at(25, 55, 15),
      ['14:00–14:30 CEST today', 'In 55 minutes at the latest.', 'Next update by 13:50 CEST today.'],
    ],
    [
      'it has passed',
      'en-GB',
      at(-60, -5),
      ['It is taking longer than planned', 'We do not have a new time yet.'],
    ],
    [
      'it has passed, with the next update',
      'en-GB',
      at(-60, -5, 25),
      ['It is taking longer than planned', 'Next update by 14:00 CEST today.'],
    ],
    [
      'the next update has passed too',
      'en-GB',
      at(-60, -5, -1),
      ['It is taking longer than planned', 'We do not have a new time yet.'],
    ],
    ['unknown', 'en-GB', null, ['We do not know yet', 'This page will tell you as soon as we do.']],
    [
      'times that are none',
      'en-GB',
      { earliest: Number.NaN, latest: 9e15, nextUpdateAt: null },
      ['We do not know yet', 'This page will tell you as soon as we do.'],
    ],
  ])('%s, %s', (_, language, expected, lines) => {
    expect(told(language, expected)).toEqual(lines);
  });

  test('an announced end counts when nothing else was said', () => {
    const expires = { at: now + 55 * minuteMs, then: 'open' } as const;
    expect(expectedReturn({ expected: null, expires }, now)).toMatchObject({ kind: 'around' });
  });

  test('exactly at the latest moment it is over', () => {
    expect(expectedReturn({ expected: at(-10, 0), expires: null }, now).kind).toBe('overdue');
  });
});

test('a zone that does not exist is UTC, not an exception', () => {
  const page = { ...examplePolicy().page, timeZone: 'Mars/Olympus' };
  const reader = createReader(['Accept-Language', 'en-GB'], page);
  expect(momentPhrase(reader, now, now)).toBe('11:35 UTC today');
  expect(momentPhrase(reader, Number.POSITIVE_INFINITY, now)).toBe('We do not know yet');
});

test('days follow the zone of the site, not UTC', () => {
  const page = { ...examplePolicy().page, timeZone: 'Pacific/Auckland' };
  const reader = createReader(['Accept-Language', 'en-GB'], page);
  // 11:35 UTC is 23:35 in Auckland: half an hour later it is tomorrow there.
  expect(momentPhrase(reader, now + 30 * minuteMs, now)).toContain('tomorrow');
  expect(momentPhrase(reader, now - dayMs, now)).toContain('yesterday');
});

test('no end, no phrase', () => {
  const reader = createReader([], examplePolicy().page);
  expect(whenBack(reader, { kind: 'unknown', nextUpdateAt: null }, now)).toBeNull();
});
