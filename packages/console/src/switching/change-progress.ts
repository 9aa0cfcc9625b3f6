import type { InstanceStanding, Mode, Status } from '../api/schema.ts';
import { isInOrder } from './mode-on-display.ts';

export interface WhatChanges {
  /** What the site is in afterwards. */
  readonly mode: Mode;
  /** Titles of the areas that are in another mode afterwards. */
  readonly except: readonly string[];
  /** Production mode is turned on or off; null = it stays as it is. */
  readonly production: boolean | null;
}

/** A change of the switch that was asked for here, as far as it is known to have come. Times by this computer's clock. */
export type Change =
  | { readonly kind: 'none' }
  | ({ readonly kind: 'asked'; readonly askedAt: number } & WhatChanges)
  | ({
      readonly kind: 'stored';
      readonly askedAt: number;
      readonly storedAt: number;
      readonly epoch: number;
      readonly confirmed: number;
      readonly instances: number;
      readonly writesInFlight: number;
      /** Something is waited for: these instances, or that any runs. */
      readonly isHeldUp: boolean;
      readonly missing: readonly InstanceStanding[];
      /** Null = not yet in force everywhere. */
      readonly enforcedAt: number | null;
      /** Somebody changed the switch again: nothing more is to be learnt of this change. */
      readonly isOvertaken: boolean;
    } & WhatChanges);

export type ChangeEvent =
  | ({ readonly kind: 'asked'; readonly at: number } & WhatChanges)
  | { readonly kind: 'refused' }
  | { readonly kind: 'stored'; readonly epoch: number; readonly at: number }
  | { readonly kind: 'status'; readonly status: Pick<Status, 'switch' | 'enforcement'>; readonly at: number }
  | { readonly kind: 'dismissed' };

export const noChange: Change = { kind: 'none' };

/** Believes only what the server says: nothing is stored before it answers, nothing in force before instances confirm. */
export function changeAfter(change: Change, event: ChangeEvent): Change {
  switch (event.kind) {
    case 'asked':
      return {
        kind: 'asked',
        mode: event.mode,
        except: event.except,
        production: event.production,
        askedAt: event.at,
      };
    case 'refused':
    case 'dismissed':
      return noChange;
    case 'stored':
      if (change.kind !== 'asked') return change;
      return {
        ...change,
        kind: 'stored',
        storedAt: event.at,
        epoch: event.epoch,
        confirmed: 0,
        instances: 0,
        writesInFlight: 0,
        isHeldUp: false,
        missing: [],
        enforcedAt: null,
        isOvertaken: false,
      };
    case 'status':
      return change.kind === 'stored' ? withStatus(change, event) : change;
  }
}

type StoredChange = Extract<Change, { kind: 'stored' }>;

/** Ready to confirm the mode asked for; what else they still do is told by itself. */
const confirming: ReadonlySet<string> = new Set(['enforcing', 'fenced', 'draining']);

function withStatus(
  change: StoredChange,
  { status, at }: Extract<ChangeEvent, { kind: 'status' }>,
): StoredChange {
  const { switch: current, enforcement } = status;
  if (change.enforcedAt !== null || change.isOvertaken || current.epoch < change.epoch) return change;
  if (current.epoch > change.epoch) return { ...change, isOvertaken: true };
  const { instances, writesInFlight, missing, enforced } = enforcement;
  return {
    ...change,
    confirmed: instances.filter(
      ({ state, instance }) =>
        state === 'fenced' || (confirming.has(state) && instance.epoch >= change.epoch),
    ).length,
    instances: instances.length,
    writesInFlight,
    isHeldUp: missing.length > 0,
    missing: instances.filter((standing) => !isInOrder(standing)),
    enforcedAt: enforced ? at : null,
  };
}

export function isUnderWay(change: Change): boolean {
  return (
    change.kind === 'asked' || (change.kind === 'stored' && change.enforcedAt === null && !change.isOvertaken)
  );
}
