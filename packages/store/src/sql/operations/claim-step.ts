import type { Steps, Transaction } from '../transaction.ts';

export interface StepClaim {
  readonly id: string;
  readonly step: number;
}

export function* claimStep(
  { query, run }: Transaction,
  site: string,
  { id, step }: StepClaim,
): Steps<boolean> {
  const claimed = yield* run(
    query
      .updateTable('operators')
      .set({ last_step: step })
      .where('site', '=', site)
      .where('id', '=', id)
      .where('second_factor', 'is not', null)
      .where((where) => where.or([where('last_step', 'is', null), where('last_step', '<', step)])),
  );
  return claimed === 1;
}
