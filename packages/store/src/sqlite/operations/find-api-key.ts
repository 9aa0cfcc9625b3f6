import type { ApiKey } from '@portcullis/gate';
import { apiKeyShape } from '../../record/api-key-shape.ts';
import type { Transaction } from '../connection.ts';
import { apiKeyColumns } from './api-key-columns.ts';

export function findApiKey(
  { query, first, now }: Transaction,
  site: string,
  tokenHash: string,
): ApiKey | null {
  const row = first(
    query
      .selectFrom('api_keys')
      .select(apiKeyColumns)
      .where('site', '=', site)
      .where('token_hash', '=', tokenHash)
      .where('revoked_at', 'is', null)
      .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)])),
  );
  return row === undefined ? null : apiKeyShape(row, `a key of ${site}`);
}
