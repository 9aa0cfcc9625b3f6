import type { Gate, Pass, Store } from '@portcullis/gate';
import { inEnglish } from '../../sentences/in-english.ts';
import type { Said } from '../../sentences/said.ts';
import { actorOnRecord } from '../../switching/actor-on-record.ts';
import type { Reach } from '../../switching/arrival.ts';
import { namesNobody, pathsToWrite } from '../../switching/paths-to-write.ts';
import { actorOf } from '../api/caller.ts';
import type { Handlers } from '../api/handlers.ts';
import type { passRoutes } from '../api/pass-routes.ts';
import { shownLink } from '../passes/pass-link.ts';
import { createPass, revokePass } from '../passes/pass-operations.ts';
import { placeForPass } from '../passes/place-for-pass.ts';

export interface PassHandlersOptions {
  readonly gate: Gate;
  readonly store: Store;
  readonly reach: () => Reach;
}

type PassHandlers = Pick<Handlers<typeof passRoutes>, 'create' | 'revoke'>;

export function createPassHandlers({ gate, store, reach }: PassHandlersOptions): PassHandlers {
  return {
    create: async (context) => {
      const { subject, scope, isTest, ttlMs, url, actor: name } = context.req.valid('json');
      const actor = actorOnRecord(actorOf(context.var.caller, name));
      const minted = await createPass({ gate, store, subject, scope, isTest, ttlMs, actor });
      const place = await placeForPass({ gate, minted, reach: reach() });
      const { policy } = gate.view().snapshot.compiled;
      const ways: readonly Said[] = [
        ...pathsToWrite(policy),
        ...(namesNobody(policy) ? [] : [{ code: 'path-sign-in', values: {} } as const]),
      ];
      const shown = shownLink(url ?? place.origin, minted.token);
      const use = {
        writesThere: place.writes,
        pathsToWrite: ways.map(inEnglish),
        pathsToWriteSaid: ways,
      };
      return context.json({ pass: withoutHash(minted.pass), ...shown, ...use }, 201);
    },

    revoke: async (context) => {
      const { id } = context.req.valid('param');
      const actor = actorOnRecord(actorOf(context.var.caller, context.req.valid('json').actor));
      await revokePass({ gate, store, id, actor });
      return context.json({ revoked: id }, 200);
    },
  };
}

/** Eight characters of the hash are enough to tell passes apart in a log. */
function withoutHash({ tokenHash, ...rest }: Pass) {
  return { ...rest, fingerprint: tokenHash.slice(0, 8) };
}
