import type { ServerStore } from '@portcullis/gate';
import type { Said } from '../sentences/said.ts';
import { createRemembered, type Remembered } from './remembered.ts';

/** The status is asked for each second. */
const rememberedMs = 5_000;

/** Webhooks that were acknowledged and go nowhere until somebody decides. */
export function createStuckWebhooks({
  store,
  site,
  now,
}: {
  readonly store: Pick<ServerStore, 'held'>;
  readonly site: string;
  readonly now?: () => number;
}): Remembered<readonly Said[]> {
  return createRemembered({
    forMs: rememberedMs,
    otherwise: [],
    ...(now !== undefined && { now }),
    async look() {
      const standings = await store.held.standing(site);
      return standings.flatMap(({ webhook, waiting, failed, paused }): Said[] =>
        failed > 0 || (paused !== null && waiting > 0)
          ? [{ code: 'webhooks-stuck', values: { webhook, failed, waiting, paused } }]
          : [],
      );
    },
  });
}
