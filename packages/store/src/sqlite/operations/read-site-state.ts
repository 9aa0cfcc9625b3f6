import type { SiteState } from '@portcullis/gate';
import { passRowShape } from '../../record/pass-shape.ts';
import { list } from '../../record/shape.ts';
import type { Transaction } from '../connection.ts';
import { passColumns } from './pass-columns.ts';
import { readSwitch } from './read-switch.ts';

const rowsShape = list(passRowShape);

export function readSiteState(transaction: Transaction, site: string): SiteState {
  const { query, all, lineage, now } = transaction;
  const rows = all(
    query
      .selectFrom('passes')
      .select(passColumns)
      .where('site', '=', site)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now)
      .orderBy('created_at')
      .orderBy('id'),
  );
  const passes = rowsShape(rows, `the passes of ${site}`);
  return { lineage, now, switch: readSwitch(transaction, site), passes };
}
