import type { Gate, Judgement } from '@portcullis/gate';
import { Counter, Gauge, Registry } from 'prom-client';
import { addWebhookMetrics, type WebhookMetricsOptions } from './webhook-metrics.ts';

export interface Metrics {
  /** Called for every request: one addition on a plain number. */
  count(decision: Judgement['decision']): void;
  countUpstreamError(kind: string): void;
  /** A webhook that was to be held was refused. */
  countWebhookRefusal(webhook: string, why: string): void;
  /** A WebSocket was ended for a message of its client. */
  countSocketRefusal(problem: string): void;
  /** Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

const modeNumbers = { open: 0, 'read-only': 1, closed: 2 } as const;

/** Metrics of one instance, and of what its store holds; labels are rules and kinds, never paths. */
export function createMetrics(gate: Gate, store: WebhookMetricsOptions['store'] | null = null): Metrics {
  const registry = new Registry();
  const labels = { site: gate.site, instance: gate.instance.id };
  registry.setDefaultLabels(labels);
  const decided = new Map<string, number>();
  const upstreamErrors = new Map<string, number>();
  const socketRefusals = new Map<string, number>();
  const webhookRefusals = new Map<
    string,
    { readonly webhook: string; readonly why: string; count: number }
  >();

  new Counter({
    name: 'portcullis_decisions_total',
    help: 'Requests decided, by kind and rule.',
    labelNames: ['kind', 'rule'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [key, count] of decided) {
        const [kind = '', rule = ''] = key.split(' ');
        this.inc({ kind, rule }, count);
      }
    },
  });
  new Counter({
    name: 'portcullis_upstream_errors_total',
    help: 'Requests the application did not answer, by kind.',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [kind, count] of upstreamErrors) this.inc({ kind }, count);
    },
  });
  new Counter({
    name: 'portcullis_socket_refusals_total',
    help: 'WebSockets ended for a message that may not pass, by problem.',
    labelNames: ['problem'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [problem, count] of socketRefusals) this.inc({ problem }, count);
    },
  });
  new Counter({
    name: 'portcullis_webhook_refusals_total',
    help: 'Webhooks refused instead of held, by their rule and why.',
    labelNames: ['webhook', 'why'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { webhook, why, count } of webhookRefusals.values()) this.inc({ webhook, why }, count);
    },
  });
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  gauge(
    'portcullis_mode',
    'Mode in force: 0 open, 1 read-only, 2 closed.',
    () => modeNumbers[gate.view().snapshot.mode],
  );
  gauge('portcullis_epoch', 'Epoch this instance enforces.', () => gate.view().snapshot.switch.epoch);
  gauge('portcullis_store_following', '1 while the store answers.', () =>
    gate.view().store === 'following' ? 1 : 0,
  );
  const lookAtWebhooks = store === null ? null : addWebhookMetrics({ gate, store, registry });

  return {
    count(decision) {
      const key = decision.kind === 'own' ? 'own own' : `${decision.kind} ${decision.rule.id}`;
      decided.set(key, (decided.get(key) ?? 0) + 1);
    },
    countUpstreamError(kind) {
      upstreamErrors.set(kind, (upstreamErrors.get(kind) ?? 0) + 1);
    },
    countSocketRefusal(problem) {
      socketRefusals.set(problem, (socketRefusals.get(problem) ?? 0) + 1);
    },
    countWebhookRefusal(webhook, why) {
      const key = JSON.stringify([webhook, why]);
      const known = webhookRefusals.get(key);
      if (known === undefined) webhookRefusals.set(key, { webhook, why, count: 1 });
      else known.count += 1;
    },
    async text() {
      await lookAtWebhooks?.();
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}
