import type { Operator } from '@portcullis/gate';
import { operatorShape } from '../../record/operator-shape.ts';
import { list } from '../../record/shape.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { operatorColumns } from './operator-columns.ts';

const rowsShape = list(operatorShape);

export function* listOperators({ query, all }: Transaction, site: string): Steps<readonly Operator[]> {
  const rows = yield* all(
    query.selectFrom('operators').select(operatorColumns).where('site', '=', site).orderBy('folded_name'),
  );
  return rowsShape(rows, `the operators of ${site}`);
}
