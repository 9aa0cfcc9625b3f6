import {
  type Actor,
  type Gate,
  parseNotice,
  passDefaultTtlMs,
  type Store,
  type SwitchRequest,
} from '@portcullis/gate';
import type { z } from 'zod';
import { actorOnRecord } from '../../switching/actor-on-record.ts';
import { type Arrival, arrivalAt, insiderHost, passArrival, type Reach } from '../../switching/arrival.ts';
import { checkLockOut, futureView, type LockOutOptions } from '../../switching/lock-out-check.ts';
import { tightens } from '../../switching/tightens.ts';
import { requireKnownAreas } from '../../switching/turn.ts';
import { impactOf } from '../../traffic/impact.ts';
import type { Traffic } from '../../traffic/observe-traffic.ts';
import type { Handlers } from '../api/handlers.ts';
import type { switchRoutes, turnOnSchema } from '../api/switch-routes.ts';
import { nameOfCaller } from '../name-of-caller.ts';
import { type MintedPass, passHolder, unstoredPass } from '../passes/pass-operations.ts';

export interface CheckHandlersOptions {
  readonly gate: Gate;
  readonly store: Store;
  readonly traffic: Pick<Traffic, 'newest'>;
  readonly fetchUpstream: LockOutOptions['fetchUpstream'];
  readonly reach: () => Reach;
}

type Proof = z.output<typeof turnOnSchema>['proof'];

/** What turning on would meet. Nothing is stored, nothing goes on record, and no pass is made for it. */
export function createCheckHandlers(
  options: CheckHandlersOptions,
): Pick<Handlers<typeof switchRoutes>, 'check'> {
  const { gate, store, traffic, fetchUpstream } = options;

  async function tryPass(
    subject: string,
    actor: string,
    place: { readonly arrival: Arrival; readonly headers: readonly string[] },
  ) {
    const minted: MintedPass = await unstoredPass({
      gate,
      store,
      subject,
      scope: 'write',
      ttlMs: passDefaultTtlMs,
      actor,
    });
    return { pass: minted.pass, holder: await passHolder({ gate, minted, ...place }) };
  }

  /** Null = nothing would become stricter. */
  async function lockOutOf(request: SwitchRequest, proof: Proof, actor: Actor) {
    const { switch: stored } = await store.switch.read(gate.site);
    if (!tightens({ stored, inForce: gate.view().snapshot }, request)) return null;
    const reach = options.reach();
    const brought = proof.credentials;
    const tried =
      proof.passFor === null
        ? null
        : await tryPass(proof.passFor, actorOnRecord(actor), {
            arrival: passArrival(reach, brought === null ? insiderHost(reach) : brought.host),
            headers: brought?.headers ?? [],
          });
    const credentials =
      brought === null || tried !== null
        ? null
        : { arrival: arrivalAt(reach, brought.host, brought.address), headers: brought.headers };
    return checkLockOut({
      gate,
      store,
      request,
      proof: { credentials, pass: tried?.holder ?? null, breakGlassToken: proof.breakGlassToken },
      fetchUpstream,
      signInArrival: arrivalAt(reach, insiderHost(reach)),
      unstoredPass: tried?.pass ?? null,
    });
  }

  return {
    async check(context) {
      const { mode, areas, notice, expires, proof } = context.req.valid('json');
      requireKnownAreas(gate, Object.keys(areas));
      const actor = nameOfCaller(context.var.caller);
      const request: SwitchRequest = {
        mode,
        areas,
        notice: parseNotice(notice),
        reason: '',
        actor,
        expected: null,
        expires,
        production: gate.view().snapshot.switch.production,
      };
      const lockOut = await lockOutOf(request, proof, actor);
      const impact = await impactOf(gate, futureView(gate, request), {
        kept: traffic.newest(),
        now: Date.now(),
      });
      return context.json({ lockOut, impact: { ...impact, routes: [...impact.routes] } }, 200);
    },
  };
}
