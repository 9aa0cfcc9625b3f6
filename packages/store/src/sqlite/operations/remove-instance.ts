import type { Transaction } from '../connection.ts';

export function removeInstance({ query, run }: Transaction, site: string, id: string): boolean {
  return run(query.deleteFrom('instances').where('site', '=', site).where('id', '=', id)) > 0;
}
