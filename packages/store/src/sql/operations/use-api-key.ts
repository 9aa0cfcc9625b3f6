import type { Steps, Transaction } from '../transaction.ts';

export interface KeyUse {
  readonly id: string;
  readonly at: number;
}

export function* useApiKey({ query, run }: Transaction, site: string, { id, at }: KeyUse): Steps<void> {
  yield* run(
    query
      .updateTable('api_keys')
      .set({ last_used_at: at })
      .where('site', '=', site)
      .where('id', '=', id)
      .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<', at)])),
  );
}
