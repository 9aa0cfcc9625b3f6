import type { ApiKey } from '@portcullis/gate';
import { apiKeyShape } from '../../record/api-key-shape.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { apiKeyColumns } from './api-key-columns.ts';

export function* findApiKey(
  { query, first, now }: Transaction,
  site: string,
  tokenHash: string,
): Steps<ApiKey | null> {
  const row = yield* first(
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
