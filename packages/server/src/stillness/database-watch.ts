import {
  describeWrite,
  type Seen,
  type SeenSessions,
  type SeenWrite,
  type WatchReport,
} from '@portcullis/quiesce/conductor';

/** What is seen of a database while a window is open. Times: milliseconds since 1970, on its own clock. */
export interface DatabaseWatch {
  /** Since when no write to what is closed is missed; null = it is not closed and drained yet. */
  readonly since: number | null;
  readonly tables: number;
  /** The last that was seen in this window, whoever was allowed to, but for tables that stay writable; null = none was. */
  readonly lastWrite: WriteStatus | null;
  /** Nobody was allowed to: one for each table and who it may have been, with all rows since `since`. */
  readonly alarms: readonly WriteStatus[];
  /** Since `since`, the latest first. */
  readonly writes: readonly WriteStatus[];
  /** Although requests and workers had been stopped; tables that stay writable are left out. */
  readonly wroteBeforeClosing: readonly WriteStatus[];
  /** Statements that were refused; null = nobody counts. */
  readonly refusedCount: number | null;
  readonly refused: WatchReport['refusals']['writers'];
  readonly sessions: readonly SeenSessions[];
  readonly notWatched: readonly string[];
  readonly transactionIds: number | null;
  readonly walBytes: number | null;
}

export interface WriteStatus extends SeenWrite {
  /** In one line of English. */
  readonly line: string;
}

export function databaseWatch(seen: Seen | null): DatabaseWatch | null {
  const watched = seen?.watched ?? null;
  if (seen === null || watched === null) return null;
  const { since, tables, writes, wroteBeforeClosing, refusals, sessions, notWatched } = watched;
  const { transactionIds, walBytes } = watched;
  const [last] = [...writes, ...wroteBeforeClosing]
    .filter(({ kind }) => kind !== 'unsure' && kind !== 'bookkeeping')
    .sort((one, other) => other.at - one.at);
  return {
    since,
    tables,
    lastWrite: last === undefined ? null : withLine(last),
    alarms: seen.alarms.map(({ write }) => withLine(write)),
    writes: writes.slice(0, mostWrites).map(withLine),
    wroteBeforeClosing: wroteBeforeClosing
      .filter(({ kind }) => kind !== 'bookkeeping')
      .slice(0, mostWrites)
      .map(withLine),
    refusedCount: refusals.count,
    refused: refusals.writers,
    sessions: sessions.slice(0, mostSessions),
    notWatched,
    transactionIds,
    walBytes,
  };
}

function withLine(write: SeenWrite): WriteStatus {
  return { ...write, line: describeWrite(write) };
}

const mostWrites = 20;
const mostSessions = 50;
