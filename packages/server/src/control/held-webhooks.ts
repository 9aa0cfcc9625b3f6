import type { ServerStore, WebhookStanding } from '@portcullis/gate';
import { createRemembered, type Remembered } from './remembered.ts';

/** What is held of each webhook, for the status. Null: the store does not say. */
export type HeldWebhooks = Remembered<readonly WebhookStanding[] | null>;

/** Many consoles ask for the status each second. */
const rememberedMs = 1_000;

export function createHeldWebhooks({
  store,
  site,
}: {
  readonly store: Pick<ServerStore, 'held'>;
  readonly site: string;
}): HeldWebhooks {
  return createRemembered<readonly WebhookStanding[] | null>({
    forMs: rememberedMs,
    otherwise: null,
    look: () => store.held.standing(site),
  });
}
