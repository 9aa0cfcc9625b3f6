import { type Gate, type ServerStore, type WebhookStanding, webhookName } from '@portcullis/gate';
import { Counter, Gauge, type Registry } from 'prom-client';

export interface WebhookMetricsOptions {
  readonly gate: Gate;
  readonly store: {
    readonly held: Pick<ServerStore['held'], 'standing'>;
    readonly switch: Pick<ServerStore['switch'], 'read'>;
  };
  readonly registry: Registry;
}

interface Seen {
  readonly now: number;
  readonly standings: readonly WebhookStanding[];
}

/**
 * What of each webhook is held, as the store says it: every server of a site tells the same. Labelled by its rule. Returns what to
 * call before the registry is read; while the store does not answer nothing of webhooks is told, rather than something old.
 */
export function addWebhookMetrics({ gate, store, registry }: WebhookMetricsOptions): () => Promise<void> {
  const { site } = gate;
  let seen: Seen | null = null;
  const metric = { labelNames: ['webhook'], registers: [registry] };

  function gauge(name: string, help: string, value: (standing: WebhookStanding, now: number) => number) {
    new Gauge({
      ...{ name, help, ...metric },
      collect() {
        this.reset();
        if (seen === null) return;
        for (const one of seen.standings) this.set({ webhook: one.webhook }, value(one, seen.now));
      },
    });
  }
  function counter(name: string, help: string, value: (standing: WebhookStanding) => number) {
    new Counter({
      ...{ name, help, ...metric },
      collect() {
        this.reset();
        for (const one of seen?.standings ?? []) this.inc({ webhook: one.webhook }, value(one));
      },
    });
  }

  gauge(
    'portcullis_webhooks_held',
    'Held and not delivered yet, failed ones left out.',
    (one) => one.waiting,
  );
  gauge('portcullis_webhooks_failed', 'Failed: somebody must decide.', (one) => one.failed);
  gauge('portcullis_webhooks_replaying', 'On their way to the application now.', (one) => one.onItsWay);
  gauge(
    'portcullis_webhooks_held_bytes',
    'Of those held and failed, as they are stored.',
    (one) => one.bytes,
  );
  gauge(
    'portcullis_webhooks_oldest_age_seconds',
    'How long the oldest of those held has waited; 0 when none does.',
    ({ oldestAt }, now) => (oldestAt === null ? 0 : Math.max(0, now - oldestAt) / 1_000),
  );
  gauge('portcullis_webhooks_paused', '1 while somebody has paused delivery.', ({ paused }) =>
    paused === null ? 0 : 1,
  );
  counter('portcullis_webhooks_delivered_total', 'Delivered after they were held.', (one) => one.delivered);
  counter('portcullis_webhooks_dropped_total', 'Dropped by somebody.', (one) => one.dropped);
  counter('portcullis_webhooks_duplicates_total', 'Sent again while held.', (one) => one.duplicates);

  async function look(): Promise<Seen> {
    const [standings, { now }] = await Promise.all([store.held.standing(site), store.switch.read(site)]);
    const known = new Set(standings.map(({ webhook }) => webhook));
    // From the first on there is a series to alert on.
    const rules = gate.view().snapshot.compiled.policy.webhooks.map(webhookName);
    const unused = [...new Set(rules)].filter((name) => !known.has(name));
    return { now, standings: [...standings, ...unused.map((webhook) => ({ webhook, ...nothingHeld }))] };
  }

  return async () => {
    seen = await look().catch(() => null);
  };
}

const nothingHeld = {
  ...{ waiting: 0, failed: 0, bytes: 0, oldestAt: null, onItsWay: 0 },
  ...{ delivered: 0, dropped: 0, duplicates: 0, paused: null },
};
