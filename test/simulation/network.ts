import { PortcullisError } from '@portcullis/gate';
import type { Machine, VirtualTime } from './virtual-time.ts';

/** The way between one process and the store. */
export interface Link {
  /** Nothing that this process asks arrives. */
  isDeafened: boolean;
  /** Nothing that the store answers arrives: what was asked for is done all the same. */
  isMuted: boolean;
  /** Each way takes up to so much longer. */
  slowMs: number;
  /** So many answers are lost after the store has done what was asked. */
  answersToLose: number;
  /** Hints that something changed are lost. */
  losesHints: boolean;
  /** When a question or an answer was lost, refused or too late last. */
  lostAtMs: number;
}

export interface Network {
  /** Asks the store for something. Rejects as a driver does: at once when it is refused, else when its time is over. */
  ask<Result>(work: () => Promise<Result>): Promise<Result>;
  hint(tell: () => void): void;
}

export interface NetworkOptions {
  readonly time: VirtualTime;
  readonly machine: Machine;
  readonly link: Link;
  readonly below: (limit: number) => number;
  readonly isStoreUp: () => boolean;
}

/** What a driver waits for an answer. */
const driverDeadlineMs = 2_500;

export function createNetwork({ time, machine, link, below, isStoreUp }: NetworkOptions): Network {
  const oneWayMs = () => 0.2 + below(20) / 10 + (link.slowMs === 0 ? 0 : below(link.slowMs));

  return {
    ask: (work) =>
      new Promise((resolve, reject) => {
        const giveUp = setTimeout(
          () => reject(unavailable('the store did not answer in time')),
          driverDeadlineMs,
        );
        const answer = (tell: () => void): void => {
          if (link.answersToLose > 0) {
            link.answersToLose -= 1;
            link.lostAtMs = time.nowMs();
            return;
          }
          if (link.isMuted) {
            link.lostAtMs = time.nowMs();
            return;
          }
          time.after(oneWayMs(), machine, () => {
            clearTimeout(giveUp);
            tell();
          });
        };
        const arrive = (): void => {
          if (link.isDeafened || !isStoreUp()) link.lostAtMs = time.nowMs();
          if (link.isDeafened) return;
          if (!isStoreUp()) {
            answer(() => reject(unavailable('connection refused')));
            return;
          }
          work().then(
            (result) => answer(() => resolve(result)),
            (error: unknown) => answer(() => reject(error)),
          );
        };
        // Made faster meanwhile, it still takes what it takes.
        if (link.slowMs > 0) link.lostAtMs = time.nowMs() + driverDeadlineMs;
        time.after(oneWayMs(), null, arrive);
      }),
    hint(tell) {
      if (link.losesHints || link.isMuted || link.isDeafened) return;
      time.after(oneWayMs(), machine, tell);
    },
  };
}

function unavailable(why: string): PortcullisError {
  return new PortcullisError('PORTCULLIS_STORE_UNAVAILABLE', `The store cannot be reached: ${why}`);
}
