import type { HeldRequest, WebhookStanding } from '../../model/held.ts';
import type {
  AcceptResult,
  ClaimedRequest,
  DeliveryClaim,
  DeliveryOutcome,
  HeldRequestToAccept,
} from '../../ports/held-store.ts';
import type { ServerStore } from '../../ports/server-store.ts';
import { site } from './fixtures.ts';

export const payments = 'POST /webhooks/payments';
export const mails = 'POST /webhooks/mails';
const hour = 3_600_000;

/** A request that anything can be held of, and whose order is its own unless told otherwise. */
export function heldOf(id: string, overrides: Partial<HeldRequest> = {}): HeldRequest {
  return {
    id,
    webhook: payments,
    orderKey: `order of ${id}`,
    deliveryKey: null,
    isVerified: true,
    bytes: 10,
    sealed: new TextEncoder().encode(`sealed ${id}`),
    ...overrides,
  };
}

export function toAccept(
  id: string,
  overrides: Partial<HeldRequest> = {},
  options: Partial<Omit<HeldRequestToAccept, 'request'>> = {},
): HeldRequestToAccept {
  const limits = { most: 1_000, mostBytes: 1_000_000 };
  return { request: heldOf(id, overrides), epoch: 0, onlyBehind: false, ...limits, ...options };
}

/** Accepts them in one go. */
export async function accept(
  store: ServerStore,
  ...requests: readonly HeldRequestToAccept[]
): Promise<readonly AcceptResult[]> {
  return await store.held.accept(site, requests);
}

export function claimDue(
  store: ServerStore,
  holder: string,
  overrides: Partial<DeliveryClaim> = {},
): Promise<readonly ClaimedRequest[]> {
  return store.deliveries.claim(site, {
    holder,
    number: 1,
    leaseMs: hour,
    limit: 100,
    mostBytes: 1_000_000,
    webhooks: [payments, mails],
    ...overrides,
  });
}

export async function claimedIds(
  store: ServerStore,
  holder: string,
  overrides: Partial<DeliveryClaim> = {},
): Promise<readonly string[]> {
  return (await claimDue(store, holder, overrides)).map(({ id }) => id);
}

/** Of the first claim of a holder. */
export function outcomeOf(
  id: string,
  holder: string,
  overrides: Partial<DeliveryOutcome> = {},
): DeliveryOutcome {
  return {
    id,
    by: `${holder} 1`,
    kind: 'delivered',
    attempt: { at: 0, status: 200, problem: null },
    ...overrides,
  };
}

export function settle(store: ServerStore, ...outcomes: readonly DeliveryOutcome[]): Promise<number> {
  return store.deliveries.settle(site, outcomes);
}

/** How it stands with one webhook, without what depends on the moment. */
export async function sumsOf(
  store: ServerStore,
  webhook = payments,
): Promise<Omit<WebhookStanding, 'webhook' | 'oldestAt' | 'paused'> | null> {
  const found = (await store.held.standing(site)).find((standing) => standing.webhook === webhook);
  if (found === undefined) return null;
  const { webhook: _, oldestAt: __, paused: ___, ...sums } = found;
  return sums;
}

export const noSums = {
  waiting: 0,
  failed: 0,
  bytes: 0,
  onItsWay: 0,
  delivered: 0,
  dropped: 0,
  duplicates: 0,
} as const;
