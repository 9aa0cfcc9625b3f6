import { type Actor, type Gate, PortcullisError, type SiteState, type Store } from '@portcullis/gate';
import type { Arrival } from './arrival.ts';
import { changeSwitch } from './change-switch.ts';
import { findShutSignIn, type ShutSignIn } from './find-shut-sign-in.ts';
import type { LockOutOptions } from './lock-out-check.ts';
import { requireEpoch } from './turn.ts';

export interface TurnProductionRequest {
  readonly production: boolean;
  readonly reason: string;
  readonly actor: Actor;
  /** Change only if the switch still has this epoch; null = whatever it has. */
  readonly expectedEpoch: number | null;
  /** Although nobody could sign in any more. */
  readonly force: boolean;
}

export interface TurnProductionResult {
  readonly state: SiteState;
  /** False: it was so already. */
  readonly changed: boolean;
}

/**
 * Turns production mode on or off. It opens no window and belongs to none: what is said of a window that is open stays, and
 * so does whose it is.
 */
export async function turnProduction(
  {
    gate,
    store,
    fetchUpstream,
    signInArrival,
  }: {
    readonly gate: Gate;
    readonly store: Store;
    readonly fetchUpstream: LockOutOptions['fetchUpstream'];
    readonly signInArrival: () => Arrival;
  },
  wanted: TurnProductionRequest,
): Promise<TurnProductionResult> {
  if (wanted.production && gate.view().snapshot.compiled.policy.production === null) throw nothingToDo();
  const found = await store.switch.read(gate.site);
  const { switch: current } = found;
  requireEpoch(current, wanted.expectedEpoch);
  if (current.production === wanted.production) return { state: found, changed: false };
  const { mode, areas, notice, reason, expected, expires, draining } = current;
  const { actor, production } = wanted;
  const request = { mode, areas, notice, reason, expected, expires, draining, actor, production };
  if (production && !wanted.force) {
    const shut = await findShutSignIn({ gate, request, fetchUpstream, signInArrival: signInArrival() });
    if (shut !== null) throw lockedOut(shut);
  }
  const state = await changeSwitch({
    gate,
    store,
    current,
    request,
    kind: 'production.changed',
    facts: { production: wanted.production, why: wanted.reason },
  });
  return { state, changed: true };
}

function lockedOut({ page, location }: ShutSignIn): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_LOCKED_OUT',
    `Nothing was changed: nobody could sign in any more. GET ${page} leads to ${location}, which production mode shuts. An Odoo with several databases asks there which one is meant: name one by dbfilter or db_name in odoo.conf, restart Odoo and try again.`,
  );
}

function nothingToDo(): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_USAGE',
    'Nothing was changed: the policy says nothing of production mode, so turning it on would change nothing. Name a preset in the configuration ("preset": "odoo"), or write policy.production.',
  );
}
