import type { DeliveryAttempt, HeldState, StoredHeldRequest, WebhookStanding } from '@portcullis/gate';
import { bytes, json, nullable, object, oneOf, type Shape, text, whole, zeroOrOne } from './shape.ts';

export const stateShape: Shape<HeldState> = oneOf(['waiting', 'failed', 'delivered', 'dropped']);

const attempt: Shape<DeliveryAttempt> = object<DeliveryAttempt>({
  at: whole,
  status: nullable(whole),
  problem: nullable(text),
});

const columns = {
  id: text,
  webhook: text,
  orderKey: text,
  deliveryKey: nullable(text),
  isVerified: zeroOrOne,
  bytes: whole,
  sequence: whole,
  receivedAt: whole,
  state: stateShape,
  isBehind: zeroOrOne,
  isSkipped: zeroOrOne,
  attempts: whole,
  dueAt: whole,
  leaseBy: nullable(text),
  lastAttempt: nullable(json(attempt)),
  endedAt: nullable(whole),
};

/** A row as it stands; whether its lease lasts is the moment's. */
export interface HeldRow extends Omit<StoredHeldRequest, 'leaseUntil'> {
  readonly leaseBy: string | null;
}

export const heldRowShape: Shape<HeldRow> = object<HeldRow>(columns);

export type SealedHeldRow = HeldRow & { readonly sealed: Uint8Array };

export const sealedHeldRowShape: Shape<SealedHeldRow> = object<SealedHeldRow>({ ...columns, sealed: bytes });

export interface HeldSums extends Omit<WebhookStanding, 'oldestAt' | 'onItsWay'> {
  readonly skipped: number;
}

export const heldSumsShape: Shape<HeldSums> = object<HeldSums>({
  webhook: text,
  waiting: whole,
  failed: whole,
  skipped: whole,
  bytes: whole,
  delivered: whole,
  dropped: whole,
  duplicates: whole,
  paused: nullable(json(object({ at: whole, by: text, reason: text }))),
});
