import { clientNetwork } from './client-network.ts';

/** Who may ask the upstream now, so that neither it nor anybody's way in suffers from others. */
export interface ProbeAdmission {
  /**
   * A place for one question; null = not now. Clients that nothing is asked for wait their turn, one question of
   * each: whoever fills the places from some addresses makes everybody else slower, and keeps nobody outside. Sessions of
   * known insiders wait before them, however many come from one office.
   */
  enter(caller: ProbeCaller): ProbePlace | null | Promise<ProbePlace | null>;
  /** The upstream answered, whatever it said. */
  answered(): void;
  /** It did not answer the question about this session, or with its own failure. */
  failed(session: string): void;
  /** Nobody waits any longer. */
  close(): void;
}

export interface ProbeCaller {
  readonly clientAddress: string | null;
  /** What tells this session from others. */
  readonly session: string;
  /** Whether this session was an insider's when it was last asked about. */
  readonly isInsider: boolean;
  /** Whether any insider is known. */
  readonly knowsInsiders: boolean;
}

export interface ProbePlace {
  leave(): void;
}

const mostAtOnce = 8;
/** Of these, kept for sessions of known insiders once there are any: strangers cannot crowd them out. */
const reservedForInsiders = 2;
/** Of the strangers' places, kept for other clients than the one that has the rest. */
const reservedForOthers = 2;
/** One session alone says nothing about the upstream: its cookie may be made to be failed for. */
const failedSessionsInARow = 5;
/** Strangers asked about at once while the upstream fails, one for each client. */
const trialsAtOnce = 4;

/** Clients that wait for a place, and known insiders that do. */
const mostWaiting = 64;
const mostInsidersWaiting = 256;

export interface ProbeAdmissionOptions {
  /** The longest that a client waits for its turn. */
  readonly waitMs: number;
}

interface Waiter {
  readonly caller: ProbeCaller;
  readonly client: string;
  readonly settle: (place: ProbePlace | null) => void;
}

/**
 * While the upstream fails it is asked less at once, never not at all: a pause that everybody shares would let
 * whoever makes up cookies that it fails for decide how long insiders stay outside.
 */
export function createProbeAdmission({ waitMs }: ProbeAdmissionOptions): ProbeAdmission {
  /** How many strangers of each client are asked about. */
  const strangers = new Map<string, number>();
  const failedSessions = new Set<string>();
  /** By session, the longest waiting first. */
  const insidersWaiting = new Map<string, Waiter>();
  /** By client. */
  const waiting = new Map<string, Waiter>();
  let running = 0;
  let strangersRunning = 0;

  function admitsStranger(client: string, knowsInsiders: boolean): boolean {
    const ofClient = strangers.get(client) ?? 0;
    if (failedSessions.size >= failedSessionsInARow) return ofClient === 0 && strangersRunning < trialsAtOnce;
    const places = mostAtOnce - (knowsInsiders ? reservedForInsiders : 0);
    return running < places && ofClient < places - reservedForOthers;
  }

  function admits({ isInsider, knowsInsiders }: ProbeCaller, client: string): boolean {
    return running < mostAtOnce && (isInsider || admitsStranger(client, knowsInsiders));
  }

  function take({ isInsider }: ProbeCaller, client: string): ProbePlace {
    running += 1;
    if (!isInsider) {
      strangersRunning += 1;
      strangers.set(client, (strangers.get(client) ?? 0) + 1);
    }
    return {
      leave() {
        running -= 1;
        if (!isInsider) {
          strangersRunning -= 1;
          const left = (strangers.get(client) ?? 1) - 1;
          if (left === 0) strangers.delete(client);
          else strangers.set(client, left);
        }
        for (const waiters of [insidersWaiting, waiting]) {
          for (const { caller, client: next, settle } of waiters.values()) {
            if (admits(caller, next)) settle(take(caller, next));
          }
        }
      },
    };
  }

  function wait(caller: ProbeCaller, client: string): Promise<ProbePlace | null> | null {
    const [waiters, key, most] = caller.isInsider
      ? [insidersWaiting, caller.session, mostInsidersWaiting]
      : [waiting, client, mostWaiting];
    const isServed = !caller.isInsider && strangers.has(client);
    if (isServed || waiters.has(key) || waiters.size >= most) return null;
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(null), waitMs);
      const settle = (place: ProbePlace | null) => {
        clearTimeout(timer);
        waiters.delete(key);
        resolve(place);
      };
      waiters.set(key, { caller, client, settle });
    });
  }

  return {
    enter(caller) {
      const client = clientNetwork(caller.clientAddress);
      return admits(caller, client) ? take(caller, client) : wait(caller, client);
    },
    answered() {
      failedSessions.clear();
    },
    failed(session) {
      if (failedSessions.size < failedSessionsInARow) failedSessions.add(session);
    },
    close() {
      for (const waiters of [insidersWaiting, waiting])
        for (const { settle } of waiters.values()) settle(null);
    },
  };
}
