import { describe, expect, test } from 'vitest';
import {
  decideFor,
  type SiteOptions,
  siteOf,
  somebody,
  summaryOf,
} from '../../test/support/decide-fixtures.ts';
import type { Known } from '../model/decision.ts';
import type { PolicyInput } from '../model/policy.ts';

const policy: PolicyInput = {
  webhooks: [
    { match: 'POST /webhooks/stripe', provider: 'stripe' },
    { match: 'POST /webhooks/crm', during: 'refuse' },
    { match: 'POST /webhooks/live', during: 'allow' },
    { match: 'POST /hooks/:tenant', host: 'hooks.example' },
  ],
  routes: [{ match: '/webhooks/stripe/internal/**', protected: true }],
  areas: { payments: { routes: ['/webhooks/stripe'] } },
  identity: [{ kind: 'callback' }],
};
const site = (options: SiteOptions = {}) => siteOf({ policy, ...options });
const stripe = 'POST /webhooks/stripe';
const decideOn = (options: SiteOptions, line = stripe, known: Known = { identity: null }) =>
  summaryOf(decideFor(site(options), line, { known }));

describe('while its route is not open', () => {
  test.each(['read-only', 'closed'] as const)(
    '%s: it is held, told to come back, or let in, whoever calls',
    (mode) => {
      expect(decideOn({ mode })).toBe('hold webhook');
      expect(decideOn({ mode }, 'POST /webhooks/crm')).toBe('refuse 503 webhook');
      expect(decideOn({ mode }, 'POST /webhooks/live')).toBe('allow webhook');
      // Nobody is asked who he is: not even an admin's call is another one.
      expect(decideOn({ mode }, stripe, {})).toBe('hold webhook');
      expect(decideOn({ mode }, stripe, { identity: somebody('admin') })).toBe('hold webhook');
    },
  );

  test('what is let in is approved, and what is held is nobody’s', () => {
    expect(decideFor(site(), 'POST /webhooks/live')).toMatchObject({ approved: true });
    expect(decideFor(site(), stripe)).toMatchObject({
      kind: 'hold',
      onlyBehind: false,
      epoch: 7,
      webhook: { provider: 'stripe' },
      standing: { role: 'visitor' },
    });
  });

  test('only what every reading takes for this very webhook is one', () => {
    for (const line of [
      'GET /webhooks/stripe',
      'PUT /webhooks/stripe',
      'POST /webhooks/stripe/',
      'POST /webhooks//stripe',
      'POST /Webhooks/stripe',
      'POST /webhooks/stripe;x=1',
      'POST /webhooks/x/%2e%2e/stripe',
      'POST /webhooks/stripe?_method=DELETE',
      'POST /hooks/a',
    ]) {
      expect([line, decideOn({}, line).startsWith('hold')]).toEqual([line, false]);
    }
    expect(decideOn({}, 'POST /webhooks/stripe?live=1')).toBe('hold webhook');
    const host = { headers: ['Host', 'hooks.example'] };
    expect(summaryOf(decideFor(site(), 'POST /hooks/a', host))).toBe('hold webhook');
    const override = { headers: ['X-HTTP-Method-Override', 'DELETE'] };
    expect(summaryOf(decideFor(site(), stripe, override))).not.toBe('hold webhook');
    expect(summaryOf(decideFor(site(), stripe, { upgrade: true }))).not.toBe('hold webhook');
  });

  test('its area alone may be shut, or open', () => {
    expect(decideOn({ mode: 'open', areas: { payments: 'read-only' } })).toBe('hold webhook');
    expect(decideOn({ mode: 'closed', areas: { payments: 'open' } })).toBe('allow open');
  });

  test('one that was held waits on, and one of a test run goes', () => {
    expect(decideOn({}, stripe, { identity: null, webhook: 'delivery' })).toBe('hold webhook');
    expect(decideOn({}, stripe, { identity: null, webhook: 'in-turn' })).toBe('hold webhook');
    expect(decideOn({}, stripe, { identity: null, webhook: 'test-run' })).toBe('allow webhook');
    // Where the owner said that it is refused it is.
    expect(decideOn({}, 'POST /webhooks/crm', { identity: null, webhook: 'test-run' })).toBe(
      'refuse 503 webhook',
    );
  });

  test('a lost lease that shuts the site has them held, too', () => {
    const lost = siteOf({
      policy: { ...policy, onStoreLost: 'read-only' },
      mode: 'open',
      leaseUntilMs: 10,
    });
    expect(summaryOf(decideFor(lost, stripe, { monotonicMs: 11 }))).toBe('hold webhook');
    expect(summaryOf(decideFor(lost, stripe, { monotonicMs: 9 }))).toBe('allow nothing-governed');
  });
});

describe('while earlier ones wait', () => {
  const waiting = { mode: 'open', waiting: [stripe] } as const;

  test('later ones of the same webhook are held if they stand behind one, and nothing else changes', () => {
    expect(decideFor(site(waiting), stripe)).toMatchObject({ kind: 'hold', onlyBehind: true, mode: 'open' });
    expect(decideOn(waiting, 'POST /webhooks/live')).toBe('allow nothing-governed');
    expect(decideOn(waiting, 'POST /orders')).toBe('allow nothing-governed');
    expect(decideOn(waiting, 'GET /webhooks/stripe')).toBe('allow nothing-governed');
    // A site that is open takes what it took before.
    expect(decideOn(waiting, 'POST /a//b/%00')).toBe('allow nothing-governed');
  });

  test('those that are delivered, or found to be in turn, go on', () => {
    expect(decideOn(waiting, stripe, { webhook: 'delivery' })).toBe('allow nothing-governed');
    expect(decideOn(waiting, stripe, { webhook: 'in-turn' })).toBe('allow nothing-governed');
  });

  test('so it is where another part of the site is shut', () => {
    const partly = { mode: 'closed', areas: { payments: 'open' }, waiting: [stripe] } as const;
    expect(decideFor(site(partly), stripe)).toMatchObject({ kind: 'hold', onlyBehind: true });
    expect(decideOn(partly, stripe, { identity: null, webhook: 'delivery' })).toBe('allow open');
  });

  test('one that is not to be held any more goes on', () => {
    expect(decideOn({ mode: 'open', waiting: ['POST /webhooks/crm'] }, 'POST /webhooks/crm')).toBe(
      'allow nothing-governed',
    );
  });
});
