import type { ClaimedRequest, DeliveryOutcome, Webhook } from '@portcullis/gate';
import type { SentDelivery } from './send-delivery.ts';

export interface AttemptedDelivery {
  readonly claimed: Pick<ClaimedRequest, 'id' | 'by' | 'attempts' | 'isVerified'>;
  readonly rule: Pick<Webhook, 'attempts' | 'whenFailed'>;
  readonly sent: SentDelivery;
  /** The store's clock. */
  readonly nowMs: number;
  /** 0 to 1: spreads what failed at the same time. */
  readonly jitter: number;
}

/** After the first attempt, the second, and so on; the last one is said again. */
const waitsSeconds = [1, 5, 15, 60, 300, 900, 1_800, 3_600] as const;
/** Whoever asks for more waits this long, too. */
const longestAskedSeconds = 3_600;

/** What becomes of a held request after an attempt. */
export function outcomeOf({ claimed, rule, sent, nowMs, jitter }: AttemptedDelivery): DeliveryOutcome {
  const { id, by, attempts } = claimed;
  if (sent.kind === 'answered' && sent.status >= 200 && sent.status < 300) {
    return { id, by, kind: 'delivered', attempt: { at: 0, status: sent.status, problem: null } };
  }
  const attempt =
    sent.kind === 'answered'
      ? { at: 0, status: sent.status, problem: `the application answered ${sent.status}` }
      : { at: 0, status: null, problem: sent.problem };
  // The application never saw it: that says nothing against this one.
  if (sent.kind === 'unreachable') return { id, by, kind: 'later', dueAt: nowMs, attempt, counts: false };
  if (attempts + 1 >= rule.attempts) return failedOf({ id, by }, rule, attempt);
  const wait = waitsSeconds[Math.min(attempts, waitsSeconds.length - 1)] ?? 0;
  const asked = sent.kind === 'answered' ? (sent.retryAfterSeconds ?? 0) : 0;
  const seconds = Math.max(wait, Math.min(asked, longestAskedSeconds)) * (1 + jitter / 10);
  const dueAt = Math.ceil(nowMs + seconds * 1_000);
  return { id, by, kind: 'later', dueAt, attempt, isSkipped: holdsUpNobody({ claimed, rule, sent }) };
}

/**
 * Anybody can send what nobody verifies, and have it fail again and again: others of its order, which may be those of the whole
 * route, would wait for hours behind each of them, live ones too. Unless the rule says that they wait.
 */
function holdsUpNobody({
  claimed,
  rule,
  sent,
}: Pick<AttemptedDelivery, 'claimed' | 'rule' | 'sent'>): boolean {
  if (claimed.isVerified || rule.whenFailed === 'wait') return false;
  const tried = claimed.attempts + 1;
  if (sent.kind === 'answered' && notNow.has(sent.status)) return tried >= enoughWhileBusy;
  return (sent.kind === 'answered' && sent.status >= 400 && sent.status < 500) || tried >= enoughAttempts;
}

/** It says nothing of this one: the application, or what is before it, cannot now. Or it always says so of what a stranger has made up. */
const notNow: ReadonlySet<number> = new Set([408, 425, 429, 502, 503, 504]);
/** An application that is being started fails for others as well: some 80 seconds long it is waited for. */
const enoughWhileBusy = 5;
const enoughAttempts = 3;

/** Nobody tries any more until somebody has decided. */
export function failedOf(
  { id, by }: Pick<ClaimedRequest, 'id' | 'by'>,
  { whenFailed }: Pick<Webhook, 'whenFailed'>,
  attempt: NonNullable<DeliveryOutcome['attempt']>,
): DeliveryOutcome {
  return { id, by, kind: 'failed', isSkipped: whenFailed === 'continue', attempt };
}
