import type { ProviderName } from '../domain/webhook-events.ts';
import type { ProviderRules } from './provider-rules.ts';

export interface Attempt {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Null: there was no answer. */
  readonly status: number | null;
  readonly problem: string | null;
  readonly tookMs: number;
}

/** One event on its way. Never forgotten before it has arrived. */
export interface Delivery {
  /** As the shop is told it: the same at each attempt. */
  readonly id: string;
  readonly provider: ProviderName;
  /** What it tells, in a few words. */
  readonly about: string;
  /** Each attempt sends these very bytes. */
  readonly body: string;
  readonly madeAt: number;
  readonly state: 'waiting' | 'delivered' | 'given-up';
  /** When the next attempt is due; null = none is. */
  readonly dueAt: number | null;
  /** Why it is given up. */
  readonly reason: string | null;
  readonly attempts: readonly Attempt[];
}

export interface Endpoint {
  /** Since when nothing has succeeded there; null = the last attempt did. */
  readonly failingSince: number | null;
  /** Why nothing is sent there any more; null = it is on. */
  readonly disabled: string | null;
  /** Somebody keeps its events back for a while. */
  readonly isHeldBack: boolean;
}

export const freshEndpoint: Endpoint = { failingSince: null, disabled: null, isHeldBack: false };

export interface Answer extends Attempt {
  readonly retryAfterSeconds: number | null;
}

export interface Pace {
  /** By how much the provider's waits are shortened. */
  readonly faster: number;
  /** 0 to 1: spreads what failed at the same time. */
  readonly jitter: number;
}

/** What becomes of a delivery and of its endpoint after an attempt. What the shop asks for in seconds is not shortened. */
export function afterAttempt(
  { delivery, endpoint }: { readonly delivery: Delivery; readonly endpoint: Endpoint },
  { retryAfterSeconds, ...attempt }: Answer,
  { rules, pace }: { readonly rules: ProviderRules; readonly pace: Pace },
): { readonly delivery: Delivery; readonly endpoint: Endpoint } {
  const endedAt = attempt.at + attempt.tookMs;
  const tried: Delivery = { ...delivery, attempts: [...delivery.attempts, attempt] };
  if (isSuccess(attempt)) {
    return {
      delivery: { ...tried, state: 'delivered', dueAt: null, reason: null },
      endpoint: { ...endpoint, failingSince: null },
    };
  }
  const failingSince = endpoint.failingSince ?? attempt.at;
  const failing: Endpoint = { ...endpoint, failingSince, disabled: endpoint.disabled ?? whyDisabled() };
  // Sent again by hand: what had arrived has arrived, and what was given up stays so.
  if (delivery.state !== 'waiting') return { delivery: tried, endpoint: failing };
  const wait = rules.waitsSeconds[delivery.attempts.length];
  if (wait === undefined) {
    return { delivery: givenUp(tried, lastProblem(rules, attempt)), endpoint: failing };
  }
  const asked = rules.honoursRetryAfter ? (retryAfterSeconds ?? 0) * 1_000 : 0;
  const waitMs = Math.max(((wait * 1_000) / pace.faster) * (1 + pace.jitter / 10), asked);
  return { delivery: { ...tried, dueAt: Math.ceil(endedAt + waitMs) }, endpoint: failing };

  function whyDisabled(): string | null {
    if (rules.goneDisables && attempt.status === 410) return 'it answered 410 Gone';
    const { disabledAfterSeconds: most } = rules;
    if (most === null || endedAt - failingSince < (most * 1_000) / pace.faster) return null;
    return `it answered nothing well for ${most / 3_600} hours`;
  }
}

/** What comes due at an endpoint that is switched off is sent no more. */
export function givenUp(delivery: Delivery, reason: string): Delivery {
  return { ...delivery, state: 'given-up', dueAt: null, reason };
}

function lastProblem({ waitsSeconds }: ProviderRules, { status, problem }: Attempt): string {
  const times = waitsSeconds.length + 1;
  return `${status === null ? problem : `the answer was ${status}`}, ${times === 1 ? 'and this provider does not send again' : `after ${times} attempts`}`;
}

function isSuccess({ status }: Attempt): boolean {
  return status !== null && status >= 200 && status < 300;
}
