import type { ReactNode } from 'react';
import type { Insiders } from '../../api/schema.ts';
import { Panel } from '../../components/panel.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { ReachMark } from './reach-mark.tsx';
import {
  type ReachOfSome,
  reachesHere,
  reachOnceClosed,
  shownReach,
  writersWithOwnPass,
} from './rights-of.ts';

/** What whoever reads this may do from where he is, as far as the server can know. */
export function HerePanel({ insiders: { you, whoGetsIn } }: { readonly insiders: Insiders }): ReactNode {
  const { insiders } = useScreenTexts();
  const { format } = useTexts();
  const { mode, people } = whoGetsIn;
  if (you.address === null) {
    return (
      <Panel title={insiders.hereTitle}>
        <p>{insiders.yourAddressUnknown}</p>
      </Panel>
    );
  }
  const shown = reachesHere(people, (rights) => shownReach(rights, mode));
  const later = reachesHere(people, (rights) => reachOnceClosed(rights, mode));
  const lacking = writersWithOwnPass(whoGetsIn);
  const listed = (kinds: ReachOfSome['people']) =>
    kinds.length === people.length
      ? insiders.whoeverYouAre
      : format.list(kinds.map((kind) => insiders.peopleHere[kind]));
  return (
    <Panel title={insiders.hereTitle} lead={insiders.yourAddress(you.address)}>
      <p>{you.network === null ? insiders.inNoNetwork : insiders.inNetwork(you.network)}</p>
      {mode === 'open' && <p>{insiders.hereWhileOpen}</p>}
      <Reaches reaches={shown} say={insiders.here[mode === 'open' ? 'later' : 'now']} listed={listed} />
      {later.length > 0 && <Reaches reaches={later} say={insiders.here.later} listed={listed} />}
      {lacking.length > 0 && <p>{insiders.hereWithOwnPass(listed(lacking))}</p>}
      <p className="quiet">{insiders.hereUnknown}</p>
    </Panel>
  );
}

interface ReachesProps {
  readonly reaches: readonly ReachOfSome[];
  readonly say: Readonly<Record<ReachOfSome['reach'], string>>;
  readonly listed: (kinds: ReachOfSome['people']) => string;
}

function Reaches({ reaches, say, listed }: ReachesProps): ReactNode {
  return (
    <ul className="reaches">
      {reaches.map(({ reach, people }) => (
        <li key={reach}>
          <ReachMark reach={reach} />
          <p>
            <strong>{say[reach]}</strong> {listed(people)}.
          </p>
        </li>
      ))}
    </ul>
  );
}
