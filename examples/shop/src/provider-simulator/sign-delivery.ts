import { createHmac } from 'node:crypto';
import type { WebhookSecrets } from '../web/webhook-signatures.ts';
import type { Delivery } from './delivery.ts';

/** The headers of an attempt, signed with the time of that attempt, as each provider does. */
export function signDelivery(
  { id, provider, body }: Pick<Delivery, 'id' | 'provider' | 'body'>,
  secrets: WebhookSecrets,
  nowMs: number,
): Readonly<Record<string, string>> {
  const seconds = Math.floor(nowMs / 1_000);
  switch (provider) {
    case 'payments': {
      const signature = createHmac('sha256', secrets.payments).update(`${seconds}.${body}`).digest('hex');
      return {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Stripe/1.0 (simulated)',
        'stripe-signature': `t=${seconds},v1=${signature}`,
      };
    }
    case 'mail': {
      const key = Buffer.from(secrets.mail.replace(/^whsec_/, ''), 'base64');
      const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
      return {
        'content-type': 'application/json',
        'user-agent': 'mail-provider (simulated)',
        'webhook-id': id,
        'webhook-timestamp': String(seconds),
        'webhook-signature': `v1,${signature}`,
      };
    }
    case 'crm':
      return {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/simulated',
        'x-github-event': 'customer',
        'x-github-delivery': id,
        'x-hub-signature-256': `sha256=${createHmac('sha256', secrets.crm).update(body).digest('hex')}`,
      };
  }
}
