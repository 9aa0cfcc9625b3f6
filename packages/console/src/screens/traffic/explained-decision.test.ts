import { expect, it } from 'vitest';
import { explainedDecision, isOwn } from './explained-decision.ts';

it('reads what a request would meet', () => {
  const decision = {
    kind: 'refuse',
    rule: { id: 'read-only-write', detail: 'POST' },
    epoch: 42,
    mode: 'read-only',
    standing: { role: 'support', subject: 'sam', scope: 'read' },
  };
  expect(explainedDecision({ decision })).toEqual({
    kind: 'refuse',
    rule: { id: 'read-only-write', detail: 'POST', detailSaid: null },
    epoch: 42,
    role: 'support',
    subject: 'sam',
  });
});

it('reads a route that the gate answers itself', () => {
  const own = explainedDecision({ decision: { kind: 'own', route: 'status' } });
  expect(own).toEqual({ kind: 'own', route: 'status' });
  expect(isOwn(own)).toBe(true);
});

it('expects nothing of what it does not know', () => {
  expect(explainedDecision({ decision: { kind: 'hold', rule: null, standing: 7 } })).toEqual({
    kind: 'hold',
    rule: { id: '', detail: '', detailSaid: null },
    epoch: null,
    role: '',
    subject: null,
  });
});
