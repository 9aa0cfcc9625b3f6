import { joinWrites } from '../join-writes.ts';
import { noRefusals, type SeenSessions, type SeenWrite, type WatchReport } from '../watch-report.ts';
import { compareSamples, isSameSession, type Known, mayOwe, mayReport } from './compare-samples.ts';
import type { SqlSession } from './sql-session.ts';
import {
  type Evidence,
  type Passage,
  readEvidence,
  type SessionSample,
  takeSample,
  type WatchSample,
} from './watch-sample.ts';

export interface PostgresWatchOptions {
  /** Who is expected to be connected, as `role` or `role/application`; null = that is not judged. @default null */
  readonly clients?: readonly string[] | null;
}

/** Looks for writes to a database again and again, from before it is closed. It remembers one closing at a time. */
export interface PostgresWatch {
  /** @param session of a role that may work the guard; another one each time does as well. */
  look(session: SqlSession): Promise<WatchReport>;
}

/** What is remembered of one state of the guard: open, or one closing. */
interface Stretch {
  readonly first: WatchSample;
  readonly last: WatchSample;
  readonly owing: readonly SessionSample[];
  readonly passages: readonly SeenPassage[];
  readonly writes: readonly SeenWrite[];
}

interface SeenPassage {
  readonly passage: Passage;
  readonly seenAt: number;
  /** Something of it may be counted later. */
  readonly isOwed: boolean;
}

export function createPostgresWatch({ clients = null }: PostgresWatchOptions = {}): PostgresWatch {
  let stretch: Stretch | null = null;
  let wroteBeforeClosing: readonly SeenWrite[] = [];

  function report(sample: WatchSample): WatchReport {
    const isClosed = sample.state === 'closed';
    const first = isClosed ? (stretch?.first ?? sample) : null;
    const { evidence } = sample;
    return {
      since: first?.at ?? null,
      at: sample.at,
      tables: [...sample.tables.values()].filter((table) => table.isClosed).length,
      notWatched: [...sample.notWatched, ...setBackSince(first, sample)],
      writes: isClosed ? (stretch?.writes ?? []) : [],
      wroteBeforeClosing,
      refusals:
        sample.state === 'open' ? noRefusals : { count: evidence.refusedCount, writers: evidence.refusals },
      sessions: grouped(evidence.sessions, clients),
      transactionIds: first === null ? null : Number(sample.nextTransactionId - first.nextTransactionId),
      walBytes:
        first?.walPosition == null || sample.walPosition === null
          ? null
          : sample.walPosition - first.walPosition,
    };
  }

  return {
    async look(session) {
      const sample = await takeSample(session);
      if (sample.state === 'closing') {
        // Whoever had begun may still commit.
        stretch = null;
      } else if (stretch === null || !isSameStretch(stretch.last, sample)) {
        if (sample.state === 'open') wroteBeforeClosing = [];
        stretch = begun(sample);
      } else {
        stretch = await continued(stretch, sample, session);
        if (sample.state === 'open') wroteBeforeClosing = stretch.writes;
      }
      return report(sample);
    },
  };
}

/** As by a monitor that begins to count anew, or a server that crashed: what was counted last is lost. */
function setBackSince(first: WatchSample | null, { countedSince }: WatchSample): readonly string[] {
  if (first === null || countedSince === null || countedSince === first.countedSince) return [];
  const at = new Date(countedSince).toISOString();
  return [
    `what was written shortly before ${at}: the counters were set back (pg_stat_reset), or the server crashed`,
  ];
}

function isSameStretch(last: WatchSample, sample: WatchSample): boolean {
  if (last.state !== sample.state || last.generation !== sample.generation) return false;
  // While it is open nobody looks: an earlier look was about another change.
  return sample.state === 'closed' || sample.at - last.at < forgottenMs;
}

const forgottenMs = 10_000;

