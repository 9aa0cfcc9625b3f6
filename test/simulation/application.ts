import type { Proxy as UpstreamProxy } from '../../packages/server/src/proxy/contract.ts';
import { UpstreamError } from '../../packages/server/src/proxy/upstream-error.ts';
import type { DeliverySender, SentDelivery } from '../../packages/server/src/webhooks/send-delivery.ts';
import type { Machine, VirtualTime } from './virtual-time.ts';

/** Something that reached the application. */
export interface Reached {
  readonly method: string;
  readonly target: string;
  /** What the visitor or provider calls it. */
  readonly request: string;
  readonly body: string;
  readonly signature: string | null;
  readonly via: string;
  /** It was held, and is delivered now. */
  readonly isDelivery: boolean;
  /** By what name it was held. */
  readonly heldAs: string | null;
  readonly sentAtMs: number;
}

/** What the application made of it. */
export type Answered = Reached & { readonly status: number };

/** What stands behind the gates. */
export interface Application {
  /** `fails`: answers 500. `down`: takes no connections. `breaks`: of some requests nothing arrives, and nobody is told. */
  state: 'works' | 'fails' | 'slow' | 'down' | 'breaks';
  /** Since when it works; infinity = it does not. */
  worksSinceMs(): number;
  proxyOf(machine: Machine, host: string): UpstreamProxy;
  senderOf(machine: Machine, host: string): DeliverySender;
}

export interface ApplicationOptions {
  readonly time: VirtualTime;
  readonly below: (limit: number) => number;
  /** A delivery leaves a gate. */
  readonly onDelivery: (delivery: Reached) => void;
  readonly onReached: (reached: Answered) => void;
  /** The application is done with it, or its gate waits no longer. */
  readonly onOver: (reached: Reached) => void;
  readonly isPoison: (reached: Reached) => boolean;
}

/** A delivery has a second: see the replay's `timeoutMs`. */
const slowMs = 1_500;
const brokenMs = 200;
const deliveryTimeoutMs = 1_000;

export function createApplication(options: ApplicationOptions): Application {
  const { time, below, onDelivery, onReached, onOver, isPoison } = options;
  const oneWayMs = () => 0.1 + below(10) / 10;

  /** It arrives, and later answers the process that sent it. */
  function take(machine: Machine, reached: Reached, onAnswer: (status: number | null) => void): void {
    if (application.state === 'breaks' && below(2) === 0) {
      time.after(brokenMs, machine, () => onAnswer(null));
      return;
    }
    time.after(oneWayMs(), null, () => {
      const status = application.state === 'fails' || isPoison(reached) ? 500 : 200;
      const answered = { ...reached, status };
      onReached(answered);
      const takesMs = application.state === 'slow' ? slowMs : 1 + below(30);
      time.after(reached.isDelivery ? Math.min(takesMs, deliveryTimeoutMs * 0.98) : takesMs, null, () =>
        onOver(answered),
      );
      time.after(takesMs + oneWayMs(), machine, () => onAnswer(status));
    });
  }

  let state: Application['state'] = 'works';
  let worksSinceMs = Number.NEGATIVE_INFINITY;

  const application: Application = {
    get state() {
      return state;
    },
    set state(next) {
      if (next !== 'works') worksSinceMs = Number.POSITIVE_INFINITY;
      else if (state !== 'works') worksSinceMs = time.nowMs();
      state = next;
    },
    worksSinceMs: () => worksSinceMs,
    proxyOf: (machine, host) => ({
      forward(incoming, response, instruction) {
        const fail = (error: UpstreamError): void => {
          instruction.onError(error);
          instruction.onFinished?.({ status: null, complete: false, error });
        };
        time.after(oneWayMs(), machine, () => {
          if (instruction.mayStart?.() === false) {
            instruction.onTakenBack?.(instruction.body ?? null);
            return;
          }
          if (application.state === 'down')
            return fail(new UpstreamError('unreachable', 'connection refused'));
          // What was not read for the decision is still on the wire.
          const bytes: Buffer | null = instruction.body ?? incoming.read();
          const reached = {
            method: incoming.method ?? '',
            target: instruction.target,
            request: String(incoming.headers['x-request']),
            body: bytes?.toString('utf8') ?? '',
            signature: textOf(incoming.headers['x-signature']),
            via: host,
            isDelivery: false,
            heldAs: null,
            sentAtMs: time.nowMs(),
          };
          take(machine, reached, (status) => {
            if (status === null) return fail(new UpstreamError('reset', 'the connection broke'));
            if (!response.destroyed) response.writeHead(status).end();
            instruction.onFinished?.({ status, complete: true, error: null });
          });
        });
      },
      tunnel() {
        throw new Error('nobody opens a WebSocket here');
      },
      close: () => Promise.resolve(),
    }),
    senderOf: (machine, host) => ({
      send({ method, target, headers, body }) {
        if (application.state === 'down') {
          return Promise.resolve({ kind: 'unreachable', problem: 'the application takes no connections' });
        }
        const reached = {
          method,
          target,
          request: headerOf(headers, 'x-request') ?? '',
          body: Buffer.from(body).toString('utf8'),
          signature: headerOf(headers, 'x-signature'),
          via: host,
          isDelivery: true,
          heldAs: headerOf(headers, 'portcullis-delivery'),
          sentAtMs: time.nowMs(),
        };
        onDelivery(reached);
        return new Promise<SentDelivery>((resolve) => {
          const late = setTimeout(
            () => resolve({ kind: 'lost', problem: 'the application did not answer' }),
            deliveryTimeoutMs,
          );
          take(machine, reached, (status) => {
            clearTimeout(late);
            if (status === null) return resolve({ kind: 'lost', problem: 'the connection broke' });
            resolve({ kind: 'answered', status, retryAfterSeconds: null });
          });
        });
      },
      close: () => Promise.resolve(),
    }),
  };
  return application;
}

function textOf(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function headerOf(headers: readonly string[], name: string): string | null {
  const place = headers.findIndex((item, index) => index % 2 === 0 && item.toLowerCase() === name);
  return place < 0 ? null : (headers[place + 1] ?? null);
}
