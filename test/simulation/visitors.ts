import type { SimulatedHost } from './host.ts';
import type { VirtualTime } from './virtual-time.ts';
import { bodyOf, poisonKey, signatureOf, type WebhookChecker } from './webhook-checker.ts';

/** Everybody who uses the site, at every host. */
export interface Visitors {
  begin(): void;
  stop(): void;
  /** One write at each host. */
  writeEverywhere(onEnd: (host: SimulatedHost, status: number | null) => void): void;
}

export interface Visit {
  readonly host: SimulatedHost;
  readonly method: string;
  readonly target: string;
  readonly beganMs: number;
  /** Null: no answer came. */
  readonly status: number | null;
}

export interface VisitorsOptions {
  readonly time: VirtualTime;
  readonly below: (limit: number) => number;
  readonly hosts: readonly SimulatedHost[];
  readonly webhookChecker: Pick<WebhookChecker, 'acknowledged'>;
  /** When a request came to a host first, by both. */
  readonly arrivals: Map<string, number>;
  /** What came of a request that is no webhook. */
  readonly onVisited: (visit: Visit) => void;
}

const requests = [
  ['POST', '/orders'],
  ['POST', '/checkout/pay'],
  ['GET', '/shop'],
] as const;
const keys = ['a', 'b', poisonKey] as const;

export function createVisitors(options: VisitorsOptions): Visitors {
  const { time, below, hosts, webhookChecker, arrivals, onVisited } = options;
  let isOver = false;
  let visits = 0;

  function visit(
    host: SimulatedHost,
    [method, target]: readonly [string, string],
    onEnd: (status: number | null) => void = () => undefined,
  ): void {
    visits += 1;
    const request = `visit ${visits}`;
    const beganMs = time.nowMs();
    arrivals.set(`${host.name} ${request}`, beganMs);
    const body = method === 'GET' ? '' : 'a=1';
    host.request({ method, target, headers: ['X-Request', request], body }, ({ status }) => {
      onVisited({ host, method, target, beganMs, status });
      onEnd(status);
    });
  }

  function visitAgain(host: SimulatedHost): void {
    if (isOver) return;
    const request = requests[below(requests.length)] ?? requests[0];
    visit(host, request);
    time.after(300 + below(900), null, () => visitAgain(host));
  }

  /** A provider goes on with a key once a call of it was acknowledged, and repeats what was not. */
  function call(key: string, number: number): void {
    if (isOver) return;
    const host = hosts[below(hosts.length)];
    if (host === undefined) return;
    const request = `${key} ${number}`;
    const sentAtMs = time.nowMs();
    const arrival = `${host.name} ${request}`;
    if (!arrivals.has(arrival)) arrivals.set(arrival, sentAtMs);
    host.request(
      {
        method: 'POST',
        target: '/hooks/any',
        headers: [
          'X-Request',
          request,
          'X-Key',
          key,
          'X-Delivery',
          request,
          'X-Signature',
          signatureOf({ key, number }),
        ],
        body: bodyOf({ key, number }),
      },
      ({ status, heldAs }) => {
        const isAcknowledged = status !== null && status >= 200 && status < 300;
        if (isAcknowledged) webhookChecker.acknowledged({ key, number }, { heldAs, sentAtMs });
        time.after(100 + below(900), null, () => call(key, isAcknowledged ? number + 1 : number));
      },
    );
  }

  return {
    begin() {
      for (const host of hosts) visitAgain(host);
      for (const key of keys) call(key, 1);
    },
    stop() {
      isOver = true;
    },
    writeEverywhere(onEnd) {
      for (const host of hosts) visit(host, ['POST', '/orders'], (status) => onEnd(host, status));
    },
  };
}
