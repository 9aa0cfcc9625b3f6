import type { Switch } from '@portcullis/gate';
import type { SwitchDetails } from '../../record/switch-shape.ts';
import type { Steps, Transaction } from '../transaction.ts';

export function* writeSwitch({ query, run }: Transaction, state: Switch): Steps<void> {
  const { areas, notice, reason, actor, setBy, opened, expected, expires, draining } = state;
  const details: SwitchDetails = {
    areas,
    notice,
    reason,
    actor,
    setBy,
    opened,
    expected,
    expires,
    draining,
  };
  const changing = {
    epoch: state.epoch,
    window_id: state.windowId,
    mode: state.mode,
    production: state.production ? (1 as const) : (0 as const),
    since: state.since,
    details: JSON.stringify(details),
  };
  yield* run(
    query
      .insertInto('switches')
      .values({ site: state.site, ...changing })
      .onConflict((conflict) => conflict.column('site').doUpdateSet(changing)),
  );
}
