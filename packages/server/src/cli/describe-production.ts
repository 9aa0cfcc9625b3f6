import type { z } from 'zod';
import type { productionSchema } from '../control/api/production-routes.ts';
import type { CommandContext } from './context.ts';
import { printable } from './output.ts';
import { clockTime } from './parse-time.ts';

type Production = z.output<typeof productionSchema>;
type Rules = NonNullable<Production['rules']>;

const mostRefused = 10;

/** For people: on or off, whom it restricts, how much it shuts, what it shut lately. */
export function describeProduction({ output, nowMs }: CommandContext, found: Production): void {
  const { on, changed, preset, rules, refused } = found;
  const { paint } = output;
  output.line(paint.bold(`production mode is ${on ? 'on' : 'off'}`));
  if (changed !== null) {
    const why = changed.reason === '' ? '' : `: ${printable(changed.reason)}`;
    output.line(`  since ${clockTime(changed.at, nowMs())}, by ${printable(changed.actor)}${why}`);
  }
  if (rules === null) {
    output.line(
      '  The policy says nothing of it. Name a preset in the configuration ("preset": "odoo"), or write policy.production.',
    );
    return;
  }
  if (preset !== null) output.line(`  preset: ${preset}`);
  output.line(`  restricted: ${printable(restrictedIn(rules))}`);
  const seen = seenIn(found.seen);
  if (seen !== null) output.line(`  ${printable(seen)}`);
  for (const scope of ['everybody', 'restricted'] as const) {
    const routes = rules.refused.filter((each) => each.for === scope).length;
    const switches = rules.switches.filter((each) => each.for === scope).length;
    const whom = scope === 'everybody' ? 'everybody' : 'the restricted';
    output.line(`  shut for ${whom}: ${countOf(routes, 'route')}, ${countOf(switches, 'debug switch')}`);
  }
  if (rules.calls.length > 0) output.line(`  listed calls only: ${printable(rules.calls.join(', '))}`);
  if (refused.length === 0) return;
  output.line('\nshut lately');
  output.table(
    ['when', 'request', 'from', 'why', 'reference'],
    refused
      .slice(0, mostRefused)
      .map(({ at, method, path, clientAddress, rule, reference }) => [
        clockTime(at, nowMs()),
        `${method} ${path}`,
        clientAddress ?? '',
        rule.detail,
        reference ?? '',
      ]),
  );
  output.line('\nHidden errors: portcullis incident');
}

function restrictedIn({ restricted }: Rules): string {
  const { groups, exceptGroups, exceptRoles, anonymous } = restricted;
  const except = [...exceptGroups.map(quoted), ...exceptRoles.map((role) => `the role ${role}`)];
  return [
    groups === null ? 'everyone' : `members of ${groups.map(quoted).join(' or ')}`,
    ...(except.length === 0 ? [] : [`except ${except.join(' and ')}`]),
    anonymous ? 'and whoever has not signed in' : 'not whoever has not signed in',
  ].join(', ');
}

/** Null where no group is named. */
function seenIn({ people, groups }: Production['seen']): string | null {
  if (groups.length === 0) return null;
  if (people === 0) return 'seen since the server started: nobody who signed in';
  const members = groups.map((one) => `${one.people === 0 ? 'nobody' : one.people} in ${quoted(one.group)}`);
  return `seen since the server started: ${people} ${people === 1 ? 'person' : 'people'}, ${members.join(', ')}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : what.endsWith('ch') ? 'es' : 's'}`;
}
