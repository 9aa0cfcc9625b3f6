import type { ProductionRules } from '../../api/schema.ts';
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
