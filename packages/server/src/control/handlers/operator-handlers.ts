import type { Invitation, ListedOperator } from '../../operators/operator-desk.ts';
import type { OperatorsRoom } from '../../operators/operators-room.ts';
import { hasSecondFactor } from '../../operators/proofs.ts';
import { actorOnRecord } from '../../switching/actor-on-record.ts';
import { actorOf, type ControlCaller } from '../api/caller.ts';
import type { Handlers } from '../api/handlers.ts';
import type { operatorRoutes } from '../api/operator-routes.ts';

export interface OperatorHandlersOptions {
  readonly room: OperatorsRoom;
  /** Where a code is entered; null = there is no console. */
  readonly enrolmentLink: (code: string) => string | null;
}

export function createOperatorHandlers({
  room,
  enrolmentLink,
}: OperatorHandlersOptions): Handlers<typeof operatorRoutes> {
  const { operators } = room;
  return {
    list: async (context) => context.json({ operators: (await operators.list()).map(shown) }, 200),

    invite: async (context) => {
      const { name, role, actor } = context.req.valid('json');
      const invitation = await operators.invite({ name, role, actor: onRecord(context.var.caller, actor) });
      return context.json(shownInvitation(invitation), 201);
    },

    change: async (context) => {
      const { id } = context.req.valid('param');
      const { version, name, role, disabled, actor } = context.req.valid('json');
      const by = onRecord(context.var.caller, actor);
      return context.json(
        shown(await operators.change(id, { version, name, role, disabled, actor: by })),
        200,
      );
    },

    reset: async (context) => {
      const { id } = context.req.valid('param');
      const by = onRecord(context.var.caller, context.req.valid('json').actor);
      return context.json(shownInvitation(await operators.reset(id, by)), 200);
    },

    signOut: async (context) => {
      const { id } = context.req.valid('param');
      const by = onRecord(context.var.caller, context.req.valid('json').actor);
      return context.json({ ended: await operators.signOut(id, by) }, 200);
    },

    enrolmentCode: async (context) => {
      const { code, expiresAt } = await room.newFirstRunCode();
      return context.json({ code, expiresAt, link: enrolmentLink(code) }, 201);
    },

    remove: async (context) => {
      const { id } = context.req.valid('param');
      await operators.remove(id, onRecord(context.var.caller, context.req.valid('query').actor));
      return context.json({ removed: id }, 200);
    },
  };
}

function onRecord(caller: ControlCaller, shellName: string | undefined): string {
  return actorOnRecord(actorOf(caller, shellName));
}

/** Nothing that could be used to sign in. */
function shown({ operator, sessions }: ListedOperator) {
  const { id, name, role, createdAt, createdBy, version } = operator;
  return {
    id,
    name,
    role,
    state: stateOf(operator),
    signsInWith: waysOf(operator),
    secondFactor: hasSecondFactor(operator),
    createdAt,
    createdBy,
    seenAt: sessions.length === 0 ? null : Math.max(...sessions.map(({ seenAt }) => seenAt)),
    sessions: sessions.length,
    version,
  };
}

function stateOf({ disabledAt, passwordHash, federated }: ListedOperator['operator']) {
  if (disabledAt !== null) return 'disabled' as const;
  return passwordHash === null && federated === null ? ('invited' as const) : ('active' as const);
}

function waysOf({ passwordHash, federated }: ListedOperator['operator']) {
  if (federated !== null) return 'provider' as const;
  return passwordHash === null ? ('nothing-yet' as const) : ('password' as const);
}

function shownInvitation({ code, expiresAt, ...listed }: Invitation) {
  return { operator: shown(listed), code, expiresAt };
}
