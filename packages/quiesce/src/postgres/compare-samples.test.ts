import { describe, expect, test } from 'vitest';
import { compareSamples, type Known, mayOwe, mayReport } from './compare-samples.ts';
import type { SessionSample, TableSample, WatchSample } from './watch-sample.ts';

const table: TableSample = {
  name: 'public.orders',
  changes: 10,
  file: 1,
  root: 7,
  isClosed: true,
  isBookkeeping: false,
};
const web: SessionSample = {
  pid: 1,
  startedAt: 0,
  role: 'shop',
  application: 'shop-web',
  address: null,
  state: 'idle',
  changedAt: 0,
  statement: 'select 1',
};
const sample = (
  at: number,
  tables: readonly TableSample[],
  sessions: readonly SessionSample[] = [],
): WatchSample => ({
  at,
  state: 'closed',
  generation: 1,
  nextTransactionId: 700n,
  walPosition: 0,
  sessionsBegun: 5,
  countedSince: null,
  tables: new Map(tables.map((one, index) => [7 + index, one])),
  evidence: { sessions, passages: [], refusedCount: 0, refusedIds: 0, refusals: [] },
  notWatched: [],
});
const quiet: Known = { isReportDue: false, unexplainedIds: 0, passages: [] };
const passage = { pid: 9, relid: 7, role: 'repair', application: 'a fix', label: null, transactionId: 701n };

describe('what a counter that has moved means', () => {
  const moved = { ...table, changes: 13 };
  test.each<[string, TableSample, Partial<Known>, unknown]>([
    ['nobody was allowed to', moved, {}, { kind: 'past-guard', what: 'rows', rows: 3 }],
    ['a report is due, and nobody used a transaction id', moved, { isReportDue: true }, undefined],
    [
      'a report is due, and somebody did',
      moved,
      { isReportDue: true, unexplainedIds: 1 },
      { kind: 'unsure' },
    ],
    ['it is for bookkeeping', { ...moved, isBookkeeping: true }, {}, { kind: 'bookkeeping' }],
    [
      'somebody may write to it',
      moved,
      { passages: [passage] },
      { kind: 'approved', by: [{ application: 'a fix' }] },
    ],
    [
      'somebody may write to what it is a part of',
      { ...moved, root: 6 },
      { passages: [{ ...passage, relid: 6 }] },
      { kind: 'approved' },
    ],
    [
      'somebody may change tables, which counts no rows',
      moved,
      { passages: [{ ...passage, relid: 0 }] },
      { kind: 'past-guard' },
    ],
    [
      'somebody may change tables, and its file is another',
      { ...table, file: 2 },
      { passages: [{ ...passage, relid: 0 }] },
      { kind: 'approved' },
    ],
    [
      'somebody may write to another',
      moved,
      { passages: [{ ...passage, relid: 99 }] },
      { kind: 'past-guard' },
    ],
    [
      'counters were set back, and counted since',
      { ...table, changes: 2 },
      {},
      { kind: 'past-guard', rows: 2 },
    ],
    ['counters were set back', { ...table, changes: 0 }, {}, undefined],
    ['it is not closed', { ...moved, isClosed: false }, {}, undefined],
    [
      'its file is another, which is not counted late',
      { ...table, file: 2 },
      { isReportDue: true, unexplainedIds: 1 },
      { kind: 'past-guard', what: 'replaced', rows: 0 },
    ],
  ])('%s', (_, after, known, expected) => {
    const [found] = compareSamples(sample(0, [table]), sample(1_000, [after]), { ...quiet, ...known });
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject({ table: 'public.orders', at: 1_000, ...Object(expected) });
  });

  test('tables come and go', () => {
    const other = { ...table, name: 'public.copy', root: 8, changes: 4 };
    expect(compareSamples(sample(0, [table]), sample(1_000, [table, other]), quiet)).toMatchObject([
      { table: 'public.copy', what: 'born', rows: 4, kind: 'past-guard' },
    ]);
    expect(compareSamples(sample(0, [table, other]), sample(1_000, [table]), quiet)).toMatchObject([
      { table: 'public.copy', what: 'gone', kind: 'past-guard' },
    ]);
  });

  test('before it is closed, too, a table for bookkeeping is none that will be refused', () => {
    const kinds = [false, true].map((isBookkeeping) => {
      const before = { ...sample(0, [{ ...table, isBookkeeping }]), state: 'open' as const };
      const after = { ...sample(1_000, [{ ...moved, isBookkeeping }]), state: 'open' as const };
      return compareSamples(before, after, quiet)[0]?.kind;
    });
    expect(kinds).toEqual(['open', 'bookkeeping']);
  });
});

