import { parsePolicy } from '@portcullis/gate';
import { expect, it } from 'vitest';
import { inEnglish } from '../sentences/in-english.ts';
import { createStuckWebhooks } from './stuck-webhooks.ts';

const paused = { at: 1_790_000_000_000, by: 'ada', reason: 'the ledger is being moved' };
const webhook = 'POST /webhooks/stripe';

it.each([
  ['waits for its route', { waiting: 3, failed: 0, paused: null }, []],
  ['is paused, and nothing waits', { waiting: 0, failed: 0, paused }, []],
  [
    'has failed',
    { waiting: 3, failed: 1, paused: null },
    [
      'one held webhook of POST /webhooks/stripe could not be delivered, to be replayed or dropped: portcullis webhooks held "POST /webhooks/stripe" --state failed',
    ],
  ],
  [
    'has failed and is paused',
    { waiting: 1, failed: 20, paused },
    [
      '20 held webhooks of POST /webhooks/stripe could not be delivered, to be replayed or dropped: portcullis webhooks held "POST /webhooks/stripe" --state failed; the delivery of POST /webhooks/stripe is paused, by ada at 2026-09-21T14:13:20.000Z ("the ledger is being moved"), and 1 waits: portcullis webhooks resume "POST /webhooks/stripe" --reason "…"',
    ],
  ],
])('of what %s the status says what to do about it', async (_, standing, expected) => {
  const look = createStuckWebhooks({
    heldWebhooks: async () => [{ webhook, ...standing } as never],
    rules: () => [],
    secretsOf: () => [],
  });
  expect((await look()).map(inEnglish)).toEqual(expected);
});

it.each([
  ['has its secret and room', ['whsec'], 1, null],
  ['lacks its secret', [], 0, 'set STRIPE_SECRET and start the server again'],
  ['is full', ['whsec'], 2, '2 are held, and its rule allows 2 (limits.held)'],
])('of a rule that %s the status says whether calls are refused', async (_, secrets, waiting, expected) => {
  const { webhooks: rules } = parsePolicy({
    webhooks: [{ match: webhook, provider: 'stripe', secretFrom: 'STRIPE_SECRET', limits: { held: 2 } }],
  });
  const look = createStuckWebhooks({
    heldWebhooks: async () => [{ webhook, waiting, failed: 0, paused: null } as never],
    rules: () => rules,
    secretsOf: () => secrets,
  });
  const said = (await look()).map(inEnglish);
  if (expected === null) expect(said).toEqual([]);
  else expect(said).toEqual([expect.stringContaining(expected)]);
});
