import { object, type Shape, whole } from '../../record/shape.ts';
import type { Transaction } from '../connection.ts';

const rowShape: Shape<{ readonly epoch: number }> = object({ epoch: whole });

export function readEpoch({ query, first }: Transaction, site: string): number {
  const row = first(query.selectFrom('switches').select('epoch').where('site', '=', site));
  return row === undefined ? 0 : rowShape(row, `the switch of ${site}`).epoch;
}
