import type { ApiKey } from '@portcullis/gate';
import { apiKeyShape } from '../../record/api-key-shape.ts';
import { list } from '../../record/shape.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { apiKeyColumns } from './api-key-columns.ts';

const rowsShape = list(apiKeyShape);

export function* listApiKeys({ query, all }: Transaction, site: string): Steps<readonly ApiKey[]> {
  const rows = yield* all(
    query
      .selectFrom('api_keys')
      .select(apiKeyColumns)
      .where('site', '=', site)
      .orderBy('created_at')
      .orderBy('id'),
  );
  return rowsShape(rows, `the keys of ${site}`);
}
