import type { ApiKey } from '@portcullis/gate';
import { apiKeyShape } from '../../record/api-key-shape.ts';
import { list } from '../../record/shape.ts';
import type { Transaction } from '../connection.ts';
import { apiKeyColumns } from './api-key-columns.ts';

const rowsShape = list(apiKeyShape);

export function listApiKeys({ query, all }: Transaction, site: string): readonly ApiKey[] {
  const rows = all(
    query
      .selectFrom('api_keys')
      .select(apiKeyColumns)
      .where('site', '=', site)
      .orderBy('created_at')
      .orderBy('id'),
  );
  return rowsShape(rows, `the keys of ${site}`);
}
