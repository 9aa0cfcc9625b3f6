import { clientNetwork } from './client-network.ts';

/** Who may ask the upstream now, so that neither it nor anybody's way in suffers from others. */
export interface ProbeAdmission {
  /** A place for one question; null = not now. */
  enter(caller: ProbeCaller): ProbePlace | null;
  /** The upstream answered, whatever it said. */
  answered(): void;
  /** It did not answer the question about this session, or with its own failure. */
  failed(session: string): void;
}

export interface ProbeCaller {
  readonly clientAddress: string | null;
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

/**
 * While the upstream fails it is asked less at once, never not at all: a pause that everybody shares would let
 * whoever makes up cookies that it fails for decide how long insiders stay outside.
 */
export function createProbeAdmission(): ProbeAdmission {
  /** How many strangers of each client are asked about. */
  const strangers = new Map<string, number>();
  const failedSessions = new Set<string>();
  let running = 0;
  let strangersRunning = 0;

  function admitsStranger(client: string, knowsInsiders: boolean): boolean {
    const ofClient = strangers.get(client) ?? 0;
    if (failedSessions.size >= failedSessionsInARow) return ofClient === 0 && strangersRunning < trialsAtOnce;
    const places = mostAtOnce - (knowsInsiders ? reservedForInsiders : 0);
    return running < places && ofClient < places - reservedForOthers;
  }

  return {
    enter({ clientAddress, isInsider, knowsInsiders }) {
      const client = clientNetwork(clientAddress);
      if (running >= mostAtOnce || (!isInsider && !admitsStranger(client, knowsInsiders))) return null;
      running += 1;
      if (!isInsider) {
        strangersRunning += 1;
        strangers.set(client, (strangers.get(client) ?? 0) + 1);
      }
      return {
        leave() {
          running -= 1;
          if (isInsider) return;
          strangersRunning -= 1;
          const left = (strangers.get(client) ?? 1) - 1;
          if (left === 0) strangers.delete(client);
          else strangers.set(client, left);
        },
      };
    },
    answered() {
      failedSessions.clear();
    },
    failed(session) {
      if (failedSessions.size < failedSessionsInARow) failedSessions.add(session);
    },
  };
}
