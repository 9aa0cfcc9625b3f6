import { describe, expect, it, test } from 'vitest';
import { parsePolicy, parsePolicyWithWarnings } from './parse-policy.ts';
import { webhookName } from './webhook.ts';
import { webhookProviders } from './webhook-providers.ts';

const stripe = { match: 'POST /webhooks/stripe', provider: 'stripe', secretFrom: 'STRIPE_SECRET' };

function problemOf(input: unknown): string {
  try {
    parsePolicy(input);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

it('fills in what its provider does', () => {
  const [webhook] = parsePolicy({ webhooks: [stripe] }).webhooks;
  expect(webhook).toEqual({
    pattern: { source: stripe.match, methods: ['POST'], glob: '/webhooks/stripe', host: null },
    provider: 'stripe',
    during: 'hold',
    secretFrom: ['STRIPE_SECRET'],
    signature: webhookProviders.stripe?.signature,
    signAgain: true,
    delivery: { pointer: '/id' },
    isDeliveryUnique: true,
    handshake: null,
    order: { pointer: '/data/object/id' },
    whenFailed: 'wait',
    whenFailedWithoutKey: 'continue',
    acknowledge: 200,
    testRun: null,
    attempts: 10,
    limits: {
      bodyBytes: 1_048_576,
      held: 1_000_000,
      heldBytes: 2_147_483_648,
      ageHours: 168,
      whenOld: 'ask',
    },
    why: '',
  });
});

it('holds for every provider by default: whoever sends again does so hours later, or gives up', () => {
  for (const provider of Object.keys(webhookProviders)) {
    const [webhook] = parsePolicy({ webhooks: [{ match: 'POST /x', provider }] }).webhooks;
    expect([provider, webhook?.during, webhook?.signature]).toEqual([provider, 'hold', null]);
  }
  expect(webhookProviders.github?.retriesForHours).toBe(0);
  expect(webhookProviders.stripe?.retriesForHours).toBe(72);
});

it('holds bodies as large as the provider sends them, unless a rule says otherwise', () => {
  const policy = {
    webhookProviders: { billing: { bodyBytes: 3_000_000 } },
    webhooks: [
      { match: 'POST /a', provider: 'github' },
      { match: 'POST /b', provider: 'stripe' },
      { match: 'POST /c', provider: 'billing' },
      { match: 'POST /d', provider: 'github', limits: { bodyBytes: 2_000_000 } },
    ],
  };
  const sizes = parsePolicy(policy).webhooks.map(({ limits }) => limits.bodyBytes);
  // GitHub sends 25 MB, and what is refused never again.
  expect(sizes).toEqual([26_214_400, 1_048_576, 3_000_000, 2_000_000]);
});

it('goes by the route where nothing names an order, and there one that failed holds up nobody', () => {
  const [generic] = parsePolicy({ webhooks: [{ match: 'POST /x' }] }).webhooks;
  expect([generic?.order, generic?.whenFailed, generic?.delivery]).toEqual(['route', 'continue', null]);
});

it('takes further providers as data', () => {
  const policy = {
    webhookProviders: {
      billing: {
        acknowledge: 204,
        signature: {
          header: 'X-Billing-Signature',
          list: { separator: ',', assign: '=', name: 's' },
          signed: '{id}|{timestamp}|{body}',
          timestamp: { name: 't' },
          id: { header: 'X-Billing-Id' },
          encoding: 'base64',
        },
        delivery: { header: 'X-Billing-Id' },
        order: { pointer: '/account' },
      },
    },
    webhooks: [{ match: 'POST /billing', provider: 'billing', secretFrom: ['NEW', 'OLD'] }],
  };
  const [webhook] = parsePolicy(policy).webhooks;
  expect(webhook).toMatchObject({
    acknowledge: 204,
    secretFrom: ['NEW', 'OLD'],
    signature: { header: 'x-billing-signature', id: { header: 'x-billing-id' }, toleranceSeconds: 300 },
    delivery: { header: 'x-billing-id' },
  });
});

test('a rule is known by its route, and its host', () => {
  const [plain, hosted] = parsePolicy({
    webhooks: [{ match: 'POST /x' }, { match: 'POST /x', host: 'Hooks.Example' }],
  }).webhooks;
  expect([plain && webhookName(plain), hosted && webhookName(hosted)]).toEqual([
    'POST /x',
    'POST /x (hooks.example)',
  ]);
});

describe('what is wrong is said', () => {
  const cases: readonly (readonly [webhook: object, problem: string, more?: object])[] = [
    [
      { match: '/x' },
      'policy.webhooks[0].match: expected methods that write, such as "POST /x", got every method',
    ],
    [{ match: 'GET,POST /x' }, 'got "GET,POST /x". A page asked for is no webhook'],
    [{ match: 'POST /**' }, 'makes every route a webhook'],
    [
      { match: 'POST /x', provider: 'strip' },
      'policy.webhooks[0].provider: expected one of "generic", "stripe"',
    ],
    [{ match: 'POST /x', provider: 'strip' }, 'Did you mean "stripe"?'],
    [{ match: 'POST /x', during: 'keep' }, 'expected one of "hold", "refuse", "allow"'],
    [{ match: 'POST /x', secretFrom: 'S' }, 'nothing is known of how generic signs'],
    [{ ...stripe, secretFrom: 'whsec_abc' }, 'The secret itself does not belong into the policy'],
    [{ ...stripe, order: { header: 'a', pointer: '/b' } }, 'and { "form": "customer_id" }, got several'],
    [{ ...stripe, order: {} }, 'and { "form": "customer_id" }, got none'],
    [{ ...stripe, order: { form: '' } }, 'expected the name of a form field such as "id"'],
    [{ ...stripe, order: { pointer: 'id' } }, 'It begins with a slash'],
    [{ ...stripe, order: 'key' }, 'expected one of "route", "none"'],
    [{ match: 'POST /x', testRun: { pointer: '/a' } }, 'expected secretFrom beside it'],
    [{ ...stripe, acknowledge: 302 }, 'a whole number from 200 to 299'],
    [{ ...stripe, limits: { bodyBytes: 100_000_000 } }, 'a whole number from 1024 to 52428800'],
    [{ ...stripe, secretForm: 'X' }, 'policy.webhooks[0].secretForm: unknown key; did you mean secretFrom?'],
    [stripe, 'contradicts', { routes: [{ match: stripe.match, exception: true, why: 'x' }] }],
    [stripe, 'contradicts', { routes: [{ match: '/webhooks/stripe', protected: true }] }],
    [stripe, 'contradicts', { signIn: { routes: [stripe.match] } }],
    [stripe, 'the same route is there already', { webhooks: [stripe, stripe] }],
    [stripe, 'stripe is known already', { webhookProviders: { stripe: {} } }],
    ...(
      [
        ['{timestamp}', 'It has {body} once, and nothing twice'],
        ['{body}{body}', 'It has {body} once, and nothing twice'],
        ['{body}.{id}', 'Behind {body} only {timestamp} may stand'],
        ['{nonce}{body}', 'Only {timestamp}, {id}, {method}, {url} and {body} are filled in'],
        ['{body}}', 'Only {timestamp}, {id}, {method}, {url} and {body} are filled in'],
      ] as const
    ).map(
      ([signed, problem]) =>
        [stripe, problem, { webhookProviders: { a: { signature: { header: 'x', signed } } } }] as const,
    ),
    [
      stripe,
      'expected one of "seconds", "milliseconds"',
      {
        webhookProviders: {
          a: {
            signature: {
              header: 'x',
              timestamp: { header: 'y', unit: 'minutes' },
              signed: '{timestamp}{body}',
            },
          },
        },
      },
    ],
    [
      stripe,
      'expected timestamp and {timestamp} in signed together',
      { webhookProviders: { a: { signature: { header: 'x', timestamp: { header: 'y' } } } } },
    ],
  ];
  test.each(cases)('%j: %s', (webhook, problem, more) => {
    expect(problemOf(Object.assign({ webhooks: [webhook] }, more))).toContain(problem);
  });

  it('without telling the secret that was given by mistake', () => {
    expect(problemOf({ webhooks: [{ ...stripe, secretFrom: 'whsec_abc' }] })).not.toContain('abc');
  });
});

it('warns of what is probably not meant', () => {
  const { warnings } = parsePolicyWithWarnings({
    webhooks: [
      { match: 'POST /a', provider: 'github', during: 'refuse', secretFrom: 'S' },
      { match: 'POST /b' },
      { match: 'POST /*', provider: 'stripe', secretFrom: 'S' },
    ],
  });
  expect(warnings).toEqual([
    'policy.webhooks[0]: github never sends again: what is refused here is lost',
    'policy.webhooks[1]: without secretFrom anybody can have requests held here, and delivered later',
    'policy.webhooks[2]: makes every route of the shape /* a webhook. Name the routes if you can',
  ]);
});
