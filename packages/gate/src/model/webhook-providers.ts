import type { WebhookProvider, WebhookSignature } from './webhook.ts';

const plain: WebhookSignature = {
  header: '',
  scheme: 'hmac-sha256',
  prefix: '',
  list: null,
  encoding: 'hex',
  signed: '{body}',
  timestamp: null,
  id: null,
  toleranceSeconds: 300,
  secret: 'text',
};

const standardSignature = (prefix: string): WebhookSignature => ({
  ...plain,
  header: `${prefix}-signature`,
  list: { separator: ' ', assign: ',', name: 'v1' },
  encoding: 'base64',
  signed: '{id}.{timestamp}.{body}',
  timestamp: { header: `${prefix}-timestamp`, unit: 'seconds' },
  id: { header: `${prefix}-id` },
  secret: 'standard',
});

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
      timestamp: { name: 't', unit: 'seconds' },
    },
    delivery: { pointer: '/id' },
    isDeliveryUnique: true,
    handshake: null,
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
    isDeliveryUnique: true,
    handshake: null,
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
    isDeliveryUnique: true,
    handshake: null,
    order: { pointer: '/id' },
  },
  // https://docs.slack.dev/apis/events-api: three times, at once, after a minute and after five, and whoever fails more than 95 %
  // within an hour is switched off; https://docs.slack.dev/authentication/verifying-requests-from-slack: five minutes;
  // https://docs.slack.dev/reference/events/url_verification: the challenge comes back as the body.
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
      timestamp: { header: 'x-slack-request-timestamp', unit: 'seconds' },
    },
    delivery: { pointer: '/event_id' },
    isDeliveryUnique: true,
    handshake: { at: '/type', is: 'url_verification', echo: '/challenge' },
    order: { pointer: '/event/channel' },
  },
  // https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md: over several days, and many switch
  // an endpoint off that fails for long.
  standard: {
    during: 'hold',
    retriesForHours: 72,
    bodyBytes: usualBodyBytes,
    acknowledge: 202,
    signature: standardSignature('webhook'),
    delivery: { header: 'webhook-id' },
    isDeliveryUnique: true,
    handshake: null,
    order: 'route',
  },
  // https://docs.svix.com/receiving/verifying-payloads/how-manual: as Standard Webhooks, by other names;
  // https://docs.svix.com/retries: eight times within some 28 hours, and after five days of failing it is switched off.
  svix: {
    during: 'hold',
    retriesForHours: 27,
    bodyBytes: usualBodyBytes,
    acknowledge: 200,
    signature: standardSignature('svix'),
    delivery: { header: 'svix-id' },
    isDeliveryUnique: true,
    handshake: null,
    order: 'route',
  },
  // https://docs.gitlab.com/user/project/integrations/webhooks/: not sent again by itself, and switched off for a while after four
  // failures; "X-Gitlab-Token" is the secret; "Idempotency-Key" is the same when somebody sends it again; the answer within ten seconds.
  gitlab: {
    during: 'hold',
    retriesForHours: 0,
    bodyBytes: 25 * mebibyte,
    acknowledge: 200,
    signature: { ...plain, header: 'x-gitlab-token', scheme: 'token' },
    delivery: { header: 'idempotency-key' },
    isDeliveryUnique: true,
    handshake: null,
    order: { pointer: '/project/id' },
  },
  // https://gitlab.com/gitlab-org/gitlab/-/merge_requests/230944: with a signing token as Standard Webhooks, beside the token above or
  // instead of it.
  'gitlab-signed': {
    during: 'hold',
    retriesForHours: 0,
    bodyBytes: 25 * mebibyte,
    acknowledge: 200,
    signature: standardSignature('webhook'),
    delivery: { header: 'webhook-id' },
    isDeliveryUnique: true,
    handshake: null,
    order: { pointer: '/project/id' },
  },
  // https://core.telegram.org/bots/api#setwebhook: "X-Telegram-Bot-Api-Secret-Token" is the secret, and it is sent again "a reasonable
  // amount of attempts"; https://core.telegram.org/bots/api#getting-updates: updates are kept for 24 hours, and numbered.
  telegram: {
    during: 'hold',
    retriesForHours: 24,
    bodyBytes: usualBodyBytes,
    acknowledge: 200,
    signature: { ...plain, header: 'x-telegram-bot-api-secret-token', scheme: 'token' },
    delivery: { pointer: '/update_id' },
    isDeliveryUnique: true,
    handshake: null,
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
    isDeliveryUnique: true,
    handshake: null,
    order: 'route',
  },
};
