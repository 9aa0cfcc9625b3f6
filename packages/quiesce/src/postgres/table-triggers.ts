import { type SqlSession, sqlStateOf } from './sql-session.ts';

export interface TableStep {
  /** The table's oid. */
  readonly relid: string;
  /** How long to wait for it at a time. */
  readonly lockTimeoutMs: number;
  /** How often to try. */
  readonly attempts: number;
}

/** `busy`: others kept it; `denied`: it belongs to somebody else. */
export type TableOutcome = 'done' | 'busy' | 'denied';

/** Puts the guard's trigger on a table. */
export function guardTable(session: SqlSession, step: TableStep): Promise<TableOutcome> {
  return withTable(
    session,
    step,
    ({ name, isForeign }) =>
      `${admitInstaller};
     create or replace trigger aa_portcullis before insert or update or delete${isForeign ? '' : ' or truncate'}
       on ${name} for each statement execute function portcullis.guard();
     alter table ${name} enable always trigger aa_portcullis`,
  );
}

/** Takes it off again, which waits for readers as well. */
export function unguardTable(session: SqlSession, step: TableStep): Promise<TableOutcome> {
  return withTable(session, step, ({ name }) => `drop trigger if exists aa_portcullis on ${name}`);
}

/**
 * What is missing from a guard that is closed is put there without opening it: for one transaction, as whoever installs may write
 * to the guard's own tables.
 */
export const admitInstaller = `insert into portcullis.admission (xid, label, role, at)
  values (pg_current_xact_id(), 'installing', session_user, clock_timestamp()) on conflict do nothing`;

interface Table {
  /** As SQL writes it. */
  readonly name: string;
  readonly isForeign: boolean;
}

async function withTable(
  session: SqlSession,
  { relid, lockTimeoutMs, attempts }: TableStep,
  statements: (table: Table) => string,
): Promise<TableOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    const { rows } = await session.query(
      'select oid::regclass::text as name, relkind from pg_class where oid = $1',
      [relid],
    );
    const found = rows[0];
    // Dropped meanwhile.
    if (found === undefined) return 'done';
    const table = { name: String(found.name), isForeign: found.relkind === 'f' };
    try {
      // Several statements in one text are one transaction.
      await session.query(`set local lock_timeout = ${lockTimeoutMs}; ${statements(table)}`);
      return 'done';
    } catch (error) {
      const state = sqlStateOf(error);
      if (state === insufficientPrivilege) return 'denied';
      if (state !== lockNotAvailable) throw error;
      if (attempt >= attempts) return 'busy';
      // Whoever waited behind us goes first.
      await new Promise((resolve) => setTimeout(resolve, lockTimeoutMs));
    }
  }
}

const lockNotAvailable = '55P03';
const insufficientPrivilege = '42501';
