import type { GuardProblem } from '../guard-problem.ts';
import type { SqlSession } from './sql-session.ts';

/** Tables that writes reach past the guard; while others alone are closed, those are good to know of and no holes. */
export async function findUnguarded(session: SqlSession): Promise<readonly GuardProblem[]> {
  const { rows } = await session.query(
    `select relid::regclass::text as name, problem, portcullis.in_scope(relid) as is_in_scope from portcullis.unguarded()`,
  );
  return rows.map(({ name, problem, is_in_scope }) => ({
    kind: 'unguarded',
    object: String(name),
    message: `Writes to ${String(name)} are not refused: ${String(problem)}. Install the guard again.`,
    isHole: is_in_scope === true,
  }));
}
