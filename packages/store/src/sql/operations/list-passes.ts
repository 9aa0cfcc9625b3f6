import type { Pass } from '@portcullis/gate';
import { passRowShape } from '../../record/pass-shape.ts';
import { list } from '../../record/shape.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { passColumns } from './pass-columns.ts';

const rowsShape = list(passRowShape);

export function* listPasses({ query, all }: Transaction, site: string): Steps<readonly Pass[]> {
  const rows = yield* all(
    query
      .selectFrom('passes')
      .select(passColumns)
      .where('site', '=', site)
      .orderBy('created_at')
      .orderBy('id'),
  );
  return rowsShape(rows, `the passes of ${site}`);
}
