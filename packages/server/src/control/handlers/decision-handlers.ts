import { type Gate, PortcullisError, type Store } from '@portcullis/gate';
import type { Conductor } from '@portcullis/quiesce/conductor';
import { requireYours } from '../../switching/turn.ts';
import { actorOf } from '../api/caller.ts';
import type { Handlers } from '../api/handlers.ts';
import type { switchRoutes } from '../api/switch-routes.ts';

export interface DecisionHandlersOptions {
  readonly gate: Gate;
  readonly store: Pick<Store, 'switch'>;
  /** Null = nothing but the switch stops. */
  readonly conductor: Pick<Conductor, 'decide' | 'view'> | null;
}

export function createDecisionHandlers({
  gate,
  store,
  conductor,
}: DecisionHandlersOptions): Pick<Handlers<typeof switchRoutes>, 'decide'> {
  return {
    decide: async (context) => {
      const { decision, reason, phase, anyway, ...body } = context.req.valid('json');
      const actor = actorOf(context.var.caller, body.actor);
      if (conductor === null) {
        throw notDecidable('no database and no worker is declared: nothing but the switch stops');
      }
      // It ends the window, as turning off would.
      if (decision === 'roll-back') {
        const { switch: current } = await store.switch.read(gate.site);
        requireYours(gate, current, { mode: 'open', areas: {}, expires: null, actor, anyway });
      }
      const made = { decision, by: actor, reason };
      const result = await conductor.decide(made, phase ?? null).catch((cause: unknown) => {
        const { conductedBy } = conductor.view();
        throw conductedBy === null ? cause : elsewhere(conductedBy, cause);
      });
      if (result.kind === 'refused') throw notDecidable(result.why);
      return context.json({ decision, leftBehind: [...result.leftBehind] }, 200);
    },
  };
}

function notDecidable(why: string): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_NOT_DECIDABLE',
    `Nothing was changed: ${why}. Look at what stands now, and decide again.`,
    { values: { why } },
  );
}

function elsewhere(name: string, cause: unknown): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_CONDUCTED_ELSEWHERE',
    `Nothing was changed: ${name} carries this out, and only there it can be decided. Ask that server, or end it: another one takes over within seconds.`,
    { values: { name }, cause },
  );
}
