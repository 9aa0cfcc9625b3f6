import { createHmac, timingSafeEqual } from 'node:crypto';
import { ShopError } from '../domain/shop-error.ts';

/** What each provider signs its calls with. */
export interface WebhookSecrets {
  /** As it stands: `whsec_…`. */
  readonly payments: string;
  /** Base64 behind `whsec_`. */
  readonly mail: string;
  readonly crm: string;
}

export interface SignedCall {
  header(name: string): string | undefined;
  /** The very bytes that came: what is parsed and written again is signed by nobody. */
  readonly body: Buffer;
}

export interface Verifying {
  readonly secret: string;
  readonly now: Date;
}

/** How far the time of a signature may be from now, as both Stripe and Standard Webhooks say. */
const TOLERANCE_SECONDS = 300;

/** `Stripe-Signature: t=…,v1=…`, https://docs.stripe.com/webhooks#verify-manually. Throws a ShopError. */
export function verifyPaymentsCall({ header, body }: SignedCall, { secret, now }: Verifying): void {
  const items = (header('stripe-signature') ?? '').split(',').map((item) => item.trim().split('=', 2));
  const valuesOf = (name: string) =>
    items.flatMap(([key, value]) => (key === name && value !== undefined ? [value] : []));
  const [time = '', ...otherTimes] = valuesOf('t');
  const expected = createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex');
  requireGenuine(otherTimes.length === 0 && valuesOf('v1').some((given) => isSame(given, expected)));
  requireTimely(time, now);
}

/** `webhook-id`, `webhook-timestamp`, `webhook-signature`, https://www.standardwebhooks.com. Throws a ShopError. */
export function verifyMailCall({ header, body }: SignedCall, { secret, now }: Verifying): void {
  const time = header('webhook-timestamp') ?? '';
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key)
    .update(`${header('webhook-id') ?? ''}.${time}.`)
    .update(body)
    .digest('base64');
  const given = (header('webhook-signature') ?? '').split(' ');
  requireGenuine(given.some((signature) => isSame(signature, `v1,${expected}`)));
  requireTimely(time, now);
}

/**
 * `X-Hub-Signature-256: sha256=…`, https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries. It carries no
 * time: a call that is sent again later is told by the event that was taken before. Throws a ShopError.
 */
export function verifyCrmCall({ header, body }: SignedCall, { secret }: Pick<Verifying, 'secret'>): void {
  const expected = createHmac('sha256', secret).update(body).digest('hex');
  requireGenuine(isSame(header('x-hub-signature-256') ?? '', `sha256=${expected}`));
}

function requireGenuine(isGenuine: boolean): void {
  if (!isGenuine) {
    throw new ShopError('unverified', 'The signature is not the one of these bytes and our secret.');
  }
}

/** Asked last: of what is not genuine the time says nothing. */
function requireTimely(time: string, now: Date): void {
  const isTime = /^[1-9]\d{0,14}$/.test(time);
  if (!isTime || Math.abs(now.getTime() / 1000 - Number(time)) > TOLERANCE_SECONDS) {
    throw new ShopError(
      'unverified',
      `The signature’s time is more than ${TOLERANCE_SECONDS} seconds from now.`,
    );
  }
}

/** In constant time. */
function isSame(given: string, expected: string): boolean {
  const written = Buffer.from(given);
  const wanted = Buffer.from(expected);
  return written.length === wanted.length && timingSafeEqual(written, wanted);
}
