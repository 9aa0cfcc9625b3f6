import { type SwitchVersion, untouchedSwitch } from '@portcullis/gate';
import { nullable, object, type Shape, text, whole } from '../../record/shape.ts';
import type { Steps, Transaction } from '../transaction.ts';

const rowShape: Shape<Omit<SwitchVersion, 'lineage'>> = object({
  epoch: whole,
  windowId: nullable(text),
  since: whole,
});

export function* readVersion({ query, first, lineage }: Transaction, site: string): Steps<SwitchVersion> {
  const row = yield* first(
    query.selectFrom('switches').select(['epoch', 'window_id as windowId', 'since']).where('site', '=', site),
  );
  if (row !== undefined) return { lineage, ...rowShape(row, `the switch of ${site}`) };
  const { epoch, windowId, since } = untouchedSwitch(site);
  return { lineage, epoch, windowId, since };
}
