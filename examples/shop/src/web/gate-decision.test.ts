import { describe, expect, it } from 'vitest';
import { type GateDecision, pauseReason } from './gate-decision.ts';

const now = new Date('2026-06-01T12:00:00Z');
const readOnly: GateDecision = {
  mode: 'read-only',
  mayWrite: false,
  scope: 'none',
  role: 'visitor',
  until: null,
  message: null,
};

describe('pauseReason', () => {
  it.each([
    ['nobody decides', null, null],
    ['open', { ...readOnly, mode: 'open' as const }, null],
    ['the caller may write', { ...readOnly, mayWrite: true }, null],
    ['no end', readOnly, 'Changes are paused for maintenance.'],
    [
      'later today',
      { ...readOnly, until: '2026-06-01T16:30:00+02:00' },
      'Changes are paused for maintenance, probably until 14:30 UTC.',
    ],
    [
      'another day',
      { ...readOnly, until: '2026-06-02T06:00:00Z', message: ' Back soon. ' },
      'Changes are paused for maintenance, probably until 2 June at 06:00 UTC. Back soon.',
    ],
    [
      'an end that passed',
      { ...readOnly, until: '2026-06-01T11:59:00Z' },
      'Changes are paused for maintenance a little longer than planned.',
    ],
    ['no time at all', { ...readOnly, until: 'tomorrow' }, 'Changes are paused for maintenance.'],
    ['closed', { ...readOnly, mode: 'closed' as const }, 'The shop is closed for maintenance.'],
  ])('%s', (_name, decision, reason) => {
    expect(pauseReason(decision, now)).toBe(reason);
  });

  it('keeps to one line whatever the message', () => {
    expect(pauseReason({ ...readOnly, message: 'x'.repeat(100_000) }, now)?.length).toBeLessThan(300);
  });
});
