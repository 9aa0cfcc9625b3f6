import type { Production, ProductionRules } from '../../api/schema.ts';
import type { Format } from '../../texts/format.ts';
import type { ScreenCatalogue } from '../../texts/screen-catalogue.ts';

export interface WhoWording {
  readonly production: ScreenCatalogue['production'];
  readonly roles: ScreenCatalogue['parts']['rolesInSentence'];
  readonly format: Pick<Format, 'list' | 'either'>;
}

/** Whom production mode restricts, in a line for those who have signed in and one for all others. */
export function whoWords(
  { groups, exceptGroups, exceptRoles, anonymous }: ProductionRules['restricted'],
  { production, roles, format }: WhoWording,
): readonly [signedIn: string, others: string] {
  const named = (names: readonly string[]) => format.either(names.map(production.group));
  const except = [
    ...(exceptGroups.length === 0 ? [] : [production.membersOf(named(exceptGroups))]),
    ...exceptRoles.map((role) => roles[role]),
  ];
  const exceptWhom = format.list(except);
  return [
    groups === null
      ? except.length === 0
        ? production.everyone
        : production.everyoneExcept(exceptWhom)
      : except.length === 0
        ? production.members(named(groups))
        : production.membersExcept(named(groups), exceptWhom),
    anonymous ? production.anonymous : production.notAnonymous,
  ];
}

/** How many of the people who came are in the groups that are named; null where none is. */
export function seenWords(
  { people, groups }: Production['seen'],
  production: ScreenCatalogue['production'],
): string | null {
  if (groups.length === 0) return null;
  if (people === 0) return production.seenNobody;
  const members = groups.map((one) => production.seenIn(one.people, production.group(one.group)));
  const facts = `${[production.seenPeople(people), ...members].join(', ')}.`;
  return groups.some((one) => one.people > 0) ? facts : `${facts} ${production.seenNone}`;
}
