import { describe, expect, it } from 'vitest';
import type { ArrivalLine, ChangeLine, ClaimLine, HistoryLine } from '../proofs/switching/history.ts';
import { judgeHistory } from '../proofs/switching/judge-history.ts';

const write = (id: string, sentMs: number, more: Partial<ArrivalLine> = {}): ArrivalLine => ({
  kind: 'arrival',
  id,
  instance: 0,
  isWrite: true,
  sentMs,
  atMs: sentMs + 1,
  decision: null,
  ...more,
});
const refused = (id: string, sentMs: number): HistoryLine => ({
  kind: 'request',
  id,
  instance: 0,
  isWrite: true,
  sentMs,
  endedMs: sentMs + 2,
  status: 503,
});
const change = (
  reason: string,
  askedMs: number,
  more: Pick<ChangeLine, 'mode' | 'epoch'> & Partial<ChangeLine>,
): ChangeLine => ({
  kind: 'change',
  reason,
  instance: 0,
  askedMs,
  endedMs: askedMs + 5,
  outcome: 'done',
  ...more,
});
const claim = (endedMs: number, more: Pick<ClaimLine, 'epoch' | 'mode'> & Partial<ClaimLine>): ClaimLine => ({
  kind: 'claim',
  instance: 0,
  askedMs: endedMs - 3,
  endedMs,
  enforced: true,
  ...more,
});
const record = (reason: string, mode: ClaimLine['mode'], fromEpoch: number): HistoryLine => ({
  kind: 'record',
  reason,
  mode,
  fromEpoch,
});

/** Open until 100, enforced from 110 until `off` is asked at 200. */
const sound: readonly HistoryLine[] = [
  write('w1', 50),
  change('on', 100, { mode: 'read-only', epoch: 1 }),
  record('on', 'read-only', 0),
  claim(107, { epoch: 1, mode: 'read-only', enforced: false }),
  write('w2', 103),
  claim(110, { epoch: 1, mode: 'read-only' }),
  refused('w3', 120),
  write('r1', 130, { isWrite: false, decision: { epoch: 1, mode: 'read-only' } }),
  change('off', 200, { mode: 'open', epoch: 2 }),
  record('off', 'open', 1),
  write('w4', 203),
  claim(210, { epoch: 2, mode: 'open' }),
];

const judge = (lines: readonly HistoryLine[], judgesInFlight = true) =>
  judgeHistory(lines, { leaseMs: 5_000, judgesInFlight });
const without = (reason: string) =>
  sound.filter((line) => !((line.kind === 'change' || line.kind === 'record') && line.reason === reason));

it('finds nothing in a sound history, and counts what there was', () => {
  const { violations, facts } = judge(sound);
  expect(violations).toEqual([]);
  expect(facts).toEqual({
    requests: 1,
    refused: 1,
    withoutAnswer: 0,
    writesArrived: 3,
    readsArrivedWhileEnforced: 1,
    enforced: 1,
    writesSentWhileEnforced: 1,
    writesThroughCut: 0,
  });
});

