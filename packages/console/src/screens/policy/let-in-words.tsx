import type { ReactNode } from 'react';
import { type Insider, listedIn, type Ways } from '../../texts/said-words.ts';
import type { ScreenCatalogue } from '../../texts/screen-catalogue.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';

/** Who gets through, and below it by what, quietly: the people are what is looked for. */
export function LetInWords({ who }: { readonly who: Insider }): ReactNode {
  const { format } = useTexts();
  const words = useScreenTexts();
  const ways = format.either('by' in who ? waysIn(who.by, words) : []);
  const how = howOf(who, { ways, words });
  return (
    <>
      <span className="break">{peopleOf(who, words)}</span>
      {how !== '' && <span className="quiet below break">{how}</span>}
    </>
  );
}

function peopleOf(who: Insider, { policy, parts }: ScreenCatalogue): string {
  switch (who.kind) {
    case 'roles':
      return who.roles.map((role) => parts.roles[role]).join(', ');
    case 'named':
      return who.subjects.first.length === 0
        ? policy.namedPeople(who.subjects.more)
        : listedIn(who.subjects, policy.andMore);
    case 'pass':
      return policy.passHolders;
    case 'write-pass':
      return policy.writePassHolders;
  }
}

interface How {
  readonly ways: string;
  readonly words: ScreenCatalogue;
}

function howOf({ kind }: Insider, { ways, words: { policy } }: How): string {
  if (kind === 'pass' || kind === 'write-pass') return ways;
  return ways === '' ? policy.signedIn : policy.signedInBy(ways);
}

function waysIn({ anywhere, networks, hosts, ownPass }: Ways, { policy, said }: ScreenCatalogue): string[] {
  return [
    ...(anywhere ? [policy.fromAnywhere] : []),
    ...networks.map((network) => said['path-network']({ network })),
    ...hosts.map((host) => said['path-host']({ host })),
    ...(ownPass ? [policy.byOwnPass] : []),
  ];
}
