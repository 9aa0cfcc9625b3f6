import { createHmac } from 'node:crypto';
import type { SendOptions } from '../support/running-site.ts';

export const secret = 'whsec_c2VjcmV0IG9mIHRoZSB0ZXN0cyBvZiBwb3J0Y3VsbGlz';

/** An event as Stripe sends it, about one object of the shop. */
export function stripeEvent(
  id: string,
  {
    object = 'order_1',
    at = Date.now(),
    signedWith = secret,
    more = {},
  }: {
    readonly object?: string;
    readonly at?: number;
    readonly signedWith?: string;
    readonly more?: Readonly<Record<string, unknown>>;
  } = {},
): SendOptions & { readonly body: string } {
  const body = JSON.stringify({ id, type: 'payment.succeeded', data: { object: { id: object, ...more } } });
  return { method: 'POST', body, headers: stripeHeaders(body, { at, signedWith }) };
}

function stripeHeaders(
  body: string,
  { at = Date.now(), signedWith = secret }: { readonly at?: number; readonly signedWith?: string } = {},
): Record<string, string> {
  const timestamp = Math.floor(at / 1_000);
  const signature = createHmac('sha256', signedWith).update(`${timestamp}.${body}`).digest('hex');
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'Stripe-Signature': `t=${timestamp},v1=${signature},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39`,
  };
}

/** An event as GitHub sends it: its name is in a header beside the signature. */
export function githubEvent(
  delivery: string,
  body: string,
  { signedWith = secret }: { readonly signedWith?: string } = {},
): SendOptions & { readonly body: string } {
  const signature = createHmac('sha256', signedWith).update(body).digest('hex');
  const headers = {
    'Content-Type': 'application/json',
    'X-GitHub-Delivery': delivery,
    'X-Hub-Signature-256': `sha256=${signature}`,
  };
  return { method: 'POST', body, headers };
}
