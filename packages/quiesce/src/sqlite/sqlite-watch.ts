import { noRefusals, type SeenWrite, type SeenWriter, type WatchReport } from '../watch-report.ts';
import { type GateRecord, readRecord } from './gate-record.ts';
import { readTables } from './read-tables.ts';
import { rowsOf, type SqliteConnection } from './sqlite-connection.ts';

export interface SqliteWatchOptions {
  /** Who has the file open, as far as that can be seen. @default nobody is seen */
  readonly processes?: () => Promise<readonly SqliteProcess[]>;
  /** Names of programs that are expected; null = that is not judged. @default null */
  readonly clients?: readonly string[] | null;
}

export interface SqliteProcess {
  readonly pid: number;
  /** The name of its program. */
  readonly name: string;
}

/** Looks for writes to a file again and again, from before it is closed. It remembers one closing at a time. */
export interface SqliteWatch {
  /** @param connection the guard's, the same one each time: another one begins anew */
  look(connection: SqliteConnection): Promise<WatchReport>;
}

interface Stretch {
  readonly connection: SqliteConnection;
  /** Null = open. */
  readonly closedAt: number | null;
  readonly since: number;
  readonly version: number;
  readonly passes: number | null;
  readonly writes: readonly SeenWrite[];
}

/** SQLite counts nothing, but tells a connection that another one has committed. */
export function createSqliteWatch({ processes, clients = null }: SqliteWatchOptions = {}): SqliteWatch {
  let stretch: Stretch | null = null;
  let wroteBeforeClosing: readonly SeenWrite[] = [];
  let seen: { readonly processes: readonly SqliteProcess[]; readonly at: number } | null = null;

  async function readProcesses(at: number): Promise<readonly SqliteProcess[]> {
    if (seen === null || at - seen.at >= processesEveryMs)
      seen = { processes: (await processes?.()) ?? [], at };
    return seen.processes;
  }

  return {
    async look(connection) {
      const at = Date.now();
      const version = Number(rowsOf(connection, 'pragma data_version')[0]?.data_version);
      const record = readRecord(connection);
      const closed = typeof record === 'object' ? record : null;
      const closedAt = closed?.closedAt.getTime() ?? null;
      const passes = closed?.passes ?? null;
      const last = stretch;
      if (last === null || last.connection !== connection || last.closedAt !== closedAt) {
        if (closedAt === null) wroteBeforeClosing = [];
        stretch = { connection, closedAt, since: at, version, passes, writes: [] };
      } else if (last.version !== version) {
        const kind = kindOf(closed, last.passes !== passes);
        const by = [...(await readProcesses(at)).map(writerOf), somebody];
        const write: SeenWrite = { table: 'the file', kind, what: 'unknown', rows: 0, at, by };
        stretch = { ...last, version, passes, writes: [write, ...last.writes].slice(0, mostWrites) };
        if (closedAt === null) wroteBeforeClosing = [write];
      }
      const found = await readProcesses(at);
      return {
        since: closedAt === null ? null : (stretch?.since ?? at),
        at,
        tables: closed?.tables.size ?? readTables(connection).size,
        notWatched: [
          'which tables are written to, and how many rows: SQLite tells only that something was',
          ...(processes === undefined ? ['who writes: the processes of this host cannot be seen'] : []),
        ],
        writes: closedAt === null ? [] : (stretch?.writes ?? []),
        wroteBeforeClosing,
        refusals: noRefusals,
        sessions: found.map(({ pid, name }) => ({
          role: null,
          application: name,
          address: null,
          pids: [pid],
          since: null,
          isDeclared: clients === null ? null : clients.includes(name),
        })),
        transactionIds: null,
        walBytes: null,
      };
    },
  };
}

/** Only where nobody at all may write, it is known that nobody was allowed to. */
function kindOf(closed: GateRecord | null, isAdmitted: boolean): SeenWrite['kind'] {
  if (closed === null) return 'open';
  if (isAdmitted) return 'approved';
  return closed.bookkeeping.length > 0 || closed.scope === 'named' ? 'unsure' : 'past-guard';
}

function writerOf({ pid, name }: SqliteProcess): SeenWriter {
  return { role: null, application: name, pid, statement: null };
}

/** Whoever has the file open for a moment is not seen. */
const somebody: SeenWriter = { role: null, application: '', pid: null, statement: null };

/** All that a host runs is looked through for them. */
const processesEveryMs = 10_000;
const mostWrites = 50;
