import type { WebhookRefusal } from './webhook-answers.ts';

/** What of a webhook was refused by this server since the last one that was verified. */
export interface RememberedRefusals {
  /** Of the last one. */
  readonly why: WebhookRefusal;
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly lastAt: number;
}

export interface RefusalMemory {
  refused(webhook: string, why: WebhookRefusal): void;
  /** Its secret is right, then: what was refused before it came from somebody else. */
  verified(webhook: string): void;
  /** Null = nothing for a day. */
  of(webhook: string): RememberedRefusals | null;
}

/** Whoever comes in the morning learns what was refused at night. */
const rememberedMs = 24 * 3_600_000;

/** Of as many webhooks as the policy has rules. */
export function createRefusalMemory(now: () => number = Date.now): RefusalMemory {
  const refusals = new Map<string, RememberedRefusals>();

  function of(webhook: string): RememberedRefusals | null {
    const found = refusals.get(webhook);
    return found !== undefined && now() - found.lastAt < rememberedMs ? found : null;
  }

  return {
    of,
    refused(webhook, why) {
      refusals.set(webhook, { why, count: (of(webhook)?.count ?? 0) + 1, lastAt: now() });
    },
    verified(webhook) {
      refusals.delete(webhook);
    },
  };
}
