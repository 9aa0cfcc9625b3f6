import { expect, it } from 'vitest';
import type { HeldWebhook, Webhook } from '../../api/schema.ts';
import { decisionOf } from './asked-decision.ts';

const name = 'POST /webhooks/stripe';
const webhook = { name, failed: 3, waiting: 7 } as Webhook;
const held = { id: '0a1b2c3d4e5f', webhook: name } as HeldWebhook;

it.each([
  [
    { kind: 'replay', held },
    { decision: 'replay', id: '0a1b2c3d4e5f' },
  ],
  [
    { kind: 'drop', held },
    { decision: 'drop', id: '0a1b2c3d4e5f' },
  ],
  // Never those that wait.
  [
    { kind: 'drop', allFailedOf: webhook },
    { decision: 'drop', webhook: name, state: 'failed', count: 3 },
  ],
  [
    { kind: 'skip', allFailedOf: webhook },
    { decision: 'skip', webhook: name, state: 'failed' },
  ],
  [
    { kind: 'drop', allWaitingOf: webhook },
    { decision: 'drop', webhook: name, state: 'waiting', count: 7 },
  ],
  [
    { kind: 'pause', webhook },
    { decision: 'pause', webhook: name },
  ],
  [
    { kind: 'resume', webhook },
    { decision: 'resume', webhook: name },
  ],
] as const)('%j is told as %j', (asked, told) => {
  expect(decisionOf(asked, 'why')).toEqual({ ...told, reason: 'why' });
});
