import type { WebhookProvider, WebhookSignature } from './webhook.ts';

const plain: WebhookSignature = {
  header: '',
  prefix: '',
  list: null,
  encoding: 'hex',
  signed: '{body}',
  timestamp: null,
  id: null,
  toleranceSeconds: 300,
  secret: 'text',
};

const mebibyte = 1_048_576;
/** What is larger is no webhook, unless its provider says so. */
export const usualBodyBytes = mebibyte;

/**
 * What providers do, as they say themselves. All are held: whoever sends again does so hours later, or stops calling, and whoever
 * does not has lost it.
 */
export const webhookProviders: Readonly<Record<string, WebhookProvider>> = {
  // https://docs.stripe.com/webhooks: sends again for up to three days in live mode, in no order, hours apart in the end;
  // https://docs.stripe.com/webhooks/signature: five minutes by default. Events of one object are put in order.
  stripe: {
    during: 'hold',
    retriesForHours: 72,
    bodyBytes: usualBodyBytes,
    acknowledge: 200,
    signature: {
      ...plain,
      header: 'stripe-signature',
      list: { separator: ',', assign: '=', name: 'v1' },
      signed: '{timestamp}.{body}',
      timestamp: { name: 't' },
    },
    delivery: { pointer: '/id' },
    order: { pointer: '/data/object/id' },
  },
  // https://docs.github.com/webhooks/using-webhooks/handling-failed-webhook-deliveries: "GitHub does not automatically redeliver
  // failed webhook deliveries"; https://docs.github.com/webhooks/webhook-events-and-payloads for the headers, and for 25 MB at
  // most: a push of many files has several.
  github: {
    during: 'hold',
    retriesForHours: 0,
    bodyBytes: 25 * mebibyte,
    acknowledge: 202,
    signature: { ...plain, header: 'x-hub-signature-256', prefix: 'sha256=' },
    delivery: { header: 'x-github-delivery' },
    order: { pointer: '/repository/id' },
  },
  // https://shopify.dev/docs/apps/build/webhooks/troubleshooting-webhooks: eight times within four hours, and then the
  // subscription is removed; https://shopify.dev/docs/apps/build/webhooks/subscribe/https: "200 OK" within five seconds.
  shopify: {
    during: 'hold',
    retriesForHours: 4,
    bodyBytes: usualBodyBytes,
    acknowledge: 200,
    signature: { ...plain, header: 'x-shopify-hmac-sha256', encoding: 'base64' },
    delivery: { header: 'x-shopify-webhook-id' },
    order: { pointer: '/id' },
  },
  // https://docs.slack.dev/apis/events-api: three times, at once, after a minute and after five, and whoever fails more than 95 %
  // within an hour is switched off; https://docs.slack.dev/authentication/verifying-requests-from-slack: five minutes.
  slack: {
    during: 'hold',
    retriesForHours: 0.1,
    bodyBytes: usualBodyBytes,
    acknowledge: 200,
    signature: {
      ...plain,
      header: 'x-slack-signature',
      prefix: 'v0=',
      signed: 'v0:{timestamp}:{body}',
      timestamp: { header: 'x-slack-request-timestamp' },
    },
    delivery: { pointer: '/event_id' },
    order: { pointer: '/event/channel' },
  },
  // https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md: over several days, and many switch
  // an endpoint off that fails for long.
  standard: {
    during: 'hold',
    retriesForHours: 72,
    bodyBytes: usualBodyBytes,
    acknowledge: 202,
    signature: {
      ...plain,
      header: 'webhook-signature',
      list: { separator: ' ', assign: ',', name: 'v1' },
      encoding: 'base64',
      signed: '{id}.{timestamp}.{body}',
      timestamp: { header: 'webhook-timestamp' },
      id: { header: 'webhook-id' },
      secret: 'standard',
    },
    delivery: { header: 'webhook-id' },
    order: 'route',
  },
  // Nobody knows whether it sends again.
  generic: {
    during: 'hold',
    retriesForHours: null,
    bodyBytes: usualBodyBytes,
    acknowledge: 202,
    signature: null,
    delivery: null,
    order: 'route',
  },
};
