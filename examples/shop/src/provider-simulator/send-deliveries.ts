import type { ProviderName } from '../domain/webhook-events.ts';
import type { WebhookSecrets } from '../web/webhook-signatures.ts';
import { type Answer, afterAttempt, type Delivery, freshEndpoint, givenUp } from './delivery.ts';
import { providerRules } from './provider-rules.ts';
import { signDelivery } from './sign-delivery.ts';
import type { SimulatorState } from './simulator-state.ts';

export interface SendDeliveriesOptions {
  readonly state: SimulatorState;
  readonly secrets: WebhookSecrets;
  /** Where the shop is reached from outside. */
  readonly shopUrl: string;
  /** By how much the waits of providers are shortened. */
  readonly faster: number;
  /** Told, in a line, of what is given up and of what is switched off. */
  readonly onLine: (line: string) => void;
}

export interface DeliverySending {
  /** Looks for what is due: something is new, or was let go. */
  wake(): void;
  /** One attempt now, whatever became of the delivery, and whether its endpoint is on or not. */
  sendAgain(id: string): Promise<void>;
  holdBack(provider: ProviderName, isHeldBack: boolean): void;
  /** Switches the endpoint on again; what is not given up goes on. */
  enable(provider: ProviderName): void;
  /** What is on its way is sent again after the next start, by the same name. */
  stop(): Promise<void>;
}

/** Of one provider; nobody waits for another's events. */
const mostAtOnce = 8;
/** The longest that a timer takes. */
const longestWaitMs = 2_147_483_647;

export function sendDeliveries({
  state,
  secrets,
  shopUrl,
  faster,
  onLine,
}: SendDeliveriesOptions): DeliverySending {
  const underWay = new Map<string, { readonly provider: ProviderName; readonly ended: Promise<void> }>();
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | null = null;

  function wake(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (stopping.signal.aborted) return;
    const nowMs = Date.now();
    let nextMs = Number.POSITIVE_INFINITY;
    for (const delivery of state.deliveries()) {
      const { id, provider, dueAt } = delivery;
      const { disabled, isHeldBack } = state.endpoint(provider);
      if (delivery.state !== 'waiting' || dueAt === null || isHeldBack || underWay.has(id)) continue;
      if (dueAt > nowMs) {
        nextMs = Math.min(nextMs, dueAt);
      } else if (disabled !== null) {
        giveUp(givenUp(delivery, `the endpoint is switched off: ${disabled}`));
      } else if ([...underWay.values()].filter((one) => one.provider === provider).length < mostAtOnce) {
        begin(delivery);
      }
    }
    if (nextMs !== Number.POSITIVE_INFINITY) {
      timer = setTimeout(wake, Math.min(nextMs - nowMs, longestWaitMs));
    }
  }

  function begin({ id, provider }: Delivery): Promise<void> {
    const ended = attempt(id).finally(() => {
      underWay.delete(id);
      wake();
    });
    underWay.set(id, { provider, ended });
    return ended;
  }

  async function attempt(id: string): Promise<void> {
    const delivery = state.delivery(id);
    if (delivery === null) return;
    const { provider } = delivery;
    const answer = await send(delivery);
    if (answer === null) return;
    const rules = providerRules[provider];
    const before = state.endpoint(provider);
    const pace = { faster, jitter: Math.random() };
    const after = afterAttempt({ delivery, endpoint: before }, answer, { rules, pace });
    state.keep(
      { kind: 'delivery', delivery: after.delivery },
      { kind: 'endpoint', provider, endpoint: after.endpoint },
    );
    if (after.delivery.state === 'given-up' && delivery.state === 'waiting') tellGivenUp(after.delivery);
    if (after.endpoint.disabled !== null && before.disabled === null) {
      onLine(`${rules.title}: switched ${rules.path} off, ${after.endpoint.disabled}`);
    }
  }

  /** Null: this process ends, and nobody knows. */
  async function send(delivery: Delivery): Promise<Answer | null> {
    const { path, timeoutMs } = providerRules[delivery.provider];
    const at = Date.now();
    const took = () => Date.now() - at;
    try {
      const answer = await fetch(new URL(path, shopUrl), {
        method: 'POST',
        headers: signDelivery(delivery, secrets, at),
        body: delivery.body,
        redirect: 'manual',
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(timeoutMs)]),
      });
      await answer.arrayBuffer();
      const retryAfter = answer.headers.get('retry-after') ?? '';
      return {
        at,
        status: answer.status,
        problem: null,
        tookMs: took(),
        retryAfterSeconds: /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : null,
      };
    } catch (error) {
      if (stopping.signal.aborted) return null;
      return {
        at,
        status: null,
        problem: problemOf(error, timeoutMs),
        tookMs: took(),
        retryAfterSeconds: null,
      };
    }
  }

  function giveUp(delivery: Delivery): void {
    state.keep({ kind: 'delivery', delivery });
    tellGivenUp(delivery);
  }

  function tellGivenUp({ provider, about, reason }: Delivery): void {
    onLine(`${providerRules[provider].title}: gave up on ${about}, ${reason}`);
  }

  return {
    wake,
    async sendAgain(id) {
      await underWay.get(id)?.ended;
      const delivery = state.delivery(id);
      if (delivery !== null) await begin(delivery);
    },
    holdBack(provider, isHeldBack) {
      state.keep({ kind: 'endpoint', provider, endpoint: { ...state.endpoint(provider), isHeldBack } });
      wake();
    },
    enable(provider) {
      const { isHeldBack } = state.endpoint(provider);
      state.keep({ kind: 'endpoint', provider, endpoint: { ...freshEndpoint, isHeldBack } });
      wake();
    },
    async stop() {
      stopping.abort();
      wake();
      await Promise.all([...underWay.values()].map(({ ended }) => ended));
    },
  };
}

function problemOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1_000} s`;
  // fetch says "fetch failed", and its cause why.
  return error.cause instanceof Error ? error.cause.message || String(error.cause) : error.message;
}
