import type { Webhook } from '../../api/schema.ts';

export interface SumOfHeld {
  readonly failed: number;
  readonly waiting: number;
  /** Routes of which something waits that nobody delivers until somebody resumes it. */
  readonly paused: number;
}

/** How much is held, over all webhooks. */
export function sumOfHeld(webhooks: readonly Pick<Webhook, 'failed' | 'waiting' | 'paused'>[]): SumOfHeld {
  const sum = (count: (webhook: (typeof webhooks)[number]) => number) =>
    webhooks.reduce((all, webhook) => all + count(webhook), 0);
  return {
    failed: sum(({ failed }) => failed),
    waiting: sum(({ waiting }) => waiting),
    paused: sum(({ paused, waiting }) => (paused !== null && waiting > 0 ? 1 : 0)),
  };
}
