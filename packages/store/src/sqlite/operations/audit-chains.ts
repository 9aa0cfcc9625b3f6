import { object, text } from '../../record/shape.ts';
import type { Transaction } from '../connection.ts';

const rowShape = object<{ readonly chain: string }>({ chain: text });

/** Goes from chain to chain in the index: `select distinct` would read each of a million entries. */
export function auditChains(transaction: Transaction, site: string): readonly string[] {
  const chains: string[] = [];
  for (let chain = chainAfter(transaction, site, null); chain !== null; ) {
    chains.push(chain);
    chain = chainAfter(transaction, site, chain);
  }
  return chains;
}

function chainAfter({ query, first }: Transaction, site: string, chain: string | null): string | null {
  let records = query.selectFrom('audit_records').select('chain').where('site', '=', site);
  if (chain !== null) records = records.where('chain', '>', chain);
  const row = first(records.orderBy('chain').limit(1));
  return row === undefined ? null : rowShape(row, `the audit chains of ${site}`).chain;
}
