import { type Gate, passDefaultTtlMs, type Store } from '@portcullis/gate';
import type { z } from 'zod';
import type { Logger } from '../../observe/logger.ts';
import { actorOnRecord } from '../../switching/actor-on-record.ts';
import { arrivalAt, insiderHost, passArrival, type Reach } from '../../switching/arrival.ts';
import type { Caller, LockOutOptions } from '../../switching/lock-out-check.ts';
import { noticeWithDefaults } from '../../switching/notice-with-defaults.ts';
import type { SwitchingOptions } from '../../switching/switching-options.ts';
import { requireEpoch, requireYours, turnOff, turnOn } from '../../switching/turn.ts';
import { actorOf, type ControlCaller } from '../api/caller.ts';
import type { Handlers } from '../api/handlers.ts';
import { passRoutes } from '../api/pass-routes.ts';
import type { switchRoutes, turnOnSchema } from '../api/switch-routes.ts';
import { whyNotAllowed } from '../entrance/authorise.ts';
import { shownLink } from '../passes/pass-link.ts';
import { createPass, passHolder, revokePass } from '../passes/pass-operations.ts';

export interface SwitchHandlersOptions {
  readonly gate: Gate;
  readonly store: Store;
  readonly logger: Logger;
  readonly fetchUpstream: LockOutOptions['fetchUpstream'];
  readonly conductor: SwitchingOptions['conductor'];
  readonly reach: () => Reach;
  readonly now: () => number;
}

type SwitchHandlers = Pick<Handlers<typeof switchRoutes>, 'on' | 'off'>;

export function createSwitchHandlers(options: SwitchHandlersOptions): SwitchHandlers {
  const { gate, store, logger, fetchUpstream, conductor, reach, now } = options;
  const switching = {
    gate,
    store,
    conductor,
    fetchUpstream,
    signInArrival: () => arrivalAt(reach(), insiderHost(reach())),
  };

  return {
    on: async (context) => {
      const body = context.req.valid('json');
      const { passFor, passUrl, breakGlassToken } = body.proof;
      if (passFor !== null) requirePassMaker(context.var.caller, now());
      const credentials = callerAt(reach(), body.proof.credentials);
      const wanted = {
        mode: body.mode,
        areas: body.areas,
        notice: noticeWithDefaults(body.notice, gate.view()),
        reason: body.reason,
        actor: actorOf(context.var.caller, body.actor),
        expected: body.expected,
        expires: body.expires,
        force: body.force,
        anyway: body.anyway,
        expectedEpoch: body.expectedEpoch ?? null,
      };
      if (passFor === null) {
        const proof = { credentials, pass: null, breakGlassToken };
        const { state, lockOut, replaced } = await turnOn(switching, { ...wanted, proof });
        return context.json({ switch: state.switch, lockOut, replaced, pass: null }, 200);
      }
      // Before the pass is made, which raises the epoch itself.
      const { switch: current } = await store.switch.read(gate.site);
      requireEpoch(current, wanted.expectedEpoch);
      requireYours(gate, current, wanted);
      const expectedEpoch = wanted.expectedEpoch === null ? null : wanted.expectedEpoch + 1;
      const { host, headers } = body.proof.credentials ?? { host: insiderHost(reach()), headers: [] };
      const arrival = passArrival(reach(), host);
      const minted = await createPass({
        gate,
        store,
        actor: actorOnRecord(wanted.actor),
        subject: passFor,
        scope: 'write',
        ttlMs: passDefaultTtlMs,
      });
      try {
        const pass = await passHolder({ gate, minted, arrival, headers });
        const proof = { credentials, pass, breakGlassToken };
        const { state, lockOut, replaced } = await turnOn(switching, { ...wanted, expectedEpoch, proof });
        const shown = { id: minted.pass.id, ...shownLink(passUrl ?? arrival.origin, minted.token) };
        return context.json({ switch: state.switch, lockOut, replaced, pass: shown }, 200);
      } catch (error) {
        // Its link was never printed: nobody has it, and nobody shall.
        await revokePass({
          gate,
          store,
          id: minted.pass.id,
          actor: actorOnRecord(wanted.actor),
          reason: 'turning on was refused',
        }).catch((failure: unknown) => logger.error({ error: failure }, 'a pass could not be revoked'));
        throw error;
      }
    },

    off: async (context) => {
      const body = context.req.valid('json');
      const { state, changed } = await turnOff(switching, {
        reason: body.reason,
        actor: actorOf(context.var.caller, body.actor),
        anyway: body.anyway,
        areas: body.areas,
        force: body.force,
        testPassed: body.testPassed,
        expectedEpoch: body.expectedEpoch ?? null,
      });
      return context.json({ switch: state.switch, changed }, 200);
    },
  };
}

/** Turning on with a pass gives the same pass as making one: it needs the same rights beside its own. */
function requirePassMaker(caller: ControlCaller, now: number): void {
  const refusal = whyNotAllowed(passRoutes.create.access, caller, now);
  if (refusal !== null) throw refusal;
}

/** Somebody as his requests will arrive, with what he says of himself. */
function callerAt(
  reach: Reach,
  credentials: z.output<typeof turnOnSchema>['proof']['credentials'],
): Caller | null {
  if (credentials === null) return null;
  const { host, headers, address } = credentials;
  return { arrival: arrivalAt(reach, host, address), headers };
}
