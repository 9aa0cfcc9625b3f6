import type { SqlSession } from './sql-session.ts';

/** What writes leave behind: by comparing two of these it is found out what something wrote, or would have written. */
export interface WriteTraces {
  /** Rows that were added, changed and taken away since PostgreSQL counts, by table as `public.orders`; without bookkeeping tables and a store of Portcullis. */
  readonly changes: ReadonlyMap<string, number>;
  /** Tables to which a guard lately refused a write, and when; while it is closed, and where it keeps note of that. */
  readonly refusals: readonly { readonly table: string; readonly at: number }[];
  /** The clock of the database, as `at`. */
  readonly now: number;
}

/** Counts lag: a session reports when it falls idle, not twice within a second, and else after ten. */
export async function readWriteTraces(session: SqlSession): Promise<WriteTraces> {
  const { rows: clock } = await session.query(
    `select trunc(extract(epoch from clock_timestamp()) * 1000)::int8::text as now,
       to_regprocedure('portcullis.evidence()') is not null as keeps_note,
       to_regprocedure('portcullis.is_left_out(oid)') is not null as leaves_out`,
  );
  const { rows } = await session.query(
    `select format('%I.%I', schemaname, relname) as name, n_tup_ins + n_tup_upd + n_tup_del as changes
     from pg_stat_user_tables
     where schemaname <> 'portcullis' and relid not in (select relid from portcullis.bookkeeping)
       ${clock[0]?.leaves_out === true ? 'and not portcullis.is_left_out(relid)' : ''}`,
  );
  return {
    changes: new Map(rows.map(({ name, changes }) => [String(name), Number(changes)])),
    refusals: clock[0]?.keeps_note === true ? await readRefusals(session) : [],
    now: Number(clock[0]?.now),
  };
}

async function readRefusals(session: SqlSession): Promise<WriteTraces['refusals']> {
  const { rows } = await session.query(`select portcullis.evidence() -> 'refusals' as refusals`);
  const refusals: unknown = rows[0]?.refusals;
  if (!Array.isArray(refusals)) return [];
  return refusals.flatMap((one: unknown) => {
    if (typeof one !== 'object' || one === null) return [];
    const table: unknown = Reflect.get(one, 'table');
    return typeof table === 'string' ? [{ table, at: Number(Reflect.get(one, 'at')) }] : [];
  });
}
