import type { WriteInFlight } from '../model/instance.ts';
import type { CanonicalRequest } from '../reading/canonical-request.ts';

/** A request that was let in and has not ended. Kept as it is; read only when somebody asks. */
export interface RunningRequest {
  readonly request: CanonicalRequest;
  readonly startedMs: number;
  /** A write the window lets through on purpose is nobody's leak. */
  readonly approved: boolean;
}

export interface InFlight {
  begin(running: RunningRequest): void;
  /** True when it was the last unapproved write, so that the instance can say so at once. */
  end(running: RunningRequest): void;
  /** Unapproved writes that still run, oldest first. */
  writes(monotonicMs: number): { readonly count: number; readonly oldest: readonly WriteInFlight[] };
  size(): number;
}

/** Shown with an instance's report. */
const mostShown = 10;

export function createInFlight(): InFlight {
  const running = new Set<RunningRequest>();
  return {
    begin: (entry) => void running.add(entry),
    end: (entry) => void running.delete(entry),
    size: () => running.size,
    writes(monotonicMs) {
      const oldest: WriteInFlight[] = [];
      let count = 0;
      for (const entry of running) {
        if (entry.approved || !isWrite(entry.request)) continue;
        count += 1;
        if (oldest.length < mostShown) {
          const { method } = entry.request.raw;
          const { path } = entry.request.target;
          oldest.push({ method, path, ageMs: Math.round(monotonicMs - entry.startedMs) });
        }
      }
      return { count, oldest };
    },
  };
}

/** A target that cannot be read was let in by an open site: it may have written. */
function isWrite(request: CanonicalRequest): boolean {
  return request.target.malformed !== null || request.access !== 'read';
}
