import { describeLetIn } from '@portcullis/gate';
import { inEnglish } from '../sentences/in-english.ts';
import type { Said, ValuesOf } from '../sentences/said.ts';
import { printable } from './output.ts';

type EffectiveRule = ValuesOf<'effective-rule'>['rule'];
type ModeRule = EffectiveRule['site'];
type LetIn = ModeRule['writers'][number];
type Listed = ModeRule['insidersOnly'];

/** What people read at a glance; the rest of hundreds is a number. */
const mostNames = 5;
/** Where every route stands. `status --json` adds them to what the server says of the rule. */
const allRoutes = 'all routes: portcullis status --json, or Policy in the console';

/**
 * The rule in force as lines that are read in seconds: in which mode each part of the site is, who reads there, who writes,
 * how many routes are exceptions, with a few of their names. Lines of a part are indented by two spaces below its own.
 */
export function describeRuleBriefly(said: Said): readonly string[] {
  if (said.code !== 'effective-rule') return [printable(inEnglish(said))];
  const { rule, breakGlass } = said.values;
  const { site, areas, actionsFollowStrictest } = rule;
  const lines = [
    ...linesOf(areas.length === 0 ? 'whole site' : 'rest of the site', site),
    ...partsByMode(areas).flatMap(({ names, rule: own }) => linesOf(someOf(names), own)),
    ...(areas.length === 0 ? [] : ['where areas overlap, the stricter rule holds']),
    ...(actionsFollowStrictest
      ? ['server actions that no rule lists follow the strictest of these rules on every page']
      : []),
    ...(breakGlass.length === 0
      ? []
      : [`besides, from this machine or a trusted network: break-glass passes of ${someOf(breakGlass)}`]),
  ];
  const rules = [site, ...areas.map(({ rule: own }) => own)];
  return [...lines, ...(rules.every(isToldInFull) ? [] : [allRoutes])].map(printable);
}

/** What an area does is what its mode does: areas of one mode are told once. */
function partsByMode(areas: EffectiveRule['areas']) {
  const parts = new Map<string, { readonly names: string[]; readonly rule: ModeRule }>();
  for (const { name, rule } of areas) {
    const part = parts.get(rule.mode);
    if (part === undefined) parts.set(rule.mode, { names: [name], rule });
    else part.names.push(name);
  }
  return [...parts.values()];
}

function linesOf(part: string, rule: ModeRule): string[] {
  const { mode, readers, writers, insidersOnly, declaredReads } = rule;
  if (mode === 'open') return [`${part}: open, everybody reads and writes what the application allows`];
  const declared = declaredReads.reduce((sum, { routes }) => sum + countOf(routes), 0);
  const facts: readonly (readonly [string, string | null])[] = [
    ['read', mode === 'read-only' ? 'everybody' : peopleIn(readers)],
    ['write', peopleIn(writers)],
    ['exceptions', exceptionsOf(rule)],
    ['declared', declared === 0 ? null : `${routesOf(declared)} let reads through that look like writes`],
    ['protected', countOf(insidersOnly) === 0 ? null : `${namedRoutes(insidersOnly)}, for insiders only`],
  ];
  return [
    `${part}: ${mode}`,
    ...facts.flatMap(([name, says]) => (says === null ? [] : [`  ${name.padEnd(10)}  ${says}`])),
  ];
}

function peopleIn(who: readonly LetIn[]): string {
  const people = who.filter(({ kind }) => kind !== 'exceptions');
  return people.length === 0 ? 'nobody' : people.map(describeLetIn).join(', ');
}

/** Those of a closed site hold those that write, which are named first: they are what is asked about. */
function exceptionsOf({ mode, readers, writers }: ModeRule): string | null {
  const [reading, writing] = [exceptionsAmong(readers), exceptionsAmong(writers)];
  const all = mode === 'closed' ? reading : writing;
  const count = countOf(all);
  if (count === 0) return null;
  const some = [...new Set([...writing.first, ...all.first])];
  const names = someOf(some, count - some.length);
  if (mode === 'read-only') return `${routesOf(count)} for everybody to write: ${names}`;
  const also = countOf(writing) === 0 ? '' : `, ${countOf(writing)} of them also to write`;
  return `${routesOf(count)} for everybody${also}: ${names}`;
}

function exceptionsAmong(who: readonly LetIn[]): Listed {
  const found = who.find((each) => each.kind === 'exceptions');
  return found?.kind === 'exceptions' ? found.routes : { first: [], more: 0 };
}

/** Whether nothing is left to look up. */
function isToldInFull({ readers, writers, insidersOnly, declaredReads }: ModeRule): boolean {
  const exceptions = [readers, writers].map((who) => exceptionsAmong(who).more);
  return insidersOnly.more === 0 && declaredReads.length === 0 && exceptions.every((more) => more === 0);
}

function namedRoutes(routes: Listed): string {
  return `${routesOf(countOf(routes))} (${someOf(routes.first, routes.more)})`;
}

function routesOf(count: number): string {
  return `${count} ${count === 1 ? 'route' : 'routes'}`;
}

function countOf({ first, more }: Listed): number {
  return first.length + more;
}

/** At most five names, and how many there are besides; `more`: those that have no name here. */
function someOf(names: readonly string[], more = 0): string {
  const rest = Math.max(0, names.length - mostNames) + more;
  return `${names.slice(0, mostNames).join(', ')}${rest === 0 ? '' : ` and ${rest} more`}`;
}
