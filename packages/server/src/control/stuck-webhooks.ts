import {
  type Gate,
  type ServerStore,
  type Webhook,
  type WebhookStanding,
  webhookName,
} from '@portcullis/gate';
import type { Said } from '../sentences/said.ts';
import type { RememberedRefusals } from '../webhooks/refusal-memory.ts';
import type { SecretsOf } from '../webhooks/secrets-of.ts';
import type { HeldWebhooks } from './held-webhooks.ts';

export interface StuckWebhooksOptions {
  readonly gate: Pick<Gate, 'site' | 'view'>;
  readonly store: { readonly held: Pick<ServerStore['held'], 'list'> };
  readonly heldWebhooks: HeldWebhooks;
  readonly secretsOf: SecretsOf;
  /** By this server, of the webhook of that name. */
  readonly refusalsOf: (webhook: string) => readonly RememberedRefusals[];
  /** Milliseconds since 1970. @default the host's */
  readonly now?: () => number;
}

/** Since the site is open: a delivery that is tried again for longer is one that somebody should look at. */
const longMs = 15 * 60_000;
/** Those that are passed by hold up nobody; the first that does is among so many. */
const mostLookedAt = 20;

/** Webhooks that were acknowledged and go nowhere until somebody decides, and those that are refused instead of held. */
export function createStuckWebhooks(options: StuckWebhooksOptions): () => Promise<readonly Said[]> {
  const { gate, heldWebhooks } = options;
  return async () => {
    const standings = await heldWebhooks();
    if (standings === null) return [];
    const stuck = standings.flatMap(({ webhook, waiting, failed, paused }): Said[] =>
      failed > 0 || (paused !== null && waiting > 0)
        ? [{ code: 'webhooks-stuck', values: { webhook, failed, waiting, paused } }]
        : [],
    );
    const waits = await Promise.all(standings.map((standing) => waitsOf(standing, options)));
    const rules = gate.view().snapshot.compiled.policy.webhooks;
    return [...stuck, ...waits.flat(), ...rules.flatMap((rule) => refusedBy(rule, standings, options))];
  };
}

/** The first of a webhook that was tried and not taken, long after the whole site was opened. */
async function waitsOf(
  { webhook, waiting, oldestAt, paused }: WebhookStanding,
  { gate, store, now = Date.now }: StuckWebhooksOptions,
): Promise<readonly Said[]> {
  const { mode, areas, switch: current } = gate.view().snapshot;
  const isOpen = mode === 'open' && Object.keys(areas).length === 0;
  if (!isOpen || waiting === 0 || oldestAt === null || paused !== null) return [];
  if (now() - Math.max(oldestAt, current.since) < longMs) return [];
  const oldest = await store.held.list(gate.site, { webhook, state: 'waiting', limit: mostLookedAt });
  const first = oldest.find(({ attempts, isBehind, isSkipped }) => attempts > 0 && !isBehind && !isSkipped);
  if (first === undefined || now() - first.receivedAt < longMs) return [];
  const { receivedAt, attempts, lastAttempt } = first;
  const status = lastAttempt?.status ?? null;
  return [{ code: 'webhook-waits', values: { webhook, since: receivedAt, attempts, status } }];
}

function refusedBy(
  rule: Webhook,
  standings: readonly WebhookStanding[],
  { secretsOf, refusalsOf }: StuckWebhooksOptions,
): readonly Said[] {
  const webhook = webhookName(rule);
  const { limits, during } = rule;
  const secretFrom = [...rule.secretFrom];
  if (during !== 'hold') return [];
  const found = standings.find((one) => one.webhook === webhook);
  const held = (found?.waiting ?? 0) + (found?.failed ?? 0);
  const refused = (why: 'no-secret' | 'full'): Said => ({
    code: 'webhook-refused',
    values: { webhook, secretFrom, why, held, most: limits.held },
  });
  if (rule.signature !== null && secretFrom.length > 0 && secretsOf(rule).length === 0)
    return [refused('no-secret')];
  const isFull = held >= limits.held;
  return [
    ...(isFull ? [refused('full')] : []),
    ...refusalsOf(webhook)
      .filter(({ why }) => !(isFull && why === 'full'))
      .map(
        (refusals): Said => ({ code: 'webhook-was-refused', values: { webhook, secretFrom, ...refusals } }),
      ),
  ];
}
