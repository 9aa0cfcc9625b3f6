import type { Switch } from '../model/switch.ts';
import { expectedReturn } from './expected-return.ts';

export interface RetryAfterInput {
  readonly switch: Pick<Switch, 'expected' | 'expires'>;
  /** Used when no end is known or it has passed. */
  readonly defaultSeconds: number;
  readonly nowMs: number;
  /** 0 to 1, given by the caller. */
  readonly jitter: number;
}

const shortestSeconds = 60;
/** Search engines come back within a day whatever they are told; a longer wait would outlive a change of plan. */
const longestSeconds = 24 * 60 * 60;

/** The page looks again at least so often; it names the minutes, so the spread is inside "about". */
const longestRefreshSeconds = 300;

/**
 * The seconds of `Retry-After` (RFC 9110, 10.2.3): what is left until the latest expected end, at least 60,
 * and up to 10 % more, so that not everybody comes back in the same second.
 */
export function retryAfterSeconds(input: RetryAfterInput): number {
  return withJitter(Math.min(longestSeconds, baseSeconds(input)), input.jitter);
}

/** The seconds of `Refresh` on a refused page view: every five minutes, or as soon as the end is due. */
export function refreshSeconds(input: RetryAfterInput): number {
  return withJitter(Math.min(longestRefreshSeconds, baseSeconds(input)), input.jitter);
}

function baseSeconds({ switch: state, defaultSeconds, nowMs }: RetryAfterInput): number {
  const expected = expectedReturn(state, nowMs);
  const isAhead = expected.kind !== 'unknown' && expected.kind !== 'overdue';
  const seconds = isAhead ? (expected.latest - nowMs) / 1000 : defaultSeconds;
  return Number.isFinite(seconds) ? Math.max(shortestSeconds, seconds) : shortestSeconds;
}

function withJitter(seconds: number, jitter: number): number {
  const share = Number.isFinite(jitter) ? Math.min(1, Math.max(0, jitter)) : 0;
  return Math.ceil(seconds + (seconds * share) / 10);
}
