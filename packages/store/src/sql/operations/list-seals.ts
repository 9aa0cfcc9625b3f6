import type { AuditSeal } from '@portcullis/gate';
import { auditSealShape } from '../../record/audit-shape.ts';
import { list } from '../../record/shape.ts';
import type { Steps, Transaction } from '../transaction.ts';

const rowsShape = list(auditSealShape);

export function* listSeals({ query, all }: Transaction, site: string): Steps<readonly AuditSeal[]> {
  const rows = yield* all(
    query
      .selectFrom('audit_seals')
      .select(['chain', 'sequence', 'hash', 'at', 'signature'])
      .where('site', '=', site)
      .orderBy('chain')
      .orderBy('sequence')
      .orderBy('at'),
  );
  return rowsShape(rows, `the audit seals of ${site}`);
}
