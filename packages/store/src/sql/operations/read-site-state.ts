import type { SiteState } from '@portcullis/gate';
import { passRowShape } from '../../record/pass-shape.ts';
import { list } from '../../record/shape.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { passColumns } from './pass-columns.ts';
import { readSwitch } from './read-switch.ts';

const rowsShape = list(passRowShape);

export function* readSiteState(transaction: Transaction, site: string): Steps<SiteState> {
  const { query, all, lineage, now } = transaction;
  const rows = yield* all(
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
  return { lineage, now, switch: yield* readSwitch(transaction, site), passes };
}
