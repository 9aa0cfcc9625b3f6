import type { Exchange } from './exchange.ts';
import { UpstreamError } from './upstream-error.ts';

export interface AdmissionOptions {
  readonly maxActive: number;
  /** How long an exchange may wait for a place before it fails. */
  readonly waitMs: number;
}

/** Lets at most so many exchanges run; the rest waits in order, not for ever. */
export interface Admission {
  enter(exchange: Exchange): void;
  leave(): void;
  close(): void;
}

interface Waiting {
  readonly exchange: Exchange;
  readonly deadline: number;
}

export function createAdmission({ maxActive, waitMs }: AdmissionOptions): Admission {
  const waiting: Waiting[] = [];
  let active = 0;
  let timer: NodeJS.Timeout | null = null;

  const expire = (): void => {
    timer = null;
    const now = performance.now();
    while (waiting[0] !== undefined && waiting[0].deadline <= now) {
      waiting
        .shift()
        ?.exchange.fail(
          new UpstreamError(
            'timeout',
            `Expected a free upstream connection within ${waitMs} ms, all ${maxActive} stayed busy; find out what is slow there, or raise maxSockets`,
          ),
        );
    }
    arm();
  };

  const arm = (): void => {
    const first = waiting[0];
    if (timer !== null || first === undefined) return;
    timer = setTimeout(expire, Math.max(1, first.deadline - performance.now()));
  };

  return {
    enter(exchange) {
      if (active < maxActive) {
        active += 1;
        exchange.begin();
        return;
      }
      waiting.push({ exchange, deadline: performance.now() + waitMs });
      arm();
    },
    leave() {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (next.exchange.settled) continue;
        next.exchange.begin();
        return;
      }
      active -= 1;
    },
    close() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      for (const { exchange } of waiting.splice(0)) {
        exchange.fail(
          new UpstreamError('reset', 'The proxy was closed while the request waited for a connection'),
        );
      }
    },
  };
}