function begun(sample: WatchSample): Stretch {
  const { at, evidence } = sample;
  return {
    first: sample,
    last: sample,
    owing: evidence.sessions.filter((session) => mayOwe(session, { by: at, now: at })),
    passages: evidence.passages.map((passage) => ({ passage, seenAt: at, isOwed: true })),
    writes: [],
  };
}

async function continued(stretch: Stretch, sample: WatchSample, session: SqlSession): Promise<Stretch> {
  let { evidence } = sample;
  const compared = () =>
    compareSamples(stretch.last, { ...sample, evidence }, knownWith(stretch, sample, evidence));
  let found = compared();
  if (found.some(({ kind }) => kind === 'past-guard' || kind === 'unsure')) {
    evidence = await readEvidence(session);
    found = compared();
  }
  return {
    first: stretch.first,
    last: sample,
    owing: stretch.owing.filter((one) => stillOwes(one, sample, stretch.first.at)),
    passages: passagesIn(evidence, stretch, sample.at).map((one) => ({
      ...one,
      isOwed: one.isOwed && stillCounted(one, sample),
    })),
    writes: joinWrites(stretch.writes, found),
  };
}

function knownWith(stretch: Stretch, sample: WatchSample, evidence: Evidence): Known {
  const { first, last } = stretch;
  const used = Number(sample.nextTransactionId - first.nextTransactionId);
  const refused = evidence.refusedIds - first.evidence.refusedIds;
  const allowed = new Set(
    evidence.passages
      .filter(({ transactionId }) => transactionId >= first.nextTransactionId)
      .map(({ transactionId }) => transactionId),
  );
  return {
    isReportDue: stretch.owing.some((one) =>
      mayReport(sessionOf(one, evidence), { after: last.at, by: sample.at }),
    ),
    unexplainedIds: used - refused - allowed.size,
    passages: passagesIn(evidence, stretch, sample.at)
      .filter(({ isOwed }) => isOwed)
      .map(({ passage }) => passage),
  };
}

/** Those that are there, each with when this transaction of it was first seen. */
function passagesIn(evidence: Evidence, { passages }: Stretch, now: number): Stretch['passages'] {
  return evidence.passages.map(
    (passage) =>
      passages.find((one) => isSamePassage(one.passage, passage)) ?? { passage, seenAt: now, isOwed: true },
  );
}

function isSamePassage(one: Passage, other: Passage): boolean {
  return one.pid === other.pid && one.relid === other.relid && one.transactionId === other.transactionId;
}

function stillOwes(one: SessionSample, { evidence, at: now }: WatchSample, by: number): boolean {
  const session = sessionOf(one, evidence);
  return session !== null && mayOwe(session, { by, now });
}

function sessionOf(session: SessionSample, { sessions }: Evidence): SessionSample | null {
  return sessions.find((one) => isSameSession(one, session)) ?? null;
}

/** Whether something of it may be counted after this sample. */
function stillCounted({ passage, seenAt }: SeenPassage, { evidence, at: now }: WatchSample): boolean {
  // It may have been seen a moment after the counters were read.
  if (seenAt >= now) return true;
  const session = evidence.sessions.find(({ pid }) => pid === passage.pid);
  return session !== undefined && mayOwe(session, { by: seenAt, now });
}

function grouped(
  sessions: readonly SessionSample[],
  clients: readonly string[] | null,
): readonly SeenSessions[] {
  const groups = new Map<string, SeenSessions>();
  for (const { role, application, address, pid, startedAt } of sessions) {
    const key = JSON.stringify([role, application, address]);
    const group = groups.get(key);
    const since = [group?.since, startedAt].filter((one) => typeof one === 'number');
    groups.set(key, {
      role,
      application,
      address,
      pids: [...(group?.pids ?? []), pid],
      since: since.length === 0 ? null : Math.round(Math.min(...since)),
      isDeclared:
        clients === null ? null : clients.includes(`${role}`) || clients.includes(`${role}/${application}`),
    });
  }
  return [...groups].sort(([one], [other]) => one.localeCompare(other)).map(([, group]) => group);
}
