import type { AuditRecord } from '../model/audit.ts';
import type {
  DeliveryAttempt,
  HeldRequest,
  HeldState,
  StoredHeldRequest,
  WebhookStanding,
} from '../model/held.ts';
import type { HeldSource } from './held-source.ts';

/**
 * Webhooks that were acknowledged. What `accept` says is held stays until it is delivered or somebody drops it, whatever becomes
 * of the process or, once it was said, of the machine's power. Those of one order key are never in two hands.
 */
export interface HeldStore extends HeldSource {
  /** Stores many at once, each for itself, in the order they are given: one result for each. */
  accept(site: string, requests: readonly HeldRequestToAccept[]): Promise<readonly AcceptResult[]>;
  /** In order of name: of every webhook that ever held something. */
  standing(site: string): Promise<readonly WebhookStanding[]>;
  /** In the order of acceptance. */
  list(site: string, query: HeldQuery): Promise<readonly StoredHeldRequest[]>;
  /** Null when there is none, or it is over and was forgotten. */
  find(site: string, id: string): Promise<(StoredHeldRequest & Pick<HeldRequest, 'sealed'>) | null>;
  /**
   * Carries out what an operator decided, with its record unless nothing was changed. Returns how many were: of several all or
   * none (0), when one of them is not of that webhook and state any more, is on its way to the application, or the decision would
   * change nothing of it. So the record can say how many and which.
   */
  decide(site: string, decision: HeldDecision): Promise<number>;
}

export interface HeldRequestToAccept {
  readonly request: HeldRequest;
  /** Nothing is stored when the switch has another one: what was judged by it must be judged again. */
  readonly epoch: number;
  /** Its route is open: it is stored only when one of its order that is held comes before it. */
  readonly onlyBehind: boolean;
  /** The most of its webhook that wait or failed, itself included. */
  readonly most: number;
  /** All their bytes, its own included. */
  readonly mostBytes: number;
}

export type AcceptResult =
  | (OrderStanding & { readonly kind: 'held' })
  /**
   * It waits already, is on its way, or failed; nothing was stored. A failed one is tried anew from its first attempt: somebody has had
   * it sent again. What was delivered or dropped is over: the same once more is a new one.
   */
  | (OrderStanding & { readonly kind: 'duplicate'; readonly id: string })
  /** Nothing of its order is held, so it need not wait. */
  | { readonly kind: 'in-turn' }
  | { readonly kind: 'outdated' }
  | { readonly kind: 'full' };

export interface OrderStanding {
  /** For how long something of its order has waited without a break, at least; by the store's clock. */
  readonly orderWaitsMs: number;
}

export interface HeldQuery {
  readonly webhook?: string;
  readonly state?: HeldState;
  /** Only those that come after this one. */
  readonly after?: number;
  readonly limit: number;
}

/** `replay`: tried at once, a failed one anew from the first attempt. `skip`: one that failed, or was tried and waits for its next attempt, holds up nothing any more. */
export type HeldDecision =
  | {
      readonly kind: 'replay' | 'skip' | 'drop';
      readonly which:
        | { readonly id: string }
        | {
            readonly webhook: string;
            readonly state: 'waiting' | 'failed';
            /** Each once. */
            readonly ids: readonly string[];
          };
      readonly record: AuditRecord;
    }
  | {
      readonly kind: 'pause' | 'resume';
      readonly webhook: string;
      readonly by: string;
      readonly reason: string;
      readonly record: AuditRecord;
    };

/** The work of those who deliver what is held. */
export interface DeliveryStore {
  /**
   * Hands out what is to be delivered now, the first of each order key, oldest first, and keeps it from everybody else for so
   * long: whoever does not settle it by then has died, and it is handed out again. Each webhook has an equal share of what a holder
   * has in hand, and what one leaves goes to the others: however much is due of one, and however slow the application is with it, it
   * holds up no other. Where few orders wait, those right behind the first come with it, for the same one to deliver in turn: what is
   * left of them when one fails is given back.
   */
  claim(site: string, claim: DeliveryClaim): Promise<readonly ClaimedRequest[]>;
  /** Stores what came of deliveries. Those whose lease is somebody else's by now are left alone. Returns how many were stored. */
  settle(site: string, outcomes: readonly DeliveryOutcome[]): Promise<number>;
  /** Ends the leases of one who is known to be gone, so that nobody waits for them. Returns how many. */
  release(site: string, holder: string): Promise<number>;
  /** Removes what ended before a time, the oldest first and not more than `atMost`; returns how many. */
  forget(site: string, options: { readonly endedBefore: number; readonly atMost: number }): Promise<number>;
}

export interface DeliveryClaim {
  /** Who delivers, such as the id of an instance; without spaces. */
  readonly holder: string;
  /** Another one for each claim of a holder. */
  readonly number: number;
  readonly leaseMs: number;
  readonly limit: number;
  /** The most of one order. @default 1 */
  readonly mostOfOrder?: number;
  /** All their bodies together, but for the first. */
  readonly mostBytes: number;
  /** Those whose routes are open. */
  readonly webhooks: readonly string[];
}

export interface ClaimedRequest extends StoredHeldRequest {
  readonly sealed: Uint8Array;
  /** Which claim it is of: `holder number`. */
  readonly by: string;
}

export interface DeliveryOutcome {
  readonly id: string;
  readonly by: string;
  /**
   * `given-back`: not tried, because its route is open no more. `later`: tried again from `dueAt` on. `failed`: somebody must
   * decide. `isSkipped` for both of these: those behind it go on.
   */
  readonly kind: 'delivered' | 'given-back' | 'later' | 'failed';
  /** @default now */
  readonly dueAt?: number;
  /** @default false */
  readonly isSkipped?: boolean;
  /** Null for what was not tried. */
  readonly attempt: DeliveryAttempt | null;
  /** False: it does not count as one. @default true */
  readonly counts?: boolean;
}
