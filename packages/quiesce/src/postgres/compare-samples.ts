import type { SeenWrite, SeenWriter } from '../watch-report.ts';
import type { Passage, SessionSample, TableSample, WatchSample } from './watch-sample.ts';

/** What is known from earlier samples of the same closing. */
export interface Known {
  /** A session may have reported in between what it had committed before the first of them. */
  readonly isReportDue: boolean;
  /** Transaction ids since the first that nobody who was refused or allowed accounts for. */
  readonly unexplainedIds: number;
  /** What was allowed, and may not have been counted wholly yet. */
  readonly passages: readonly Passage[];
}

/**
 * What was written between two samples. Pure.
 *
 * Counters follow a commit: a session reports when it falls idle, not twice within a second, and else when it has been idle for ten. So
 * a counter that moves soon after the closing may speak of a commit before it. It does where no transaction id was used since but by
 * those whom the guard refused or let pass; it cannot where no session that owed a report did anything in between, or had been
 * idle for ten seconds. Else nobody can tell, and `unsure` says so.
 */
export function compareSamples(before: WatchSample, after: WatchSample, known: Known): readonly SeenWrite[] {
  const ids = new Set([...before.tables.keys(), ...after.tables.keys()]);
  return [...ids].flatMap((relid) => {
    const table = after.tables.get(relid) ?? before.tables.get(relid);
    const change = changeOf(before.tables.get(relid), after.tables.get(relid));
    if (table === undefined || change === null || !table.isClosed) return [];
    const kind = kindOf(table, { change, after, known });
    if (kind === null) return [];
    const by =
      kind === 'approved'
        ? passagesOf(table, { change, after, known }).map(writerOf)
        : candidates(before, after);
    return [{ table: table.name, kind, ...change, at: after.at, by: distinct(by) }];
  });
}

type Change = Pick<SeenWrite, 'what' | 'rows'>;

function changeOf(before: TableSample | undefined, after: TableSample | undefined): Change | null {
  if (after === undefined) return { what: 'gone', rows: 0 };
  if (before === undefined) return { what: 'born', rows: after.changes };
  // Somebody set the counters back, or the server crashed: what they show was counted since.
  const rows = after.changes < before.changes ? after.changes : after.changes - before.changes;
  if (before.file !== after.file) return { what: 'replaced', rows };
  return rows === 0 ? null : { what: 'rows', rows };
}

interface Judged {
  readonly change: Change;
  readonly after: WatchSample;
  readonly known: Known;
}

function kindOf(table: TableSample, { change, after, known }: Judged): SeenWrite['kind'] | null {
  if (table.isBookkeeping) return isLate(change, known) ? null : 'bookkeeping';
  if (after.state === 'open') return isLate(change, known) ? null : 'open';
  if (passagesOf(table, { change, after, known }).length > 0) return 'approved';
  if (isLate(change, known)) return null;
  // Files are replaced at the commit itself.
  return change.what === 'rows' && known.isReportDue ? 'unsure' : 'past-guard';
}

function isLate({ what }: Change, { isReportDue, unexplainedIds }: Known): boolean {
  return what === 'rows' && isReportDue && unexplainedIds <= 0;
}

/** A change of tables counts no rows of those that are there: what writes rows on its way is noted with their table. */
function passagesOf(table: TableSample, { change, after, known }: Judged): readonly Passage[] {
  const rootOf = (relid: number) => after.tables.get(relid)?.root ?? relid;
  return known.passages.filter(({ relid }) =>
    relid === 0 ? change.what !== 'rows' : rootOf(relid) === table.root,
  );
}

function writerOf({ role, application, label, pid }: Passage): SeenWriter {
  return {
    role,
    application: label === null ? application : `${application} (${label})`,
    pid,
    statement: null,
  };
}

/**
 * Who may have reported in between: who fell idle, or left, or had been idle for so long; and somebody, where more sessions began than were
 * seen. Nobody is named as the one because others were too quick.
 */
function candidates(before: WatchSample, after: WatchSample): readonly SeenWriter[] {
  const known = before.evidence.sessions;
  const now = after.evidence.sessions;
  const left = known.filter((session) => !now.some((one) => isSameSession(one, session)));
  const active = now.filter((session) => mayReport(session, { after: before.at, by: after.at }));
  const named = [...left, ...active].map(({ role, application, pid, statement }) => ({
    ...{ role, application, pid, statement },
  }));
  const begun = now.filter((session) => !known.some((one) => isSameSession(one, session)));
  const isUnseen = after.sessionsBegun - before.sessionsBegun > begun.length;
  return named.length > 0 && isUnseen ? [...named, somebody] : named;
}

const somebody: SeenWriter = { role: null, application: '', pid: null, statement: null };

export function isSameSession(one: SessionSample, other: SessionSample): boolean {
  return one.pid === other.pid && one.startedAt === other.startedAt;
}

function distinct(writers: readonly SeenWriter[]): readonly SeenWriter[] {
  return [...new Map(writers.map((one) => [`${one.role} ${one.application} ${one.pid}`, one])).values()];
}

/** Of a session that is idle, with some time for the timer. */
const idleReportMs = 11_000;
/** Not more often does a session that is not. */
const reportMs = 1_100;

/** Whether a session may still owe a report of what it had committed by a moment. Pure. */
export function mayOwe(
  { state, changedAt }: SessionSample,
  { by, now }: { readonly by: number; readonly now: number },
): boolean {
  if (state === null || changedAt === null) return now - by < unseenMs;
  if (state !== 'idle') return true;
  return changedAt <= by + reportMs && now - changedAt < idleReportMs;
}

/** Whether a session that owes a report may have made it within a time: when it fell idle, left, or its timer ran out. Pure. */
export function mayReport(
  session: SessionSample | null,
  { after, by }: { readonly after: number; readonly by: number },
): boolean {
  if (session === null || session.state === null || session.changedAt === null) return true;
  if (session.changedAt >= after) return true;
  const timer = session.changedAt + idleTimerMs;
  return session.state === 'idle' && timer >= after - timerSlackMs && timer <= by + timerSlackMs;
}

const idleTimerMs = 10_000;
const timerSlackMs = 1_000;

/** What cannot be seen is not waited for without end. */
const unseenMs = 60_000;
