import type { ApiKey } from '@portcullis/gate';
import type { KeyDesk } from '../../operators/key-desk.ts';
import { actorOnRecord } from '../../switching/actor-on-record.ts';
import { actorOf } from '../api/caller.ts';
import type { Handlers } from '../api/handlers.ts';
import type { keyRoutes } from '../api/operator-routes.ts';

export interface KeyHandlersOptions {
  readonly keys: KeyDesk;
}

export function createKeyHandlers({ keys }: KeyHandlersOptions): Handlers<typeof keyRoutes> {
  return {
    list: async (context) => context.json({ keys: (await keys.list()).map(shown) }, 200),

    create: async (context) => {
      const { name, scopes, expiresInDays, actor } = context.req.valid('json');
      const by = actorOnRecord(actorOf(context.var.caller, actor));
      const { key, token } = await keys.create({ name, scopes, expiresInDays, actor: by });
      return context.json({ key: shown(key), token }, 201);
    },

    revoke: async (context) => {
      const { id } = context.req.valid('param');
      await keys.revoke(id, actorOnRecord(actorOf(context.var.caller, context.req.valid('json').actor)));
      return context.json({ revoked: id }, 200);
    },
  };
}

function shown({ site: _, tokenHash, ...key }: ApiKey) {
  return { ...key, fingerprint: tokenHash.slice(0, 8) };
}
