import type { RecordingUpstream } from '../upstreams/upstream.ts';

/** What came of one case; no problem = it holds. */
export interface Outcome {
  readonly id: string;
  /** What the application has on record, what should be there. */
  readonly problems: readonly string[];
}

export interface RunOptions {
  readonly upstream: RecordingUpstream;
  /** Whether a case is to be run; the others cost nothing. */
  readonly isWanted: (id: string) => boolean;
}

/** Sends every wanted case of a file through real gates, one after the other. */
export type Runner = (options: RunOptions) => Promise<readonly Outcome[]>;

/** One case that throws is one case that fails. */
export async function judged(id: string, judge: () => Promise<readonly string[]>): Promise<Outcome> {
  try {
    return { id, problems: await judge() };
  } catch (error) {
    return { id, problems: [error instanceof Error ? error.message : String(error)] };
  }
}
