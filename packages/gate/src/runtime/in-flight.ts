import type { WriteInFlight } from '../model/instance.ts';
import type { CanonicalRequest } from '../reading/canonical-request.ts';
import { AbandonedWrite, abandonedAfterMs } from './abandoned-write.ts';
import { pathOnRecord } from './path-on-record.ts';
import { couldWrite, type ObservableResponse, type RunningRequest } from './running-request.ts';
import type { SteadyClock } from './steady-clock.ts';

export interface InFlight {
  begin(running: RunningRequest): void;
  /** Oldest first. */
  all(): readonly RunningRequest[];
  /** Idempotent. */
  end(running: RunningRequest): void;
  /** Its client has left, and the app has not answered: returns what counts in its place, null when it counts without one. */
  abandon(running: RunningRequest): RunningRequest | null;
  /** Unapproved writes that still run, oldest first; only those that `isPaused` would hold up now. */
  writes(
    monotonicMs: number,
    isPaused?: (request: CanonicalRequest) => boolean,
  ): { readonly count: number; readonly oldest: readonly WriteInFlight[] };
  /** Unapproved writes that still run, and what may be one: of many that nobody has read yet not all are read at once. */
  mostWrites(monotonicMs: number): number;
}

/** Shown with an instance's report. */
const mostShown = 10;

/**
 * An open site reads no request. To read one takes 5 µs, and 20 where the processor is busy: of 10,000 at once, 200 ms in which no
 * other is served. Beyond these, one counts as a write until it is its turn.
 */
export const mostReadAtOnce = 200;

/** Of writes whose client left, so many are known one by one: strangers leave as fast as they come. */
export const mostAbandoned = 200;

/**
 * A doubly linked list, because a Set that gains and loses an entry with every request makes V8 chain its
 * outgrown tables: measured at 17 ms scavenges and a p99 of 20 ms, against 1 ms and 4 ms.
 */
export function createInFlight(clock: Pick<SteadyClock, 'monotonicMs' | 'latestMonotonicMs'>): InFlight {
  let oldestRunning: RunningRequest | null = null;
  let newestRunning: RunningRequest | null = null;
  /** Where looking for ended responses goes on. */
  let nextLookedAt: RunningRequest | null = null;
  /** Writes whose client left, in the list. */
  let abandoned = 0;
  /** Those beyond them: whether they are over cannot be known before the last of them must be. */
  const crowd = { count: 0, untilMs: 0 };
  /** Those that were read for being counted, and what they are. */
  const counted = new WeakMap<RunningRequest, boolean>();

  function end(entry: RunningRequest): void {
    if (entry.ended) return;
    entry.ended = true;
    if (entry instanceof AbandonedWrite) abandoned -= 1;
    if (nextLookedAt === entry) nextLookedAt = entry.newer;
    if (entry.older === null) oldestRunning = entry.newer;
    else entry.older.newer = entry.newer;
    if (entry.newer === null) newestRunning = entry.older;
    else entry.newer.older = entry.older;
    // An ended request must not hold on to others.
    entry.older = null;
    entry.newer = null;
  }

  function add(entry: RunningRequest, before: RunningRequest | null): void {
    const older = before === null ? newestRunning : before.older;
    entry.older = older;
    entry.newer = before;
    if (older === null) oldestRunning = entry;
    else older.newer = entry;
    if (before === null) newestRunning = entry;
    else before.older = entry;
  }

  function abandon(entry: RunningRequest, seen: ObservableResponse | null): RunningRequest | null {
    if (entry.ended) return null;
    if (entry.approved) {
      end(entry);
      return null;
    }
    const nowMs = clock.monotonicMs();
    if (abandoned >= mostAbandoned) {
      end(entry);
      crowd.count = crowdAt(nowMs) + 1;
      crowd.untilMs = nowMs + abandonedAfterMs;
      return null;
    }
    const left = new AbandonedWrite(entry, seen, nowMs);
    add(left, entry);
    abandoned += 1;
    end(entry);
    return left;
  }

  function crowdAt(nowMs: number): number {
    return nowMs < crowd.untilMs ? crowd.count : 0;
  }

  /** What still runs of an entry. */
  function lookAt(entry: RunningRequest): RunningRequest | null {
    const { response } = entry;
    if (entry instanceof AbandonedWrite) {
      if (!entry.isOver(clock.monotonicMs())) return entry;
    } else {
      // Its client may read slowly, or not at all: what the app has answered is done.
      if (response === null || !(response.writableEnded || response.destroyed)) return entry;
      // The client left, and the app may still be writing: its answer, which nobody gets, would say that it is done.
      if (!response.writableEnded && couldWrite(entry.request)) return abandon(entry, response);
    }
    end(entry);
    return null;
  }

  /**
   * Two for each that begins, round and round: never more have ended and are still here than are running. A listener
   * for the end of each response cost a quarter of what the gate adds to an open site.
   */
  function lookAtNext(): void {
    const entry = nextLookedAt ?? oldestRunning;
    if (entry === null) return;
    nextLookedAt = entry.newer;
    lookAt(entry);
  }

  function all(): RunningRequest[] {
    const running: RunningRequest[] = [];
    let next: RunningRequest | null = null;
    for (let entry = oldestRunning; entry !== null; entry = next) {
      next = entry.newer;
      const left = lookAt(entry);
      if (left !== null) running.push(left);
    }
    return running;
  }

  function mostWrites(monotonicMs: number): number {
    let count = crowdAt(monotonicMs);
    let mayRead = mostReadAtOnce;
    for (const entry of all()) {
      if (entry.approved) continue;
      let isWrite = counted.get(entry);
      if (isWrite === undefined && mayRead > 0) {
        mayRead -= 1;
        isWrite = couldWrite(entry.request);
        counted.set(entry, isWrite);
      }
      if (isWrite !== false) count += 1;
    }
    return count;
  }

  return {
    begin(running) {
      lookAtNext();
      lookAtNext();
      // A fraction would be an object of its own for each request.
      running.startedMs = Math.trunc(clock.latestMonotonicMs());
      add(running, null);
    },
    all,
    end,
    abandon: (running) => abandon(running, null),
    mostWrites,
    writes(monotonicMs, isPaused = () => true) {
      const oldest: WriteInFlight[] = [];
      const listed = all();
      let count = crowdAt(monotonicMs);
      for (const entry of listed) {
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
