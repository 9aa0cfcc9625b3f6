import { readCallRule, readSocketRule } from './parse-calls.ts';
import {
  type Given,
  readBoolean,
  readChoice,
  readEntries,
  readFields,
  readList,
  readStringList,
  refuse,
} from './parse-given.ts';
import {
  exactPathProblem,
  readExactPath,
  readOptionalHostName,
  readRoutePattern,
} from './parse-route-pattern.ts';
import { readLocalizedText, readText } from './parse-text.ts';
import type { Area, Policy, Route, RoutePattern } from './policy.ts';

const mostRoutes = 50_000;
const mostAreas = 200;

/** A route with the path of its rule in the input, for problems that show only beside other rules. */
export interface Placed<Value> {
  readonly given: Given;
  readonly value: Value;
}

export function readRoutes(given: Given): readonly Placed<Route>[] {
  const items = readList(given, { of: 'routes', most: mostRoutes }) ?? [];
  return items.flatMap((item) => {
    const route = readRoute(item);
    return route === null ? [] : [{ given: item, value: route }];
  });
}

function readRoute(given: Given): Route | null {
  if (typeof given.value === 'string') {
    refuse(given, 'an object such as { "match": "POST /orders", "exception": true, "why": "…" }');
    return null;
  }
  const fields = readFields(given, [
    'match',
    'host',
    'access',
    'calls',
    'socket',
    'exception',
    'protected',
    'sensitive',
    'why',
  ]);
  const pattern = readRoutePattern(fields.match, readOptionalHostName(fields.host));
  const access = fields.access.value === undefined ? null : readChoice(fields.access, ['read', 'write']);
  const calls = readCallRule(fields.calls);
  const socket = readSocketRule(fields.socket);
  const exception = readException(fields.exception);
  const isProtected = readBoolean(fields.protected, false);
  const sensitive = readBoolean(fields.sensitive, false);
  const why = fields.why.value === undefined ? '' : readText(fields.why, { longest: 500, lines: false });
  const { problems, path } = given;
  if (access === null && !exception && !isProtected && !sensitive && isUntouched(fields)) {
    problems.add(
      path,
      'this rule does nothing. Set access, calls, socket, exception, protected or sensitive, or remove it',
    );
  }
  if (calls !== null && access !== null) {
    problems.add(path, 'calls says what this route does by its body; access would overrule it. Remove one');
  }
  if (calls?.protocol === 'next-action' && pattern?.glob.endsWith('/**')) {
    problems.add(
      fields.match.path,
      'a next-action rule cannot stand on **: route handlers ignore the header and would write. Name the pages',
    );
  }
  if (exception === true && isProtected) {
    problems.add(
      path,
      'a route cannot be an exception for everybody and protected from everybody. Remove one',
    );
  }
  if (exception === true && sensitive) {
    problems.add(
      path,
      'an exception is let through before anybody is asked to confirm. Remove exception or sensitive',
    );
  }
  if (exception === true && why.trim() === '' && fields.why.value === undefined) {
    problems.add(
      fields.why.path,
      'expected the reason for this exception, got nothing. It is shown by explain; write one sentence',
    );
  }
  if (pattern === null) return null;
  if (isProtected || exception === 'never' || access === 'write') warnOfOneSegment(fields.match, pattern);
  return { pattern, access, calls, socket, exception, protected: isProtected, sensitive, why };
}

function readException(given: Given): Route['exception'] {
  const { value } = given;
  if (value === 'never' || typeof value === 'boolean') return value;
  if (value !== undefined) refuse(given, 'true, false or "never"');
  return false;
}

