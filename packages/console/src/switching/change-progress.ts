import type { InstanceStanding, Mode, Status, Stillness } from '../api/schema.ts';
import { isInOrder } from './mode-on-display.ts';

export interface WhatChanges {
  /** What the site is in afterwards. */
  readonly mode: Mode;
  /** Titles of the areas that are in another mode afterwards. */
  readonly except: readonly string[];
  /** Production mode is turned on or off; null = it stays as it is. */
  readonly production: boolean | null;
}

/** Workers and databases, on their way; `now` by the server's clock. */
export interface Beyond {
  readonly stillness: Stillness;
  readonly now: number;
}

/** A change of the switch that was asked for here, as far as it is known to have come. Times by this computer's clock. */
export type Change =
  | { readonly kind: 'none' }
  | ({ readonly kind: 'asked'; readonly askedAt: number; readonly beyond: Beyond | null } & WhatChanges)
  | ({
      readonly kind: 'stored';
      readonly askedAt: number;
      readonly storedAt: number;
      readonly epoch: number;
      /** Jobs are let in until they have ended: the server raises the epoch once more then, and changes nothing else. */
      readonly isDraining: boolean;
      /** Since when the site is as this change made it, by the server's clock. */
      readonly since: number;
      readonly confirmed: number;
      readonly instances: number;
      readonly writesInFlight: number;
      /** Something is waited for: these instances, or that any runs. */
      readonly isHeldUp: boolean;
      readonly missing: readonly InstanceStanding[];
      /** Null = not yet in force everywhere. */
      readonly enforcedAt: number | null;
      /** Null = nothing was declared, or nothing is known yet. */
      readonly beyond: Beyond | null;
      /** In force, and what was declared has come to rest, or is named as missing. Null = it is on its way. */
      readonly settledAt: number | null;
      /** Somebody changed the switch again: nothing more is to be learnt of this change. */
      readonly isOvertaken: boolean;
    } & WhatChanges);

export type ChangeEvent =
  | ({ readonly kind: 'asked'; readonly at: number } & WhatChanges)
  | { readonly kind: 'refused' }
  | { readonly kind: 'stored'; readonly switch: StoredSwitch; readonly at: number }
  | { readonly kind: 'status'; readonly status: Reported; readonly at: number }
  | { readonly kind: 'dismissed' };

/** The switch as the change left it. */
export type StoredSwitch = Pick<Status['switch'], 'epoch' | 'since' | 'draining'>;

type Reported = Pick<Status, 'switch' | 'enforcement' | 'stillness' | 'now'>;

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
        beyond: null,
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
        epoch: event.switch.epoch,
        isDraining: event.switch.draining.length > 0,
        since: event.switch.since,
        confirmed: 0,
        instances: 0,
        writesInFlight: 0,
        isHeldUp: false,
        missing: [],
        enforcedAt: null,
        settledAt: null,
        isOvertaken: false,
      };
    case 'status':
      if (change.kind === 'none') return change;
      return change.kind === 'stored'
        ? withStatus(change, event)
        : // Databases open before anything is stored.
          { ...change, beyond: beyondOf(event.status) };
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
  if (change.settledAt !== null || change.isOvertaken || current.epoch < change.epoch) return change;
  const isDrained = change.isDraining && current.draining.length === 0 && current.since === change.since;
  if (current.epoch > change.epoch && !isDrained) return { ...change, isOvertaken: true };
  const { instances, writesInFlight, missing, enforced } = enforcement;
  const enforcedAt = change.enforcedAt ?? (enforced ? at : null);
  return {
    ...change,
    epoch: current.epoch,
    isDraining: current.draining.length > 0,
    confirmed: instances.filter(
      ({ state, instance }) =>
        state === 'fenced' || (confirming.has(state) && instance.epoch >= current.epoch),
    ).length,
    instances: instances.length,
    writesInFlight,
    isHeldUp: missing.length > 0,
    missing: instances.filter((standing) => !isInOrder(standing)),
    enforcedAt,
    beyond: beyondOf(status),
    settledAt: enforcedAt !== null && (status.stillness?.isSettled ?? true) ? at : null,
  };
}

function beyondOf({ stillness, now }: Reported): Beyond | null {
  return stillness == null ? null : { stillness, now };
}

export function isUnderWay(change: Change): boolean {
  return (
    change.kind === 'asked' || (change.kind === 'stored' && change.settledAt === null && !change.isOvertaken)
  );
}
