import type { Snapshot } from '../decide/snapshot.ts';
import type { Pass } from '../model/pass.ts';
import type { BreakGlass } from '../ports/host-state.ts';

/** What one request is judged by: taken once, immutable. */
export interface View {
  readonly snapshot: Snapshot;
  /** Passes that are neither expired nor revoked, by id. */
  readonly passes: ReadonlyMap<string, Pass>;
  readonly breakGlass: BreakGlass;
  /** How this instance stands to its store. */
  readonly store: 'following' | 'lost' | 'none' | 'contested';
}
