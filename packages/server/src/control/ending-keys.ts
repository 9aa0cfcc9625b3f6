import type { ApiKey, ServerStore } from '@portcullis/gate';
import type { Said } from '../sentences/said.ts';
import { createRemembered, type Remembered } from './remembered.ts';

const dayMs = 86_400_000;
/** Time enough to make another one and hand it out. */
const toldBeforeMs = 14 * dayMs;
const toldAfterMs = 7 * dayMs;
/** What nobody has used for longer is nobody's loss. */
const usedWithinMs = 30 * dayMs;
/** The status is asked for each second. */
const rememberedMs = 60_000;

/** Keys that somebody uses, and that end soon or have just ended. */
export function createEndingKeys({
  store,
  site,
  now = Date.now,
}: {
  readonly store: Pick<ServerStore, 'keys'>;
  readonly site: string;
  readonly now?: () => number;
}): Remembered<readonly Said[]> {
  return createRemembered({
    forMs: rememberedMs,
    now,
    otherwise: [],
    async look() {
      const at = now();
      const keys = await store.keys.list(site);
      return keys.flatMap(({ name, expiresAt, revokedAt, lastUsedAt }: ApiKey): Said[] => {
        if (expiresAt === null || revokedAt !== null || lastUsedAt === null) return [];
        if (at - lastUsedAt > usedWithinMs || expiresAt - at > toldBeforeMs || at - expiresAt > toldAfterMs) {
          return [];
        }
        return [{ code: 'key-ends', values: { name, endsAt: expiresAt, hasEnded: expiresAt <= at } }];
      });
    },
  });
}
