import type { Snapshot } from '../decide/snapshot.ts';
import type { Pass } from '../model/pass.ts';
import type { Policy } from '../model/policy.ts';
import type { Settings } from '../model/settings.ts';
import type { BreakGlass } from '../ports/host-state.ts';

/** What one request is judged by: taken once, immutable. */
export interface View {
  readonly snapshot: Snapshot;
  /** Passes that are neither expired nor revoked, by id. */
  readonly passes: ReadonlyMap<string, Pass>;
  readonly breakGlass: BreakGlass;
  /** The policy as answers and notices are written by: its page with what operators set. Decisions know `snapshot` alone. */
  readonly presented: Policy;
  /** What operators set; null = nothing, or this gate has no source of settings. */
  readonly settings: Settings | null;
  /** How this instance stands to its store. */
  readonly store: 'following' | 'lost' | 'none' | 'contested';
}
