import type { Switch } from '@portcullis/gate';
import type { Seen } from './seen.ts';
import type { WantedStops } from './wanted-stops.ts';

/** All that a step of the plan looks at. */
export interface Facts {
  /** The store's clock. */
  readonly now: number;
  /** As it is stored. */
  readonly switch: Switch;
  /** What that switch stops. */
  readonly wanted: WantedStops;
  /** What the change that is being turned off to would stop; null while nothing is being opened. */
  readonly wantedAfter: WantedStops | null;
  readonly requests: RequestFacts;
  /** By `keyOf`. */
  readonly seen: ReadonlyMap<string, Seen>;
  /** Parts that the configuration names still; others cannot be reached any more. By `keyOf`. */
  readonly known: ReadonlySet<string>;
  /** Somebody can try whether people are able to sign in. */
  readonly triesSignIn: boolean;
  /** The change of `opening` was refused: somebody else changed the switch first. */
  readonly openingLost: boolean;
}

/** How the switch is enforced over all instances. */
export interface RequestFacts {
  readonly enforced: boolean;
  /** One line each, in English. */
  readonly missing: readonly string[];
}
