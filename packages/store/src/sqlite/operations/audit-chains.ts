import { list, object, text } from '../../record/shape.ts';
import type { Transaction } from '../connection.ts';

const rowsShape = list(object<{ readonly chain: string }>({ chain: text }));

export function auditChains({ query, all }: Transaction, site: string): readonly string[] {
  const rows = all(
    query.selectFrom('audit_records').select('chain').distinct().where('site', '=', site).orderBy('chain'),
  );
  return rowsShape(rows, `the audit chains of ${site}`).map(({ chain }) => chain);
}
