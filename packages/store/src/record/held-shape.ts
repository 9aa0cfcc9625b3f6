import type { DeliveryAttempt, HeldState, StoredHeldRequest, WebhookStanding } from '@portcullis/gate';
import {
  bytes,
  flag,
  json,
  nullable,
  object,
  oneOf,
  optional,
  type Shape,
  text,
  whole,
  zeroOrOne,
} from './shape.ts';

export const stateShape: Shape<HeldState> = oneOf(['waiting', 'failed', 'delivered', 'dropped']);

/** As it is kept with a request. */
interface KeptAttempt extends DeliveryAttempt {
  /** Somebody had decided before it. Not there: nobody had, and it counted, or a version before kept it. */
  readonly isDecided?: boolean | undefined;
}

const attempt: Shape<KeptAttempt> = object<KeptAttempt>({
  at: whole,
  status: nullable(whole),
  problem: nullable(text),
  isDecided: optional(flag),
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
export interface HeldRow extends Omit<StoredHeldRequest, 'leaseUntil' | 'isDecided' | 'lastAttempt'> {
  readonly leaseBy: string | null;
  readonly lastAttempt: KeptAttempt | null;
}

/** Whoever has a request tried anew sets back its attempts, and leaves what came of the last. */
export function isDecided({ attempts, lastAttempt }: Pick<HeldRow, 'attempts' | 'lastAttempt'>): boolean {
  if (lastAttempt === null) return false;
  return lastAttempt.isDecided ?? (attempts === 0 && lastAttempt.problem !== null);
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
