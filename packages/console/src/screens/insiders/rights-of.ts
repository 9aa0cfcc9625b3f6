import type { Insiders } from '../../api/schema.ts';

type WhoGetsIn = Insiders['whoGetsIn'];
export type Person = WhoGetsIn['people'][number];
export type PersonKind = Person['kind'];

export type Rights = NonNullable<Person['here']>;
export type Reach = Rights['now'];

/** What is looked for: that everybody may write while the site is open says nothing about a window. */
export function shownReach({ now, closed }: Rights, mode: WhoGetsIn['mode']): Reach {
  return mode === 'open' ? closed : now;
}

/** What differs once the site is closed; null = nothing. */
export function reachOnceClosed({ now, closed }: Rights, mode: WhoGetsIn['mode']): Reach | null {
  return mode === 'open' || now === closed ? null : closed;
}

export interface ReachOfSome {
  readonly reach: Reach;
  readonly people: readonly PersonKind[];
}

/** Who gets how far from where the caller is, those who get farthest first. */
export function reachesHere(people: readonly Person[], of: (rights: Rights) => Reach | null): ReachOfSome[] {
  return (['write', 'read', 'none'] as const)
    .map((reach) => ({
      reach,
      people: people.filter(({ here }) => here !== null && of(here) === reach).map(({ kind }) => kind),
    }))
    .filter((each) => each.people.length > 0);
}

/** Who may not write from where the caller is, and could with a write pass of his own. */
export function writersWithOwnPass({ paths, people }: WhoGetsIn): PersonKind[] {
  const at = paths.findIndex(({ kind }) => kind === 'own-pass');
  return people
    .filter(({ here, rights }) => here !== null && here.closed !== 'write' && rights[at]?.closed === 'write')
    .map(({ kind }) => kind);
}
