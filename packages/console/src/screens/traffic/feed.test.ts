import { describe, expect, it } from 'vitest';
import type { TrafficDecision } from '../../api/schema.ts';
import { countAfter, emptyFeed, fits, mostRows, parseBatch, ratePerSecond, rowsAfter } from './feed.ts';

const decision = (number: number, changes: Partial<TrafficDecision> = {}): TrafficDecision => ({
  number,
  at: number,
  method: 'POST',
  path: '/checkout',
  host: 'shop.example.com',
  clientAddress: null,
  kind: 'refuse',
  access: 'write',
  rule: { id: 'read-only-write', detail: 'POST', detailSaid: null },
  mode: 'read-only',
  role: 'visitor',
  subject: null,
  reference: 'MZ4D-WS7C',
  ...changes,
});
const bypass = decision(1, {
  kind: 'allow',
  rule: { id: 'bypass', detail: 'probe', detailSaid: null },
  subject: 'Ada',
});
const read = decision(1, { kind: 'allow', rule: { id: 'read-only-read', detail: '', detailSaid: null } });
const all = { kind: undefined, search: '' };

describe('the filter', () => {
  it.each([
    ['refuse', decision(1), true],
    ['refuse', read, false],
    ['allow', read, true],
    ['allow', bypass, false],
    ['bypass', bypass, true],
    ['bypass', read, false],
    ['confirm', decision(1, { kind: 'confirm' }), true],
  ] as const)('%s', (kind, given, expected) => {
    expect(fits(given, { kind, search: '' })).toBe(expected);
  });

  it.each([
    ['CHECK', true],
    ['ws7c', true],
    ['read-only-w', true],
    ['ada', false],
    ['shop.example', true],
  ])('finds %s', (search, expected) => {
    expect(fits(decision(1), { kind: undefined, search })).toBe(expected);
  });
});

describe('the rows', () => {
  it('are the newest first, none twice, and no more than can be read', () => {
    const rows = rowsAfter([decision(2)], [decision(1), decision(2), decision(3), decision(4)], all);
    expect(rows.map(({ number }) => number)).toEqual([4, 3, 2]);
    const many = Array.from({ length: 500 }, (_, index) => decision(index + 10));
    expect(rowsAfter(rows, many, all)).toHaveLength(mostRows);
    expect(rowsAfter(rows, many, all)[0]?.number).toBe(509);
  });

  it('stay the same where nothing fits', () => {
    const rows = [decision(2)];
    expect(rowsAfter(rows, [read], { kind: 'refuse', search: '' })).toBe(rows);
  });
});

describe('the counts', () => {
  it('are exact although the list is a sample', () => {
    let feed = countAfter(emptyFeed, 1_000, 0);
    for (let second = 1; second <= 10; second += 1)
      feed = countAfter(feed, 1_000 + second * 900, second * 1_000);
    expect(feed.number - (feed.first ?? 0)).toBe(9_000);
    expect(ratePerSecond(feed, 10_000)).toBe(900);
    expect(feed.samples.length).toBeLessThan(8);
  });

  it('fall to 0 when nothing comes', () => {
    const feed = countAfter(countAfter(emptyFeed, 0, 0), 500, 1_000);
    expect(ratePerSecond(feed, 1_000)).toBe(500);
    expect(ratePerSecond(feed, 20_000)).toBe(0);
    expect(ratePerSecond(emptyFeed, 0)).toBe(0);
  });

  it('begin anew with the server', () => {
    const feed = countAfter(countAfter(emptyFeed, 5_000, 0), 3, 1_000);
    expect(feed).toMatchObject({ first: 3, number: 3, samples: [{ number: 3 }] });
  });
});

it.each([
  ['{"decisions":[],"number":7}', { decisions: [], number: 7 }],
  ['[]', null],
  ['{', null],
  ['{"number":7}', null],
])('reads %s', (data, expected) => {
  expect(parseBatch(data)).toEqual(expected);
});
