import type { Queryable } from '../database/open-database.ts';
import { hashSecret } from './secrets.ts';

export interface ApiClient {
  readonly name: string;
  readonly mayWrite: boolean;
}

export async function findApiClient(database: Queryable, token: string): Promise<ApiClient | null> {
  const rows = await database.query<ApiClient>(
    'select name, may_write as "mayWrite" from api_token where token_hash = $1',
    [hashSecret(token)],
  );
  return rows[0] ?? null;
}
