import { createBoundedMap } from './bounded-map.ts';
import { createFailurePause, type FailurePause } from './failure-pause.ts';

/** Sessions that the upstream keeps failing for are left alone for a moment, each by itself. */
export interface SessionPauses {
  admits(session: string, nowMs: number): boolean;
  failed(session: string, nowMs: number): void;
  forget(session: string): void;
}

/** Short: after an outage these seconds are what keeps an insider outside. */
const limits = { failuresInARow: 3, firstPauseMs: 1_000, longestPauseMs: 5_000 };

export function createSessionPauses(): SessionPauses {
  const pauses = createBoundedMap<FailurePause>({ mostEntries: 1_000, mostKeyCharacters: 1_000_000 });
  return {
    admits: (session, nowMs) => pauses.get(session)?.admits(nowMs) ?? true,
    failed(session, nowMs) {
      const known = pauses.get(session);
      const pause = known ?? createFailurePause(limits);
      if (known === undefined) pauses.set(session, pause);
      pause.failed(nowMs);
    },
    forget: (session) => pauses.delete(session),
  };
}
