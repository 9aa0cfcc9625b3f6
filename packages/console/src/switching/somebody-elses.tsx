import type { ReactNode } from 'react';
import type { Switch } from '../api/schema.ts';
import { Notice } from '../components/notice.tsx';
import { useNow } from '../environment/ticking.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { type Actor, isSameActor, type WindowOwners } from './owners-beside.ts';

export interface SomebodyElsesProps {
  readonly current: Switch;
  readonly owners: WindowOwners;
  /** What becomes of it. */
  readonly children: string;
}

/** Whose window it is, to be known before it is changed or ended. */
export function SomebodyElses({ current, owners, children }: SomebodyElsesProps): ReactNode {
  const { texts, format } = useTexts();
  const { change, common } = texts;
  const nowMs = useNow();
  const { opener, changer } = owners;
  const nameOf = ({ kind, name }: Actor) => common.actors[kind](name);
  const lines = [
    ...(opener === null ? [] : [change.somebodyElse(nameOf(opener.by), format.relative(opener.at, nowMs))]),
    ...(changer === null
      ? []
      : [change.changedByElse(nameOf(changer.by), format.relative(changer.at, nowMs))]),
  ];
  const isTheirWord = [opener, changer].some(
    (owner) => owner !== null && isSameActor(owner.by, current.actor),
  );
  return (
    <Notice kind="mind" title={lines.join(' ')}>
      {isTheirWord && current.reason !== '' && <p>{change.theirReason(current.reason)}</p>}
      <p>{children}</p>
    </Notice>
  );
}
