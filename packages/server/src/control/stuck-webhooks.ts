import { type ServerStore, type Webhook, type WebhookStanding, webhookName } from '@portcullis/gate';
import type { Said } from '../sentences/said.ts';
import type { SecretsOf } from '../webhooks/secrets-of.ts';
import { createRemembered, type Remembered } from './remembered.ts';

/** The status is asked for each second. */
const rememberedMs = 5_000;

export interface StuckWebhooksOptions {
  readonly store: Pick<ServerStore, 'held'>;
  readonly site: string;
  readonly rules: () => readonly Webhook[];
  readonly secretsOf: SecretsOf;
  readonly now?: () => number;
}

/** Webhooks that were acknowledged and go nowhere until somebody decides, and those that are refused instead of held. */
export function createStuckWebhooks({
  store,
  site,
  rules,
  secretsOf,
  now,
}: StuckWebhooksOptions): Remembered<readonly Said[]> {
  return createRemembered({
    forMs: rememberedMs,
    otherwise: [],
    ...(now !== undefined && { now }),
    async look() {
      const standings = await store.held.standing(site);
      const stuck = standings.flatMap(({ webhook, waiting, failed, paused }): Said[] =>
        failed > 0 || (paused !== null && waiting > 0)
          ? [{ code: 'webhooks-stuck', values: { webhook, failed, waiting, paused } }]
          : [],
      );
      return [...stuck, ...rules().flatMap((rule) => refusedBy(rule, { standings, secretsOf }))];
    },
  });
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
