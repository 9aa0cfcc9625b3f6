import {
  type Gate,
  type RunningRequest,
  type ServerStore,
  type Webhook,
  webhookName,
} from '@portcullis/gate';
import type { Config } from '../config/parse-config.ts';
import { HttpExchange } from '../front/http-exchange.ts';
import type { Logger } from '../observe/logger.ts';
import type { Seal } from '../sealing/seal.ts';
import { createAcceptQueue } from './accept-queue.ts';
import { createOrderDeliverer, type OrderDelivererOptions } from './deliver-order.ts';
import { createWebhookHolder, type WebhookHolder } from './hold-webhook.ts';
import { createOthersKnow } from './others-know.ts';
import { createRefusalMemory, type RememberedRefusals } from './refusal-memory.ts';
import { createReplayer } from './replay-held.ts';
import { createSecretElsewhere } from './secret-elsewhere.ts';
import type { SecretsOf } from './secrets-of.ts';
import { createDeliverySender, type DeliverySender } from './send-delivery.ts';

/** Webhooks of one site: held while their routes are shut, delivered afterwards. */
export interface WebhookKeeper extends WebhookHolder {
  /** Looks now for what is to be delivered. */
  wake(): void;
  /** What of a webhook this server has refused. */
  refusalsOf(webhook: string): readonly RememberedRefusals[];
  close(): Promise<void>;
}

export interface WebhookKeeperOptions {
  readonly gate: Gate;
  readonly store: Pick<ServerStore, 'held' | 'deliveries' | 'instances'>;
  readonly seal: Seal;
  readonly secretsOf: SecretsOf;
  readonly config: Pick<Config, 'upstream' | 'replay' | 'timeouts' | 'publicUrl'>;
  readonly logger: Logger;
  /** @default connections of their own to the application */
  readonly sender?: DeliverySender;
}

const viaName = 'portcullis';
const dayMs = 86_400_000;

export function keepWebhooks({
  gate,
  store,
  seal,
  secretsOf,
  config,
  logger,
  sender = senderTo(config),
}: WebhookKeeperOptions): WebhookKeeper {
  const { compiled } = gate.view().snapshot;
  const { webhooks } = compiled.policy;
  for (const webhook of webhooks) warnOfMissingSecret(webhook, secretsOf, logger);
  const queue = createAcceptQueue({ store: store.held, site: gate.site });
  const othersKnow = createOthersKnow({ gate, instances: store.instances });
  const refusals = createRefusalMemory();
  const { publicUrl } = config;
  const holder = createWebhookHolder({
    ...{ gate, queue, seal, secretsOf, refusals, othersKnow, publicUrl, logger },
  });
  const { perSecond, atOnce, timeoutMs, keepDays } = config.replay;
  const deliverer = createOrderDeliverer({
    gate,
    site: {
      ...{ upstream: config.upstream, compiled, viaName, publicUrl },
      knownHosts: knownHosts(config, webhooks),
    },
    sender,
    seal,
    secretsOf,
    isSecretElsewhere: createSecretElsewhere({ gate, instances: store.instances }),
    webhooks: new Map(webhooks.map((webhook) => [webhookName(webhook), webhook])),
    onDelayed: createDelayLog(logger),
    onFailed({ id, webhook }, problem) {
      logger.error(
        { webhook, delivery: id, problem },
        'a held webhook could not be delivered; somebody must decide: portcullis webhooks',
      );
      gate.audit.enqueue({
        kind: 'webhook.failed',
        actor: gate.instance.id,
        data: { webhook, delivery: id, problem },
      });
    },
  });
  const replayer = createReplayer({
    gate,
    store,
    deliverer,
    logger,
    live: () => gate.running().filter(isAwaited).length,
    perSecond,
    atOnce,
    timeoutMs,
    keepMs: keepDays * dayMs,
  });

  return {
    hold: holder.hold,
    wake: replayer.wake,
    refusalsOf: refusals.of,
    async close() {
      await queue.close();
      await replayer.close();
      await sender.close();
    },
  };
}

function senderTo({ upstream, replay, timeouts }: WebhookKeeperOptions['config']): DeliverySender {
  const { atOnce, timeoutMs } = replay;
  return createDeliverySender({ upstream, atOnce, connectMs: timeouts.connectMs, timeoutMs });
}

/** Not a WebSocket, a stream of events or a download: what is open for hours takes nothing of the application while nobody asks. */
function isAwaited({ client }: RunningRequest): boolean {
  return client instanceof HttpExchange && !client.response.headersSent;
}

/** Without it every such webhook is refused: better known at the start. */
function warnOfMissingSecret(webhook: Webhook, secretsOf: SecretsOf, logger: Logger): void {
  if (webhook.secretFrom.length === 0 || secretsOf(webhook).length > 0) return;
  logger.warn(
    { webhook: webhookName(webhook), secretFrom: webhook.secretFrom },
    'the secret of a webhook is not in the environment, or is none: what comes by it during a window is refused',
  );
}

function knownHosts(
  { publicUrl, upstream }: Pick<Config, 'publicUrl' | 'upstream'>,
  webhooks: readonly Webhook[],
): ReadonlySet<string> {
  const named = webhooks.flatMap(({ pattern: { host } }) => host ?? []);
  return new Set([upstream.host, ...(publicUrl === null ? [] : [publicUrl.host]), ...named]);
}

/** Of a route whose application takes nothing a minute's deliveries are one line. */
const delayLoggedEveryMs = 60_000;

function createDelayLog(logger: Logger): OrderDelivererOptions['onDelayed'] {
  const loggedMs = new Map<string, number>();
  return ({ id, webhook, attempts }, problem) => {
    const nowMs = performance.now();
    if (nowMs - (loggedMs.get(webhook) ?? Number.NEGATIVE_INFINITY) < delayLoggedEveryMs) return;
    loggedMs.set(webhook, nowMs);
    logger.warn(
      { webhook, delivery: id, problem, attempt: attempts + 1 },
      'a held webhook was not taken by the application; it is tried again. Said once a minute for each',
    );
  };
}
