import { type Gate, type Pass, PortcullisError, type ServerStore } from '@portcullis/gate';
import type { Handlers } from '../api/handlers.ts';
import type { passRoutes } from '../api/pass-routes.ts';
import { passActivity } from '../passes/pass-activity.ts';

export interface PassReadingHandlersOptions {
  readonly gate: Gate;
  readonly store: Pick<ServerStore, 'passes' | 'audit'>;
}

/** What is known of passes; making and ending them is elsewhere. */
export function createPassReadingHandlers({
  gate,
  store,
}: PassReadingHandlersOptions): Pick<Handlers<typeof passRoutes>, 'list' | 'activity'> {
  return {
    async list(context) {
      const { state, search = '', skip = 0, limit = 1_000 } = context.req.valid('query');
      const { passes, total, now } = await store.passes.search(gate.site, {
        ...(state !== undefined && { state }),
        search: search.trim(),
        skip,
        limit,
      });
      return context.json({ passes: passes.map(shownPass), total, now }, 200);
    },
    async activity(context) {
      const { id } = context.req.valid('param');
      await gate.audit.flush();
      const [pass] = (await store.passes.search(gate.site, { id, limit: 1 })).passes;
      if (pass === undefined) throw new PortcullisError('PORTCULLIS_NOT_FOUND', `There is no pass ${id}.`);
      const entries = await passActivity(store.audit, gate.site, pass);
      return context.json({ pass: shownPass(pass), entries: [...entries] }, 200);
    },
  };
}

/** Eight characters are enough to tell passes apart in a log. */
function shownPass({ tokenHash, ...rest }: Pass) {
  return { ...rest, fingerprint: tokenHash.slice(0, 8) };
}