test('who wrote did something in between, or left, or was due to report; or nobody saw him', () => {
  const moved = { ...table, changes: 13 };
  const writers = (before: readonly SessionSample[], after: readonly SessionSample[]) =>
    compareSamples(sample(20_000, [table], before), sample(21_000, [moved], after), quiet)[0]?.by.map(
      ({ pid }) => pid,
    );
  const active = { ...web, changedAt: 20_500 };
  const due = { ...web, pid: 2, changedAt: 10_700 };
  const asleep = { ...web, pid: 3, changedAt: 1_000 };
  expect(writers([web, due, asleep], [active, due, asleep])).toEqual([1, 2]);
  expect(writers([web, asleep], [active, asleep])).toEqual([1]);
  expect(writers([web, asleep], [asleep])).toEqual([1]);
  expect(writers([due, asleep], [due, asleep])).toEqual([2]);
  expect(writers([asleep], [asleep])).toEqual([]);
  expect(writers([web, due], [active, { ...due, changedAt: 20_600 }])).toEqual([1, 2]);
  expect(writers([], [{ ...web, state: null, changedAt: null }])).toEqual([1]);
});

test('nobody is the one while a session came and went unseen', () => {
  const moved = { ...table, changes: 13 };
  const active = { ...web, changedAt: 20_500 };
  const other = { ...active, pid: 5 };
  const writers = (sessionsBegun: number, after: readonly SessionSample[]) =>
    compareSamples(
      sample(20_000, [table], [web]),
      { ...sample(21_000, [moved], after), sessionsBegun },
      quiet,
    )[0]?.by.map(({ pid }) => pid);
  expect(writers(5, [active])).toEqual([1]);
  expect(writers(6, [active])).toEqual([1, null]);
  expect(writers(6, [active, other])).toEqual([1, 5]);
  expect(writers(6, [])).toEqual([1, null]);
  expect(writers(6, [{ ...web, changedAt: 1_000 }])).toEqual([]);
});

test.each<[string, Partial<SessionSample>, boolean]>([
  ['idle since a moment before', { changedAt: 9_500 }, true],
  ['in a transaction', { state: 'idle in transaction', changedAt: 0 }, true],
  ['idle again, later than a report can wait', { changedAt: 11_500 }, false],
  ['of whom nothing may be seen', { state: null, changedAt: null }, true],
])('a session %s may owe a report: %s', (_, changes, expected) => {
  expect(mayOwe({ ...web, ...changes }, { by: 10_000, now: 12_000 })).toBe(expected);
});

test('a session that has been idle for ten seconds owes nothing; one of whom nothing is seen not for ever', () => {
  expect(mayOwe({ ...web, changedAt: 10_000 }, { by: 10_000, now: 21_500 })).toBe(false);
  expect(mayOwe({ ...web, state: null }, { by: 10_000, now: 80_000 })).toBe(false);
});

test.each<[string, SessionSample | null, boolean]>([
  ['left', null, true],
  ['fell idle', { ...web, changedAt: 20_500 }, true],
  ['had been idle for ten seconds', { ...web, changedAt: 10_400 }, true],
  ['stayed idle', { ...web, changedAt: 15_000 }, false],
  ['stayed in its transaction', { ...web, state: 'idle in transaction', changedAt: 10_400 }, false],
])('a session that %s may have reported: %s', (_, session, expected) => {
  expect(mayReport(session, { after: 20_000, by: 21_000 })).toBe(expected);
});
