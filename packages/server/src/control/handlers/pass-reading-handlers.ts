import { type Gate, type Pass, PortcullisError, type ServerStore } from '@portcullis/gate';
import type { Handlers } from '../api/handlers.ts';
import type { passRoutes } from '../api/pass-routes.ts';
import { passActivity } from '../passes/pass-activity.ts';
import type { SwitchReader } from '../switch-reader.ts';

export interface PassReadingHandlersOptions {
  readonly gate: Gate;
  readonly store: Pick<ServerStore, 'passes' | 'audit'>;
  readonly readSwitch: SwitchReader;
}

/** What is known of passes; making and ending them is elsewhere. */
export function createPassReadingHandlers({
  gate,
  store,
  readSwitch,
}: PassReadingHandlersOptions): Pick<Handlers<typeof passRoutes>, 'list' | 'activity'> {
  return {
    async list(context) {
      const { state, search = '', skip = 0, limit = 1_000 } = context.req.valid('query');
      const all = await store.passes.list(gate.site);
      const { now } = await readSwitch();
      const wanted = search.trim().toLowerCase();
      const found = all.filter(
        (pass) =>
          (state === undefined || isGood(pass, now) === (state === 'good')) &&
          (wanted === '' || pass.subject.toLowerCase().includes(wanted)),
      );
      const page = found.toReversed().slice(skip, skip + limit);
      return context.json({ passes: page.map(shownPass), total: found.length, now }, 200);
    },
    async activity(context) {
      const { id } = context.req.valid('param');
      await gate.audit.flush();
      const pass = (await store.passes.list(gate.site)).find((one) => one.id === id);
      if (pass === undefined) throw new PortcullisError('PORTCULLIS_NOT_FOUND', `There is no pass ${id}.`);
      const entries = await passActivity(store.audit, gate.site, pass);
      return context.json({ pass: shownPass(pass), entries: [...entries] }, 200);
    },
  };
}

function isGood({ expiresAt, revokedAt }: Pass, now: number): boolean {
  return revokedAt === null && now < expiresAt;
}

/** Eight characters are enough to tell passes apart in a log. */
function shownPass({ tokenHash, ...rest }: Pass) {
  return { ...rest, fingerprint: tokenHash.slice(0, 8) };
}
