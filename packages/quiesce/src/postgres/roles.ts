import type { SqlSession } from './sql-session.ts';

/** Whether the role that is in force may do anything. */
export async function isSuperuser(session: SqlSession): Promise<boolean> {
  const { rows } = await session.query('select rolsuper from pg_roles where rolname = current_user');
  return rows[0]?.rolsuper === true;
}
