import { parsePolicy, type WebhookInput } from '@portcullis/gate';
import { expect, it } from 'vitest';
import { inEnglish } from '../sentences/in-english.ts';
import type { RememberedRefusals } from '../webhooks/refusal-memory.ts';
import { createStuckWebhooks } from './stuck-webhooks.ts';

const now = 1_790_000_000_000;
const minuteMs = 60_000;

interface Given {
  readonly standing: object;
  readonly rule?: Partial<WebhookInput>;
  readonly secrets?: readonly string[];
  readonly refusals?: readonly RememberedRefusals[];
  /** In the order of acceptance. */
  readonly held?: readonly object[];
  readonly snapshot?: object;
}

async function said(given: Given): Promise<readonly string[]> {
  const { standing, rule, secrets = ['whsec'], refusals = [], held = [] } = given;
  const { webhooks } = parsePolicy({
    webhooks:
      rule === undefined
        ? []
        : [{ match: webhook, provider: 'stripe', secretFrom: 'STRIPE_SECRET', ...rule }],
  });
  const snapshot = {
    ...{ mode: 'open', areas: {}, switch: { since: now - 60 * minuteMs } },
    ...given.snapshot,
    compiled: { policy: { webhooks } },
  };
  const look = createStuckWebhooks({
    gate: { site: 'shop', view: () => ({ snapshot }) as never },
    store: { held: { list: async () => held as never } },
    heldWebhooks: async () =>
      [{ webhook, waiting: 0, failed: 0, paused: null, bytes: 0, oldestAt: null, ...standing }] as never,
    secretsOf: () => secrets,
    refusalsOf: () => refusals,
    now: () => now,
  });
  return (await look()).map(inEnglish);
}

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
  expect(await said({ standing })).toEqual(expected);
});

it.each([
  ['has its secret and room', ['whsec'], { waiting: 1 }, null],
  ['lacks its secret', [], {}, 'set STRIPE_SECRET and start the server again'],
  ['is full', ['whsec'], { waiting: 2 }, '2 are held, and its rule allows 2 (limits.held)'],
])('of a rule that %s the status says whether calls are refused', async (_, secrets, standing, expected) => {
  const limits = { held: 2 };
  const found = await said({ standing, secrets, rule: { limits } });
  expect(found).toEqual(expected === null ? [] : [expect.stringContaining(expected)]);
});

it.each([
  ['missing', 'no signature.'],
  ['wrong', 'not signed with the secret in STRIPE_SECRET.'],
  ['too-old', 'Is the clock of this host right?'],
  ['twice', 'Does a proxy before this server add one?'],
  ['too-large', '(limits.bodyBytes)'],
  ['full', 'limits.heldBytes'],
  ['busy', 'than the store takes'],
] as const)('what was refused as %s is told with when, how often and what to look at', async (why, hint) => {
  const refusals = [{ why, count: 12, lastAt: now }];
  const [told, ...others] = await said({ standing: {}, rule: {}, refusals });
  expect(others).toEqual([]);
  expect(told).toContain(
    '12 calls of POST /webhooks/stripe were refused by this server instead of held, the last at 2026-09-21T14:13:20.000Z: ',
  );
  expect(told).toContain(hint);
  expect(await said({ standing: {}, rule: { during: 'refuse' }, refusals })).toEqual([]);
  // Once is enough for what is full now.
  const full = await said({ standing: { waiting: 9 }, rule: { limits: { held: 9 } }, refusals });
  expect(full.length).toBe(why === 'full' ? 1 : 2);
});

const tried = {
  ...{ attempts: 3, receivedAt: now - 20 * minuteMs, isBehind: false, isSkipped: false },
  lastAttempt: { at: now, status: 400, problem: 'the application answered 400' },
};
const long = { waiting: 2, oldestAt: now - 20 * minuteMs };
const told = [
  'a held webhook of POST /webhooks/stripe waits since 2026-09-21T13:53:20.000Z, after 3 attempts (the application answered 400), and may hold up others: portcullis webhooks held "POST /webhooks/stripe"; portcullis webhooks skip ID lets those behind it go on',
];

it.each<[string, Given, readonly string[]]>([
  ['was tried and not taken', { standing: long, held: [tried] }, told],
  [
    'comes behind one that holds up nobody',
    { standing: long, held: [{ ...tried, isSkipped: true }, tried] },
    told,
  ],
  ['is waiting for its turn in a long replay', { standing: long, held: [{ ...tried, attempts: 0 }] }, []],
  ['came a while ago', { standing: { ...long, oldestAt: now - 14 * minuteMs }, held: [tried] }, []],
  [
    'waited for the site, which was opened a while ago',
    { standing: long, held: [tried], snapshot: { switch: { since: now - 14 * minuteMs } } },
    [],
  ],
  ['waits for the site to open', { standing: long, held: [tried], snapshot: { mode: 'read-only' } }, []],
  ['waits for an area', { standing: long, held: [tried], snapshot: { areas: { checkout: 'closed' } } }, []],
])('of one that %s, while the site is open, it is said why', async (_, given, expected) => {
  expect(await said(given)).toEqual(expected);
});
