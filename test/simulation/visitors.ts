import type { SimulatedHost } from './host.ts';
import type { VirtualTime } from './virtual-time.ts';
import { bodyOf, poisonKey, signatureOf, type WebhookChecker } from './webhook-checker.ts';

/** Everybody who uses the site, at every host. */
export interface Visitors {
  begin(): void;
  stop(): void;
  /** One write at each host; tells the statuses, null = no answer. */
  writeEverywhere(onEnd: (statuses: readonly (number | null)[]) => void): void;
}

export interface VisitorsOptions {
  readonly time: VirtualTime;
  readonly below: (limit: number) => number;
  readonly hosts: readonly SimulatedHost[];
  readonly webhookChecker: Pick<WebhookChecker, 'acknowledged'>;
  /** When a request came to a host, by both. */
  readonly arrivals: Map<string, number>;
}

const requests = [
  ['POST', '/orders'],
  ['POST', '/checkout/pay'],
  ['GET', '/shop'],
] as const;
const keys = ['a', 'b', poisonKey] as const;

export function createVisitors({ time, below, hosts, webhookChecker, arrivals }: VisitorsOptions): Visitors {
  let isOver = false;
  let visits = 0;

  function visit(
    host: SimulatedHost,
    [method, target]: readonly [string, string],
    onEnd: (status: number | null) => void = () => undefined,
  ): void {
    visits += 1;
    const request = `visit ${visits}`;
    arrivals.set(`${host.name} ${request}`, time.nowMs());
    const body = method === 'GET' ? '' : 'a=1';
    host.request({ method, target, headers: ['X-Request', request], body }, onEnd);
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
    arrivals.set(`${host.name} ${request}`, time.nowMs());
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
      (status) => {
        const isAcknowledged = status !== null && status >= 200 && status < 300;
        if (isAcknowledged) webhookChecker.acknowledged({ key, number });
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
      const statuses: (number | null)[] = [];
      for (const host of hosts) {
        visit(host, ['POST', '/orders'], (status) => {
          statuses.push(status);
          if (statuses.length === hosts.length) onEnd(statuses);
        });
      }
    },
  };
}
