import type { StoredTransition, Transition } from '@portcullis/gate';
import { json, nullable, object, type Shape, text, whole } from '../../record/shape.ts';
import { transitionShape } from '../../record/transition-shape.ts';
import type { Steps, Transaction } from '../transaction.ts';

interface TransitionRow {
  readonly version: number;
  readonly transition: Transition | null;
  readonly conductor: string | null;
  readonly leaseUntil: number;
}

const rowShape: Shape<TransitionRow> = object<TransitionRow>({
  version: whole,
  transition: nullable(json(transitionShape)),
  conductor: nullable(text),
  leaseUntil: whole,
});

export function* readTransition({ query, first, now }: Transaction, site: string): Steps<StoredTransition> {
  const row = yield* first(
    query
      .selectFrom('transitions')
      .select(['version', 'transition', 'conductor', 'lease_until as leaseUntil'])
      .where('site', '=', site),
  );
  if (row === undefined) return { transition: null, version: 0, conductor: null, now };
  const { transition, version, conductor, leaseUntil } = rowShape(row, `the transition of ${site}`);
  const isConducted = conductor !== null && leaseUntil > now;
  return { transition, version, conductor: isConducted ? { id: conductor, leaseUntil } : null, now };
}
