import { describe, expect, it } from 'vitest';
import { hideCredentials } from './hide-credentials.ts';

const headersOf = (name: string, value = 'x') =>
  hideCredentials({ target: '/', headers: [name, value] }).headers;
const targetOf = (target: string) => hideCredentials({ target, headers: [] }).target;

describe('of a held webhook', () => {
  it.each([
    'Authorization',
    'Proxy-Authorization',
    'Cookie',
    'Stripe-Signature',
    'X-Hub-Signature',
    'X-Hub-Signature-256',
    'X-Shopify-Hmac-Sha256',
    'X-Slack-Signature',
    'webhook-signature',
    'X-Gitlab-Token',
    'X-Api-Key',
    'X-Acme-Pass',
    'X-Forwarded-For',
  ])('%s is named, and what it says is hidden', (name) => {
    expect(headersOf(name)).toEqual([{ name, value: null }]);
  });

  it.each(['Host', 'Content-Type', 'USER-AGENT', 'X-GitHub-Event', 'x-shopify-topic', 'webhook-id'])(
    '%s is shown: it proves nothing',
    (name) => {
      expect(headersOf(name)).toEqual([{ name, value: 'x' }]);
    },
  );

  it('the same header twice, and one without a value, stay what they are', () => {
    const headers = ['X-Key', 'a', 'Accept', 'b', 'x-key', 'c', 'Accept'];
    expect(hideCredentials({ target: '/', headers }).headers).toEqual([
      { name: 'X-Key', value: null },
      { name: 'Accept', value: 'b' },
      { name: 'x-key', value: null },
      { name: 'Accept', value: '' },
    ]);
  });

  it.each([
    ['/webhooks/stripe', '/webhooks/stripe'],
    ['/webhooks?token=abc', '/webhooks?token=[hidden]'],
    ['/webhooks?a=1&b=2;c=3', '/webhooks?a=[hidden]&b=[hidden];c=[hidden]'],
    ['/webhooks?abc', '/webhooks?[hidden]'],
    ['/webhooks?a==b=c?d=e', '/webhooks?a=[hidden]'],
    ['/webhooks?', '/webhooks?'],
    ['/webhooks?&a=&', '/webhooks?&a=[hidden]&'],
    ['/services/T0/B0/XXXXXXXXXXXXXXXX1', '/services/T0/B0/[hidden]'],
    ['/a/9f86d081884c7d659a2feaa0c55ad015/b', '/a/[hidden]/b'],
    ['/order-confirmations-of-customers', '/order-confirmations-of-customers'],
  ])('of %s %s is shown', (target, shown) => {
    expect(targetOf(target)).toBe(shown);
  });
});
