import { type Switch, untouchedSwitch } from '@portcullis/gate';
import { json, nullable, object, type Shape, text, whole, zeroOrOne } from '../../record/shape.ts';
import { modeShape, type SwitchDetails, switchDetailsShape } from '../../record/switch-shape.ts';
import type { Steps, Transaction } from '../transaction.ts';

type SwitchRow = Omit<Switch, keyof SwitchDetails> & { readonly details: SwitchDetails };

const rowShape: Shape<SwitchRow> = object<SwitchRow>({
  site: text,
  epoch: whole,
  windowId: nullable(text),
  mode: modeShape,
  production: zeroOrOne,
  since: whole,
  details: json(switchDetailsShape),
});

/** The stored switch, or the untouched one of a site nobody has ever switched. */
export function* readSwitch({ query, first }: Transaction, site: string): Steps<Switch> {
  const row = yield* first(
    query
      .selectFrom('switches')
      .select(['site', 'epoch', 'window_id as windowId', 'mode', 'production', 'since', 'details'])
      .where('site', '=', site),
  );
  if (row === undefined) return untouchedSwitch(site);
  const { details, ...columns } = rowShape(row, `the switch of ${site}`);
  return { ...columns, ...details };
}
