import type { WriteInFlight } from '../model/instance.ts';
import type { CanonicalRequest } from '../reading/canonical-request.ts';
import { pathOnRecord } from './path-on-record.ts';
import type { SteadyClock } from './steady-clock.ts';

/** What a response of `node:http` says of itself. */
export interface ObservableResponse {
  /** The app is done with it. */
  readonly writableEnded: boolean;
  /** It was sent, or its client has left. */
  readonly destroyed: boolean;
}

/** The other end of a request that runs, as far as it may keep the request from ending. */
export interface RunningClient {
  /** Its body is still coming. */
  isSending(): boolean;
  /** There is more of its answer than it has taken. */
  isBehind(): boolean;
  /** Ends its connection. */
  cut(): void;
}

/**
 * A request that was let in and has not ended. A class to be extended by whatever an adapter makes for each request
 * anyway; what it asks for is read only when somebody asks what runs.
 */
export abstract class RunningRequest {
  /** Whole milliseconds, as precise as the last look at the clock: a second. */
  startedMs = 0;
  /** A write the window lets through on purpose is nobody's leak. */
  approved: boolean;
  /** Says itself when it is over; null when `end` says so. */
  readonly response: ObservableResponse | null;
  /** When it was seen that the client had left. */
  abandonedMs: number | null = null;
  /** Neighbours in the list; the list's own business. */
  older: RunningRequest | null = null;
  newer: RunningRequest | null = null;
  ended = false;

  constructor(approved: boolean, response: ObservableResponse | null) {
    this.approved = approved;
    this.response = response;
  }

  /** Null where nothing can be known or done about it. */
  abstract get client(): RunningClient | null;

  abstract get request(): CanonicalRequest;
}

export interface InFlight {
  begin(running: RunningRequest): void;
  /** Oldest first. */
  all(): readonly RunningRequest[];
  /** Idempotent. */
  end(running: RunningRequest): void;
  /** Unapproved writes that still run, oldest first; only those that `isPaused` would hold up now. */
  writes(
    monotonicMs: number,
    isPaused?: (request: CanonicalRequest) => boolean,
  ): { readonly count: number; readonly oldest: readonly WriteInFlight[] };
}

/** Shown with an instance's report. */
const mostShown = 10;

/** The app's work for a client that left is waited for this long, as long as the proxy waits for an answer. */
export const abandonedAfterMs = 60_000;

/**
 * A doubly linked list, because a Set that gains and loses an entry with every request makes V8 chain its
 * outgrown tables: measured at 17 ms scavenges and a p99 of 20 ms, against 1 ms and 4 ms.
 */
export function createInFlight(clock: Pick<SteadyClock, 'monotonicMs' | 'latestMonotonicMs'>): InFlight {
  let oldestRunning: RunningRequest | null = null;
  let newestRunning: RunningRequest | null = null;
  /** Where looking for ended responses goes on. */
  let nextLookedAt: RunningRequest | null = null;

  function end(entry: RunningRequest): void {
    if (entry.ended) return;
    entry.ended = true;
    if (nextLookedAt === entry) nextLookedAt = entry.newer;
    if (entry.older === null) oldestRunning = entry.newer;
    else entry.older.newer = entry.newer;
    if (entry.newer === null) newestRunning = entry.older;
    else entry.newer.older = entry.older;
    // An ended request must not hold on to others.
    entry.older = null;
    entry.newer = null;
  }

  /**
   * Two for each that begins, round and round: never more have ended and are still here than are running. A listener
   * for the end of each response cost a quarter of what the gate adds to an open site.
   */
  function lookAtNext(): void {
    const entry = nextLookedAt ?? oldestRunning;
    if (entry === null) return;
    nextLookedAt = entry.newer;
    if (isOver(entry, clock)) end(entry);
  }

  function all(): RunningRequest[] {
    const running: RunningRequest[] = [];
    let next: RunningRequest | null = null;
    for (let entry = oldestRunning; entry !== null; entry = next) {
      next = entry.newer;
      if (isOver(entry, clock)) end(entry);
      else running.push(entry);
    }
    return running;
  }

  return {
    begin(running) {
      lookAtNext();
      lookAtNext();
      // A fraction would be an object of its own for each request.
      running.startedMs = Math.trunc(clock.latestMonotonicMs());
      running.older = newestRunning;
      if (newestRunning === null) oldestRunning = running;
      else newestRunning.newer = running;
      newestRunning = running;
    },
    all,
    end,
    writes(monotonicMs, isPaused = () => true) {
      const oldest: WriteInFlight[] = [];
      let count = 0;
      for (const entry of all()) {
        if (entry.approved || !couldWrite(entry.request) || !isPaused(entry.request)) continue;
        count += 1;
        if (oldest.length < mostShown) {
          const { method } = entry.request.raw;
          const path = pathOnRecord(entry.request.target.path);
          oldest.push({ method, path, ageMs: Math.round(monotonicMs - entry.startedMs) });
        }
      }
      return { count, oldest };
    },
  };
}

/** Whether the response of an entry, if it has one, says that nothing more comes of it. */
export function isOver(entry: RunningRequest, clock: Pick<SteadyClock, 'monotonicMs'>): boolean {
  const { response } = entry;
  if (response === null) return false;
  // Its client may read slowly, or not at all: what the app has answered is done.
  if (response.writableEnded) return true;
  if (!response.destroyed) return false;
  // The client left, and the app may still be writing: its answer, which nobody gets, would say that it is done.
  if (!couldWrite(entry.request)) return true;
  const nowMs = clock.monotonicMs();
  entry.abandonedMs ??= nowMs;
  return nowMs - entry.abandonedMs >= abandonedAfterMs;
}

/** A target that cannot be read was let in by an open site: it may have written. */
export function couldWrite(request: CanonicalRequest): boolean {
  return request.target.malformed !== null || request.access !== 'read';
}
