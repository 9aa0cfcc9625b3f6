import type { WebhookRefusal } from './webhook-answers.ts';

/** `full`, `busy`: no more could be held. */
export type RememberedWhy = WebhookRefusal | 'full' | 'busy';

/** How many of a webhook this server has refused for one reason. */
export interface RememberedRefusals {
  readonly why: RememberedWhy;
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly lastAt: number;
}

export interface RefusalMemory {
  refused(webhook: string, why: RememberedWhy): void;
  /**
   * One was verified, so the secret is right. What was not signed with it before came from somebody else; unless there are several
   * secrets, when one of them may be wrong.
   */
  verified(webhook: string, of: { readonly secrets: number }): void;
  /** Of the last day; the newest last. */
  of(webhook: string): readonly RememberedRefusals[];
}

/** Whoever comes in the morning learns what was refused at night. */
const rememberedMs = 24 * 3_600_000;

/** Of as many webhooks as the policy has rules. */
export function createRefusalMemory(now: () => number = Date.now): RefusalMemory {
  const refusals = new Map<string, RememberedRefusals[]>();

  function of(webhook: string): RememberedRefusals[] {
    return (refusals.get(webhook) ?? []).filter(({ lastAt }) => now() - lastAt < rememberedMs);
  }

  return {
    of,
    refused(webhook, why) {
      const known = of(webhook);
      const count = (known.find((one) => one.why === why)?.count ?? 0) + 1;
      refusals.set(webhook, [...known.filter((one) => one.why !== why), { why, count, lastAt: now() }]);
    },
    verified(webhook, { secrets }) {
      if (!refusals.has(webhook)) return;
      const left = of(webhook).filter(
        ({ why }) => why !== 'missing' && why !== 'twice' && (why !== 'wrong' || secrets > 1),
      );
      if (left.length === 0) refusals.delete(webhook);
      else refusals.set(webhook, left);
    },
  };
}
