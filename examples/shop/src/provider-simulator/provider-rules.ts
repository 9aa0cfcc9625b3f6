import type { ProviderName } from '../domain/webhook-events.ts';

/** How a provider delivers, as data. Waits are real ones: whoever runs the simulator says how much faster they go by. */
export interface ProviderRules {
  /** As its page names it. */
  readonly title: string;
  /** Where the shop is called. */
  readonly path: string;
  /** After the first attempt that failed, the second, and so on; after the last it gives up. */
  readonly waitsSeconds: readonly number[];
  readonly timeoutMs: number;
  /** Whether a `Retry-After` puts the next attempt off. */
  readonly honoursRetryAfter: boolean;
  /** Whether 410 Gone switches the endpoint off at once. */
  readonly goneDisables: boolean;
  /** An endpoint that has answered nothing well for so long is switched off; null = never. */
  readonly disabledAfterSeconds: number | null;
  /** In a sentence, for people. */
  readonly inWords: string;
}

const minute = 60;
const hour = 3_600;

export const providerNames: readonly ProviderName[] = ['payments', 'mail', 'crm'];

export const providerRules: Readonly<Record<ProviderName, ProviderRules>> = {
  // https://docs.stripe.com/webhooks: for up to three days "with an exponential back off", whose steps are not published; an
  // endpoint that has not answered with 2xx "for multiple days in a row" is switched off, and events that come due while it is are
  // sent no more. Nothing is said of Retry-After.
  payments: {
    title: 'Payments, as Stripe does',
    path: '/webhooks/payments',
    waitsSeconds: [5 * minute, 30 * minute, 2 * hour, 4 * hour, 8 * hour, 16 * hour, 20 * hour, 21 * hour],
    timeoutMs: 30_000,
    honoursRetryAfter: false,
    goneDisables: false,
    disabledAfterSeconds: 72 * hour,
    inWords:
      'Sends again for three days, after ever longer waits. Takes no notice of Retry-After. Switches the endpoint off after three days without one success; what comes due then is given up.',
  },
  // https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, "Deliverability and reliability":
  // this schedule, timeouts of 15 to 30 s, Retry-After, 410 switches off; so does failing for long, which those who send by it take
  // to be five days (https://docs.svix.com/retries).
  mail: {
    title: 'Mail, by Standard Webhooks',
    path: '/webhooks/mail',
    waitsSeconds: [
      5,
      5 * minute,
      30 * minute,
      2 * hour,
      5 * hour,
      10 * hour,
      14 * hour,
      20 * hour,
      24 * hour,
    ],
    timeoutMs: 15_000,
    honoursRetryAfter: true,
    goneDisables: true,
    disabledAfterSeconds: 120 * hour,
    inWords:
      'Sends again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, or later where Retry-After says so. 410 switches the endpoint off at once, five days without one success do, too.',
  },
  // https://docs.github.com/webhooks/using-webhooks/handling-failed-webhook-deliveries: never again by itself;
  // https://docs.github.com/webhooks/using-webhooks/best-practices-for-using-webhooks: ten seconds.
  crm: {
    title: 'CRM, as GitHub does',
    path: '/webhooks/crm',
    waitsSeconds: [],
    timeoutMs: 10_000,
    honoursRetryAfter: false,
    goneDisables: false,
    disabledAfterSeconds: null,
    inWords: 'Sends once and never again by itself; somebody must press “Send again”.',
  },
};
