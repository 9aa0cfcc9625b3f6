import type { Exchange } from './exchange.ts';
import { UpstreamError } from './upstream-error.ts';

export interface AdmissionOptions {
  readonly maxActive: number;
  /** Places beyond `maxActive` that only insiders take. */
  readonly reserved: number;
  /** How long an exchange may wait for a place before it fails. */
  readonly waitMs: number;
}

/** Lets at most so many exchanges run; the rest waits in order, insiders first, and not for ever. */
export interface Admission {
  enter(exchange: Exchange): void;
  leave(): void;
  close(): void;
}

interface Waiting {
  readonly exchange: Exchange;
  readonly deadline: number;
}

export function createAdmission({ maxActive, reserved, waitMs }: AdmissionOptions): Admission {
  const insiders: Waiting[] = [];
  const others: Waiting[] = [];
  let active = 0;
  let timer: NodeJS.Timeout | null = null;

  const expire = (): void => {
    timer = null;
    const now = performance.now();
    for (const waiting of [insiders, others]) {
      while (waiting[0] !== undefined && waiting[0].deadline <= now) {
        waiting
          .shift()
          ?.exchange.fail(
            new UpstreamError(
              'timeout',
              `Expected a free upstream connection within ${waitMs} ms, all ${maxActive} stayed busy; find out what is slow there, or raise maxUpstreamRequests`,
            ),
          );
      }
    }
    arm();
  };

  const arm = (): void => {
    const deadline = Math.min(
      insiders[0]?.deadline ?? Number.POSITIVE_INFINITY,
      others[0]?.deadline ?? Number.POSITIVE_INFINITY,
    );
    if (timer !== null || deadline === Number.POSITIVE_INFINITY) return;
    timer = setTimeout(expire, Math.max(1, deadline - performance.now()));
  };

  /** Gives the free place to the next that still wants it and still may. */
  const admitNext = (): void => {
    // Who is taken back may come again at once, and take it.
    while (active < maxActive + reserved) {
      const waiting = insiders.shift() ?? (active < maxActive ? others.shift() : undefined);
      if (waiting === undefined) return;
      const { exchange } = waiting;
      if (exchange.settled) continue;
      if (exchange.mayStart()) {
        active += 1;
        exchange.begin();
        return;
      }
      exchange.takeBack();
    }
  };

  return {
    enter(exchange) {
      const isInsider = exchange.instruction.isInsider === true;
      if (active < (isInsider ? maxActive + reserved : maxActive)) {
        active += 1;
        exchange.begin();
        return;
      }
      (isInsider ? insiders : others).push({ exchange, deadline: performance.now() + waitMs });
      arm();
    },
    leave() {
      active -= 1;
      admitNext();
    },
    close() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      for (const { exchange } of [...insiders.splice(0), ...others.splice(0)]) {
        exchange.fail(
          new UpstreamError('reset', 'The proxy was closed while the request waited for a connection'),
        );
      }
    },
  };
}
