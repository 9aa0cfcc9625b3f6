/** A webhook that was stored and acknowledged, to be delivered once its route is open. Times are the store's clock. */
export interface HeldRequest {
  /** Random. Every delivery carries it. */
  readonly id: string;
  /** Which rule it came by: `webhookName`. */
  readonly webhook: string;
  /** Requests of one key are delivered one after the other, as they were accepted. A digest: keys may name people. */
  readonly orderKey: string;
  /** What is the same delivery has the same. A digest; null = nothing says. */
  readonly deliveryKey: string | null;
  /** Whether its signature was verified. */
  readonly isVerified: boolean;
  /** As it is stored: head and body, sealed. */
  readonly bytes: number;
  /** Head and body, encrypted. */
  readonly sealed: Uint8Array;
}

/**
 * `waiting`: for its turn, its time or its route; or on its way, while a lease lasts. `failed`: nobody tries any more until
 * somebody decides. `delivered`, `dropped`: over.
 */
export type HeldState = 'waiting' | 'failed' | 'delivered' | 'dropped';

/** A held request as a store keeps it. */
export interface StoredHeldRequest extends Omit<HeldRequest, 'sealed'> {
  /** In the order of acceptance, over all of the site. */
  readonly sequence: number;
  readonly receivedAt: number;
  readonly state: HeldState;
  /** Others of its order are before it. */
  readonly isBehind: boolean;
  /** Those behind it do not wait for it: it failed, or is tried again, and somebody or the rule said so. */
  readonly isSkipped: boolean;
  readonly attempts: number;
  /** Not tried before. */
  readonly dueAt: number;
  /** On its way to the application until then; null = it is not. */
  readonly leaseUntil: number | null;
  /** What came of the last attempt; null = there was none. */
  readonly lastAttempt: DeliveryAttempt | null;
  /** Somebody has had it tried anew, knowing how old it is. */
  readonly isDecided: boolean;
  /** When it was over; null = it is not. */
  readonly endedAt: number | null;
}

export interface DeliveryAttempt {
  readonly at: number;
  /** What the application answered; null = nothing. */
  readonly status: number | null;
  /** In English, one line; null = nothing to tell. */
  readonly problem: string | null;
}

/** How it stands with one webhook's held requests. */
export interface WebhookStanding {
  readonly webhook: string;
  readonly waiting: number;
  readonly failed: number;
  /** Of those that wait or failed. */
  readonly bytes: number;
  /** When the oldest of those that wait was received; null = none does. */
  readonly oldestAt: number | null;
  readonly onItsWay: number;
  /** Since it was first used. */
  readonly delivered: number;
  readonly dropped: number;
  readonly duplicates: number;
  /** Nothing is delivered until somebody goes on. Null = it is. */
  readonly paused: { readonly at: number; readonly by: string; readonly reason: string } | null;
}