/** Other routers mean everything beneath by it, and what is beneath would not be protected. */
function warnOfOneSegment(given: Given, { glob }: RoutePattern): void {
  const star = /^(.*\/)([^/*]*)\*$/.exec(glob);
  if (star === null) return;
  const [, above = '', beginning = ''] = star;
  given.problems.warn(
    given.path,
    beginning === ''
      ? `* ends at the next slash, so nothing beneath is covered. ${above}** covers everything beneath; if one segment is meant, write ${above}:name`
      : `* ends at the next slash, so nothing beneath is covered. ${above}${beginning}/** covers ${above}${beginning} and everything beneath`,
  );
}

/** A wrong value of one of these is reported already. */
function isUntouched(
  fields: Readonly<Record<'access' | 'calls' | 'socket' | 'exception' | 'protected' | 'sensitive', Given>>,
): boolean {
  const { access, calls, socket, exception, protected: isProtected, sensitive } = fields;
  return [access, calls, socket, exception, isProtected, sensitive].every(
    ({ value }) => value === undefined || value === false,
  );
}

export function readAreas(given: Given): Policy['areas'] {
  const entries = readEntries(given, 'checkout');
  if (entries.length > mostAreas)
    given.problems.add(given.path, `expected at most ${mostAreas} areas, got ${entries.length}`);
  const areas: Record<string, Area> = {};
  for (const [name, area] of entries) {
    if (!/^[a-z][a-z0-9-]{0,39}$/.test(name)) {
      given.problems.add(
        area.path,
        'expected an area name of lower-case letters, digits and hyphens. Put the wording into its title',
      );
    }
    const fields = readFields(area, ['title', 'routes', 'announced']);
    const title = readLocalizedText(fields.title, { longest: 80, lines: false });
    areas[name] = {
      name,
      title: Object.keys(title).length === 0 ? { en: name } : title,
      routes: readPatterns(fields.routes, 1).map(({ given: match, value }) => {
        warnOfOneSegment(match, value);
        return value;
      }),
      announced: readBoolean(fields.announced, true),
    };
  }
  return areas;
}

export interface SignIn {
  readonly page: string | null;
  readonly routes: readonly Placed<RoutePattern>[];
  readonly signOut: string | null;
}

export function readSignIn(given: Given): SignIn {
  if (given.value === undefined) return { page: null, routes: [], signOut: null };
  const { page, routes, signOut } = readFields(given, ['page', 'routes', 'signOut']);
  return {
    page: page.value === undefined ? null : readExactPath(page, '/login'),
    routes: readPatterns(routes, 0),
    signOut: signOut.value === undefined ? null : readExactPath(signOut, '/logout'),
  };
}

function readPatterns(given: Given, fewest: number): readonly Placed<RoutePattern>[] {
  if (given.value === undefined) {
    refuse(given, 'a list of routes such as ["POST /login"]', 'It is required.');
    return [];
  }
  const items = readList(given, { of: 'routes', most: mostRoutes, fewest }) ?? [];
  return items.flatMap((item) => {
    const pattern = readRoutePattern(item, null);
    return pattern === null ? [] : [{ given: item, value: pattern }];
  });
}

export function readHealth(given: Given): readonly string[] {
  const paths = readStringList(
    given,
    { of: 'exact paths', most: 50 },
    {
      expected: 'an exact path such as "/healthz"',
      longest: 1_024,
      problemOf: healthProblem,
    },
  );
  return paths ?? ['/healthz', '/livez', '/readyz'];
}

/** A path, and the query where the checker sends one: it counts only with exactly that. */
function healthProblem(target: string): string | null {
  const question = target.indexOf('?');
  if (question === -1) return exactPathProblem(target);
  return (
    exactPathProblem(target.slice(0, question)) ??
    (/^[!-"$-~]+$/.test(target.slice(question + 1))
      ? null
      : 'Write the query as it is sent, escaped; without one leave ? away.')
  );
}

export function readRouteParameters(given: Given): readonly string[] {
  const names = readStringList(
    given,
    { of: 'parameter names', most: 50 },
    {
      expected: 'a parameter name such as "q"',
      longest: 100,
      problemOf: (name) =>
        /^[\w.-]+$/.test(name) ? null : 'Write the bare name: letters, digits, _, - and dots.',
    },
  );
  return names ?? [];
}

/** Null where no language is passed over. */
export function readLanguagePrefix(given: Given): readonly string[] | null {
  if (typeof given.value === 'boolean' || given.value === undefined)
    return readBoolean(given, false) ? [] : null;
  return readStringList(
    given,
    { of: 'codes of languages', most: 200 },
    {
      expected: 'the code of a language as it stands in addresses, such as "france"',
      longest: 40,
      problemOf: (code) =>
        /^[\w.@-]+$/.test(code) ? null : 'Write the bare code: letters, digits, _, -, @ and dots.',
    },
  );
}
