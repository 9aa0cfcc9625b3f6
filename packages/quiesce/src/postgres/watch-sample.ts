import type { RefusedWriter } from '../watch-report.ts';
import { nameParts } from './note-functions.ts';
import type { SqlRow, SqlSession } from './sql-session.ts';
import { withoutValues } from './without-values.ts';

/** What a database shows of itself at one moment. Times in milliseconds, on its own clock. */
export interface WatchSample {
  readonly at: number;
  readonly state: 'open' | 'closing' | 'closed';
  readonly generation: number;
  /** No transaction with this id or a later one had ended. */
  readonly nextTransactionId: bigint;
  readonly walPosition: number | null;
  /** How many sessions ever began: one that came and went between two samples is counted here alone. */
  readonly sessionsBegun: number;
  /** When the counters began anew; null = never. */
  readonly countedSince: number | null;
  /** By oid. */
  readonly tables: ReadonlyMap<number, TableSample>;
  readonly evidence: Evidence;
  readonly notWatched: readonly string[];
}

export interface TableSample {
  readonly name: string;
  /** Rows that were inserted, updated and deleted, also by what was rolled back. */
  readonly changes: number;
  /** Another one after TRUNCATE. */
  readonly file: number;
  /** Of the table that it is a part of: named tables count with their families. */
  readonly root: number;
  /** It is refused to write to it while the guard is closed. */
  readonly isClosed: boolean;
  readonly isBookkeeping: boolean;
}

/** Who is there, who was refused, and who wrote because he may. */
export interface Evidence {
  readonly sessions: readonly SessionSample[];
  readonly passages: readonly Passage[];
  readonly refusedCount: number | null;
  /** Transaction ids that were used for noting whom the guard refused. */
  readonly refusedIds: number;
  readonly refusals: readonly RefusedWriter[];
}

export interface SessionSample {
  readonly pid: number;
  readonly startedAt: number | null;
  readonly role: string | null;
  readonly application: string;
  readonly address: string | null;
  /** Null = it may not be seen. */
  readonly state: string | null;
  readonly changedAt: number | null;
  readonly statement: string | null;
}

/** The last write of a session to a table, 0 = a change of tables, that it was allowed to do. */
export interface Passage {
  readonly pid: number;
  readonly relid: number;
  readonly role: string;
  readonly application: string;
  /** Of the token that admitted it; null = its role is approved. */
  readonly label: string | null;
  readonly transactionId: bigint;
}

/** Who is there is read before the counters: whoever has reported by then is in them. */
export async function takeSample(session: SqlSession): Promise<WatchSample> {
  const { rows: facts } = await session.query(factsText);
  const [fact] = facts;
  if (fact === undefined)
    throw new Error('Expected the record of a guard, but it has none. Install it again.');
  const hasEvidence = fact.has_evidence === true;
  const evidence = hasEvidence ? await readEvidence(session) : noEvidence;
  const { rows } = await session.query(tablesText);
  const tables = tablesOf(rows);
  return {
    at: Number(fact.at),
    state: fact.closed !== true ? 'open' : fact.drained === true ? 'closed' : 'closing',
    generation: Number(fact.generation),
    nextTransactionId: BigInt(String(fact.next_transaction_id)),
    walPosition: fact.wal_position === null ? null : Number(fact.wal_position),
    sessionsBegun: Number(fact.sessions_begun ?? 0),
    countedSince: numberOrNull(fact.counted_since),
    tables,
    evidence,
    notWatched: notWatchedIn(fact, { rows, evidence, hasEvidence }),
  };
}

/** Asked again when something was found: what it is explained by may have come a moment after. */
export async function readEvidence(session: SqlSession): Promise<Evidence> {
  const { rows } = await session.query('select portcullis.evidence() as evidence');
  const found = objectOf(rows[0]?.evidence);
  return {
    sessions: listOf(found.sessions)
      // Anybody can call himself so.
      .filter(
        ({ application, isOperator, isStore }) =>
          (isOperator !== true && isStore !== true) || !String(application).startsWith('portcullis'),
      )
      .map((one) => ({
        pid: Number(one.pid),
        startedAt: numberOrNull(one.startedAt),
        role: textOrNull(one.role),
        application: String(one.application),
        address: textOrNull(one.address),
        state: textOrNull(one.state),
        changedAt: numberOrNull(one.changedAt),
        statement: one.state === null ? null : withoutValues(textOrNull(one.query)),
      })),
    passages: listOf(found.passages).map((one) => ({
      pid: Number(one.pid),
      relid: Number(one.relid),
      role: String(one.role),
      application: String(one.application),
      label: textOrNull(one.label),
      transactionId: BigInt(String(one.xid)),
    })),
    refusedCount: Number(found.refused),
    refusedIds: Number(found.refusedIds ?? 0),
    refusals: listOf(found.refusals)
      .map((one) => ({
        role: String(one.role),
        application: nameOf(one.name),
        table: textOrNull(one.table),
        at: Number(one.at),
      }))
      .sort((one, other) => other.at - one.at),
  };
}

const noEvidence: Evidence = { sessions: [], passages: [], refusedCount: null, refusedIds: 0, refusals: [] };

