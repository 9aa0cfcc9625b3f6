import {
  isStricterSomewhere,
  isWindow,
  type Snapshot,
  type Switch,
  type SwitchRequest,
} from '@portcullis/gate';

export interface BeforeChange {
  /** What the store holds: what the change takes the place of. */
  readonly stored: Switch;
  /** What this instance enforces; an override, or a store that forgot, may make it another mode than the stored one. */
  readonly inForce: Pick<Snapshot, 'mode' | 'areas'>;
}

/** What of a request for a change decides who gets in. Who is an insider stands in the policy, which no switch changes. */
export type ModesAsked = Pick<SwitchRequest, 'mode' | 'areas' | 'expires' | 'production'>;

/**
 * Whether a change of the switch may refuse anything that would not be refused without it: then a way in has to be
 * proven first. It does unless mode and areas are as strict as before at most, by what is stored and by what is in
 * force, and an announced opening comes no later. Another message, reason or expected end refuses nobody. Pure.
 */
export function tightens({ stored, inForce }: BeforeChange, request: ModesAsked): boolean {
  return (
    isStricterSomewhere(request, stored) ||
    isStricterSomewhere(request, inForce) ||
    (request.production && !stored.production) ||
    lastsLonger(request, stored)
  );
}

function lastsLonger(request: ModesAsked, { expires: announced }: Switch): boolean {
  if (announced === null || !isWindow(request)) return false;
  return request.expires === null || request.expires.at > announced.at;
}
