import type { GuardProblem } from '../guard-problem.ts';
import type { WatchReport } from '../watch-report.ts';

/** A declared database, as the conductor works its guard. Each operation is safe to repeat, also after a process was killed in it. */
export interface GuardedDatabase {
  /** As reports and the configuration name it; one of its kind within a site. */
  readonly name: string;
  status(): Promise<DatabaseStanding>;
  /** What would let writes pass while it is closed, and what is only to be known. */
  verify(): Promise<readonly GuardProblem[]>;
  /** From when this resolves nobody new writes; closed already with other tables, these alone are closed afterwards. */
  close(options: CloseDatabaseOptions): Promise<void>;
  /** Waits for those that may still commit; resolves with who is left, one line each, and nobody when it is drained. */
  drain(options: DrainDatabaseOptions): Promise<readonly string[]>;
  open(): Promise<void>;
  /** Looks for writes, from before it is closed, once a second or so; each look goes on from the one before. */
  watch(): Promise<WatchReport>;
  /** Releases its connections. Idempotent; the next operation connects again. */
  release(): Promise<void>;
}

export interface DatabaseStanding {
  readonly state: 'not-installed' | 'open' | 'closing' | 'closed' | 'torn';
  /** Whose tables are closed; empty = all. */
  readonly tables: readonly string[];
  /** Stay writable while it is closed. */
  readonly bookkeeping: readonly string[];
  /** Schemas of stores of Portcullis in it, which stay writable. */
  readonly leftOut: readonly string[];
  /** Milliseconds since 1970, on the clock of the database; null = it is open, or it is not known. */
  readonly closedAt: number | null;
  readonly closedBy: string | null;
  readonly reason: string | null;
}

export interface CloseDatabaseOptions {
  /** Told to whoever is refused. */
  readonly reason: string;
  /** Empty = all. */
  readonly tables: readonly string[];
}

export interface DrainDatabaseOptions {
  readonly timeoutMs: number;
  /** End the sessions that are left then; what they did is rolled back. */
  readonly endSessions: boolean;
  /** Told who is waited for, one line each, whenever that changes. */
  readonly onProgress: (waitingFor: readonly string[]) => void;
  readonly signal: AbortSignal;
}