const factsText = `
  select extract(epoch from clock_timestamp())::float8 * 1000 as at, s.closed, s.drained, s.generation::text,
    pg_snapshot_xmax(pg_current_snapshot())::text as next_transaction_id,
    case when not pg_is_in_recovery() then pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 end as wal_position,
    (select sessions::float8 from pg_stat_database where datname = current_database()) as sessions_begun,
    (select extract(epoch from stats_reset)::float8 * 1000 from pg_stat_database where datname = current_database()) as counted_since,
    coalesce((select has_function_privilege(p.oid, 'execute') from pg_proc p where p.oid = to_regprocedure('portcullis.evidence()')), false) as has_evidence,
    (select n.nspowner::regrole::text from pg_namespace n where n.nspname = 'portcullis') as owner,
    array(select 'this session' where current_setting('track_counts') = 'off'
      union select case when d.setrole = 0 then 'the database' else d.setrole::regrole::text end
        from pg_db_role_setting d, unnest(d.setconfig) c
        where d.setdatabase in (0, (select oid from pg_database where datname = current_database())) and c ~* '^track_counts=(off|of|f|false|n|no|0)$') as uncounted
  from portcullis.state s`;

/** Of the tables that a guard can be on, and of what they belong to. */
const tablesText = `
  with recursive ancestor as (
    select inhrelid as relid, inhparent from pg_inherits
    union select a.relid, i.inhparent from ancestor a join pg_inherits i on i.inhrelid = a.inhparent
  ), root as (
    select distinct on (relid) relid, inhparent as root from ancestor
    where not exists (select from pg_inherits i where i.inhrelid = ancestor.inhparent) order by relid, inhparent
  ), shown as (
    select c.oid, format('%I.%I', n.nspname, c.relname) as name, c.relkind, c.relfilenode, coalesce(r.root, c.oid) as root
    from portcullis.guardable() g join pg_class c on c.oid = g.relid join pg_namespace n on n.oid = c.relnamespace
    left join root r on r.relid = c.oid
  )
  select s.oid::int8::float8 as relid, s.name, s.relkind::text as kind, s.root::int8::float8 as root,
    s.relfilenode::int8::float8 as file,
    (pg_stat_get_tuples_inserted(s.oid) + pg_stat_get_tuples_updated(s.oid) + pg_stat_get_tuples_deleted(s.oid))::float8 as changes,
    not exists (select from portcullis.scope) or s.root in (select coalesce(o.root, named.relid::oid)
      from portcullis.scope named left join root o on o.relid = named.relid::oid) as is_closed,
    s.root in (select coalesce(o.root, named.relid::oid)
      from portcullis.bookkeeping named left join root o on o.relid = named.relid::oid) as is_bookkeeping
  from shown s`;

function tablesOf(rows: readonly SqlRow[]): WatchSample['tables'] {
  return new Map(
    rows
      .filter(({ kind }) => kind === 'r')
      .map((row) => [
        Number(row.relid),
        {
          name: String(row.name),
          changes: Number(row.changes),
          file: Number(row.file),
          root: Number(row.root),
          isClosed: row.is_closed === true,
          isBookkeeping: row.is_bookkeeping === true,
        },
      ]),
  );
}

interface Found {
  readonly rows: readonly SqlRow[];
  readonly evidence: Evidence;
  readonly hasEvidence: boolean;
}

function notWatchedIn(fact: SqlRow, { rows, evidence, hasEvidence }: Found): readonly string[] {
  const uncounted = Array.isArray(fact.uncounted) ? fact.uncounted.map(String) : [];
  const foreign = rows.filter(({ kind }) => kind === 'f').map(({ name }) => String(name));
  const unseen = new Set(evidence.sessions.filter(({ state }) => state === null).map(({ role }) => role));
  return [
    ...(uncounted.length === 0
      ? []
      : [
          `writes are not counted: track_counts is off for ${uncounted.join(', ')}. Set it on again to have writes past the guard seen`,
        ]),
    ...(hasEvidence
      ? []
      : [
          'who writes, and who is refused: the guard is one of an earlier version, or this role may not ask it. Install the guard again, with this role as its operator',
        ]),
    ...(unseen.size === 0
      ? []
      : [
          `what sessions of ${[...unseen].join(', ')} do: the guard's owner ${String(fact.owner)} may not see it. GRANT pg_read_all_stats TO ${String(fact.owner)}`,
        ]),
    ...(foreign.length === 0 ? [] : [`foreign tables, which have no counters: ${foreign.join(', ')}`]),
  ];
}

function nameOf(parts: unknown): string {
  if (!Array.isArray(parts) || parts.length !== nameParts) return '';
  const bytes = new DataView(new ArrayBuffer(8 * nameParts));
  parts.forEach((part, index) => {
    bytes.setBigInt64(8 * index, BigInt(String(part)));
  });
  // A name that was cut off may end within a character.
  return new TextDecoder().decode(bytes.buffer).replace(/[\0\uFFFD]+$/, '');
}

function objectOf(value: unknown): SqlRow {
  const read: unknown = typeof value === 'string' ? JSON.parse(value) : value;
  return typeof read === 'object' && read !== null ? { ...read } : {};
}

function listOf(value: unknown): readonly SqlRow[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
