/** What was seen of a database while it was watched. Times: milliseconds since 1970, on the clock of the database. */
export interface WatchReport {
  /** Since when no write to what is closed could have been missed, but for what is not watched; null = it is not closed and drained. */
  readonly since: number | null;
  /** When it was looked at last. */
  readonly at: number;
  /** How many tables are looked at. */
  readonly tables: number;
  /** What nobody would see, and what helps: one line each. */
  readonly notWatched: readonly string[];
  /** Since `since`, the latest first. */
  readonly writes: readonly SeenWrite[];
  /** Since it was first looked at, and before it was closed. */
  readonly wroteBeforeClosing: readonly SeenWrite[];
  readonly refusals: Refusals;
  /** Everybody who is connected, but for Portcullis; by role and application. */
  readonly sessions: readonly SeenSessions[];
  /** Transaction ids that were used since `since`, on the whole server: a write takes one. Null = nobody can tell. */
  readonly transactionIds: number | null;
  /** Write-ahead log since `since`, on the whole server. Null = nobody can tell. */
  readonly walBytes: number | null;
}

export interface SeenWrite {
  readonly table: string;
  /**
   * `past-guard`: nobody was allowed to. `unsure`: nobody can tell, as of what a session that was there before may have reported late.
   * `open`: the guard was not closed yet. `bookkeeping`: a table that stays writable, before and after.
   */
  readonly kind: 'approved' | 'bookkeeping' | 'past-guard' | 'unsure' | 'open';
  /** Rows, also those that were rolled back; or that its file was replaced (TRUNCATE, VACUUM FULL), it is new, or gone. */
  readonly what: 'rows' | 'replaced' | 'born' | 'gone' | 'unknown';
  /** How many; 0 where it is not about rows. */
  readonly rows: number;
  /** When it was seen: statistics follow a commit by one second, by ten of a session that is idle. */
  readonly at: number;
  /** One = he. Several = one of them. Empty = somebody whose session was gone again. */
  readonly by: readonly SeenWriter[];
}

export interface SeenWriter {
  readonly role: string | null;
  /** As it calls itself; empty = not at all. */
  readonly application: string;
  readonly pid: number | null;
  /** The beginning of its last statement; null = it may not be seen. */
  readonly statement: string | null;
}

export interface Refusals {
  /** Statements that were refused since it was closed; null = nobody counts. */
  readonly count: number | null;
  /** The latest first; a few at most. */
  readonly writers: readonly RefusedWriter[];
}

export interface RefusedWriter {
  readonly role: string;
  /** Its first 32 bytes. */
  readonly application: string;
  /** What it wanted to write to last; null = no table, or one that is gone. */
  readonly table: string | null;
  readonly at: number;
}

export interface SeenSessions {
  readonly role: string | null;
  readonly application: string;
  readonly address: string | null;
  readonly pids: readonly number[];
  /** Since when the first of them is connected. */
  readonly since: number | null;
  /** Null = nobody declared who is expected. */
  readonly isDeclared: boolean | null;
}

export const noRefusals: Refusals = { count: null, writers: [] };