describe.each<readonly [string, readonly HistoryLine[], RegExp]>([
  ['a write that was sent while enforced arrives', [write('w', 150)], /^I1: write w .* was sent 40 ms after/],
  ['a write arrives at the last moment', [write('w', 190, { atMs: 199 })], /^I1: write w/],
  ['a write is in flight although enforced', [write('w', 90, { atMs: 112 })], /^I1: write w .* in flight/],
  [
    'somebody claims it too early',
    [claim(102, { epoch: 1, mode: 'read-only', instance: 1 })],
    /^I1: write w2/,
  ],
  ['a refused write arrives', [write('w3', 100, { atMs: 108 })], /^I7: w3 was refused, and arrived$/],
  ['a write arrives twice', [write('w1', 50, { atMs: 60 })], /^I7: write w1 arrived twice$/],
  [
    'a write is let through by a decision that knows',
    [write('w', 105, { decision: { epoch: 1, mode: 'read-only' } })],
    /^I7: write w arrived by a decision of epoch 1 that says read-only$/,
  ],
  [
    'a decision is looser than its epoch',
    [write('r', 140, { isWrite: false, decision: { epoch: 1, mode: 'open' } })],
    /^I7: r was decided as open by epoch 1/,
  ],
  [
    'an instance forgets an epoch that a request has shown',
    [write('r2', 150, { isWrite: false, decision: { epoch: 0, mode: 'closed' } })],
    /^I3: request r2 at 0 knew epoch 0 after request r1 had known 1$|^I7/,
  ],
  [
    'an instance forgets an epoch that it has told',
    [claim(220, { epoch: 1, mode: 'read-only', enforced: false })],
    /^I3: the status at 217 ms at 0 knew epoch 1/,
  ],
  [
    'the mode reverts by itself',
    [claim(230, { epoch: 2, mode: 'read-only', enforced: false })],
    /^I3: 0 said that epoch 2 is read-only; on record it is open$/,
  ],
  ['a change is on record twice', [record('on', 'read-only', 7)], /^I5: "on" \(done\) is on record 2 times$/],
  ['nobody asked for a change', [record('?', 'open', 7)], /^I5: "\?" is on record and nobody asked/],
  [
    'a refused change is on record',
    [
      change('no', 300, { mode: 'open', epoch: null, outcome: 'refused' }),
      { kind: 'record', reason: 'no', mode: 'open', fromEpoch: 2 },
    ],
    /^I5: "no" \(refused\) is on record 1 times$/,
  ],
  [
    'two changes follow the same epoch',
    [change('b', 300, { mode: 'open', epoch: 3 }), record('b', 'open', 1)],
    /^I5: "b" and another change both follow 1$/,
  ],
  [
    'who has lost the store goes on after its lease',
    [{ kind: 'cut', instance: 0, fromMs: 300, untilMs: 9_000, onStoreLost: 'read-only' }, write('w', 6_301)],
    /^I6: w was sent to 0 6001 ms after it had lost its store \(read-only\), and arrived$/,
  ],
  [
    'who is to close reads after its lease',
    [
      { kind: 'cut', instance: 0, fromMs: 300, untilMs: 9_000, onStoreLost: 'closed' },
      write('r', 6_301, { isWrite: false }),
    ],
    /^I6: r /,
  ],
])('when %s', (_name, more, expected) => {
  it('is found', () => {
    const { violations } = judge([...sound, ...more]);
    expect(violations).not.toEqual([]);
    for (const violation of violations) expect(violation).toMatch(expected);
  });
});

it('finds a change that was acknowledged and is not on record', () => {
  const lines = sound.filter((line) => !(line.kind === 'record' && line.reason === 'off'));
  expect(judge(lines).violations).toContain('I5: "off" (done) is on record 0 times');
});

it('takes a change without an answer for what its record says', () => {
  const unknown = change('off', 200, { mode: 'open', epoch: null, outcome: 'unknown' });
  const happened = [...without('off'), unknown, record('off', 'open', 1)];
  expect(judge(happened).violations).toEqual([]);
  const withoutRecord = [...without('off'), unknown].filter(
    (line) => !(line.kind === 'claim' && line.epoch === 2),
  );
  expect(judge(withoutRecord).violations).toEqual([expect.stringMatching(/^I1: write w4/)]);
});

it('asks for writes in flight only where they can be told', () => {
  const lines = [...sound, write('w', 90, { atMs: 150 })];
  expect(judge(lines).violations).toHaveLength(1);
  expect(judge(lines, false).violations).toEqual([]);
});

it('leaves alone who keeps its state, and counts what it lets through', () => {
  const { violations, facts } = judge([
    ...sound,
    { kind: 'cut', instance: 0, fromMs: 300, untilMs: 9_000, onStoreLost: 'keep' },
    write('w', 7_000),
  ]);
  expect(violations).toEqual([]);
  expect(facts.writesThroughCut).toBe(1);
});

it('judges reads while a site is closed, too', () => {
  const closed: readonly HistoryLine[] = [
    change('on', 100, { mode: 'closed', epoch: 1 }),
    record('on', 'closed', 0),
    claim(110, { epoch: 1, mode: 'closed' }),
    write('r', 120, { isWrite: false }),
  ];
  expect(judge(closed).violations).toEqual([expect.stringMatching(/^I1: read r /)]);
});
