import { object, text } from '../../record/shape.ts';
import type { Steps, Transaction } from '../transaction.ts';

const rowShape = object<{ readonly chain: string }>({ chain: text });

/** Goes from chain to chain in the index: `select distinct` would read each of a million entries. */
export function* auditChains(transaction: Transaction, site: string): Steps<readonly string[]> {
  const chains: string[] = [];
  for (let chain = yield* chainAfter(transaction, site, null); chain !== null; ) {
    chains.push(chain);
    chain = yield* chainAfter(transaction, site, chain);
  }
  return chains;
}

function* chainAfter(
  { query, first }: Transaction,
  site: string,
  chain: string | null,
): Steps<string | null> {
  let records = query.selectFrom('audit_records').select('chain').where('site', '=', site);
  if (chain !== null) records = records.where('chain', '>', chain);
  const row = yield* first(records.orderBy('chain').limit(1));
  return row === undefined ? null : rowShape(row, `the audit chains of ${site}`).chain;
}
