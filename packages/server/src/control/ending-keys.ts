import type { ApiKey, ServerStore } from '@portcullis/gate';

export interface EndingKey {
  readonly name: string;
  /** Milliseconds since 1970; before now: it has ended. */
  readonly endsAt: number;
  readonly hasEnded: boolean;
}

/** Keys that somebody uses, and that end soon or have just ended. Never rejects: nobody is kept from the status by that. */
export type EndingKeys = () => Promise<readonly EndingKey[]>;

const dayMs = 86_400_000;
/** Time enough to make another one and hand it out. */
const toldBeforeMs = 14 * dayMs;
const toldAfterMs = 7 * dayMs;
/** What nobody has used for longer is nobody's loss. */
const usedWithinMs = 30 * dayMs;
/** The status is asked for each second. */
const rememberedMs = 60_000;

export function createEndingKeys({
  store,
  site,
  now = Date.now,
}: {
  readonly store: Pick<ServerStore, 'keys'>;
  readonly site: string;
  readonly now?: () => number;
}): EndingKeys {
  let last: { readonly at: number; readonly found: Promise<readonly EndingKey[]> } | null = null;

  async function look(at: number): Promise<readonly EndingKey[]> {
    const keys = await store.keys.list(site);
    return keys.flatMap(({ name, expiresAt, revokedAt, lastUsedAt }: ApiKey): EndingKey[] => {
      if (expiresAt === null || revokedAt !== null || lastUsedAt === null) return [];
      if (at - lastUsedAt > usedWithinMs || expiresAt - at > toldBeforeMs || at - expiresAt > toldAfterMs) {
        return [];
      }
      return [{ name, endsAt: expiresAt, hasEnded: expiresAt <= at }];
    });
  }

  return () => {
    const at = now();
    if (last === null || Math.abs(at - last.at) > rememberedMs) {
      last = { at, found: look(at).catch(() => []) };
    }
    return last.found;
  };
}
