import { describe, expect, it } from 'vitest';
import {
  type ConnectionEvent,
  connectionAfter,
  lostAfterMs,
  lostSince,
  neverAnswered,
} from './connection-state.ts';

const after = (...events: readonly ConnectionEvent[]) => events.reduce(connectionAfter, neverAnswered);
const answered = (at: number): ConnectionEvent => ({ kind: 'answered', at });
const failed = (at: number): ConnectionEvent => ({ kind: 'failed', at });

describe('since when nobody answers', () => {
  it.each([
    ['nothing was asked yet', [], 99_000, null],
    ['the last request was answered', [failed(1_000), answered(2_000)], 99_000, null],
    ['the first failure was just now', [answered(1_000), failed(2_000)], 2_000 + lostAfterMs - 1, null],
    ['failures go on', [answered(1_000), failed(2_000), failed(9_000)], 2_000 + lostAfterMs, 1_000],
    ['nobody ever answered', [failed(2_000)], 99_000, 2_000],
  ] as const)('%s', (_name, events, nowMs, expected) => {
    expect(lostSince(after(...events), nowMs)).toBe(expected);
  });
});
