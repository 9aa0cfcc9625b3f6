import { type Webhook, type WebhookStanding, webhookName } from '@portcullis/gate';
import type { Said } from '../sentences/said.ts';
import type { SecretsOf } from '../webhooks/secrets-of.ts';
import type { HeldWebhooks } from './held-webhooks.ts';

export interface StuckWebhooksOptions {
  readonly heldWebhooks: HeldWebhooks;
  readonly rules: () => readonly Webhook[];
  readonly secretsOf: SecretsOf;
}

/** Webhooks that were acknowledged and go nowhere until somebody decides, and those that are refused instead of held. */
export function createStuckWebhooks({
  heldWebhooks,
  rules,
  secretsOf,
}: StuckWebhooksOptions): () => Promise<readonly Said[]> {
  return async () => {
    const standings = await heldWebhooks();
    if (standings === null) return [];
    const stuck = standings.flatMap(({ webhook, waiting, failed, paused }): Said[] =>
      failed > 0 || (paused !== null && waiting > 0)
        ? [{ code: 'webhooks-stuck', values: { webhook, failed, waiting, paused } }]
        : [],
    );
    return [...stuck, ...rules().flatMap((rule) => refusedBy(rule, { standings, secretsOf }))];
  };
}

function refusedBy(
  rule: Webhook,
  { standings, secretsOf }: { readonly standings: readonly WebhookStanding[]; readonly secretsOf: SecretsOf },
): readonly Said[] {
  const webhook = webhookName(rule);
  const { secretFrom, limits, during } = rule;
  if (during !== 'hold') return [];
  const found = standings.find((one) => one.webhook === webhook);
  const held = (found?.waiting ?? 0) + (found?.failed ?? 0);
  const values = { webhook, secretFrom: [...secretFrom], held, most: limits.held };
  if (rule.signature !== null && secretFrom.length > 0 && secretsOf(rule).length === 0)
    return [{ code: 'webhook-refused', values: { ...values, why: 'no-secret' } }];
  return held >= limits.held ? [{ code: 'webhook-refused', values: { ...values, why: 'full' } }] : [];
}
