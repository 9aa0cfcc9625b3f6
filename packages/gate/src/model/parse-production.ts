import type { Role } from './identity.ts';
import { readJsonPatterns } from './parse-calls.ts';
import {
  type Given,
  readBoolean,
  readChoice,
  readFields,
  readList,
  readString,
  readStringList,
  refuse,
} from './parse-given.ts';
import { readCookieName, readHeaderName } from './parse-header-name.ts';
import { readExactPath, readOptionalHostName, readRoutePattern } from './parse-route-pattern.ts';
import { readLocalizedText, readText, textProblem } from './parse-text.ts';
import type {
  AllowedCalls,
  DebugSwitch,
  ErrorSignature,
  Errors,
  Production,
  ProductionScope,
  RefusedRoute,
  Restricted,
} from './production.ts';
import type { LocalizedText } from './text.ts';

const mostRoutes = 5_000;
const mostNames = 1_000;
const scopes: readonly [ProductionScope, ...ProductionScope[]] = ['restricted', 'everybody'];
const roles: readonly [Role, ...Role[]] = ['admin', 'support', 'allowed', 'visitor'];

/** They tell which software answers, and in which version. Whoever looks for a hole begins with them. */
const versionHeaders: readonly string[] = [
  'server',
  'x-powered-by',
  'x-aspnet-version',
  'x-aspnetmvc-version',
  'x-debug-token',
  'x-debug-token-link',
  'x-drupal-cache-tags',
  'x-generator',
  'x-runtime',
];

/** What production mode does; null where the policy says nothing of it. */
export function readProduction(given: Given): Production | null {
  if (given.value === undefined) return null;
  const fields = readFields(given, [
    'restricted',
    'refused',
    'refusedExtensions',
    'calls',
    'switches',
    'errors',
    'removeHeaders',
    'stylesheet',
    'text',
  ]);
  return {
    restricted: readRestricted(fields.restricted),
    refused: readRefused(fields.refused),
    refusedExtensions: readExtensions(fields.refusedExtensions),
    calls: readAllowedCalls(fields.calls),
    switches: (readList(fields.switches, { of: 'debug switches', most: 200 }) ?? []).flatMap((item) => {
      const found = readSwitch(item);
      return found === null ? [] : [found];
    }),
    errors: readErrors(fields.errors),
    removeHeaders: readRemovedHeaders(fields.removeHeaders),
    stylesheet:
      fields.stylesheet.value === undefined
        ? ''
        : readString(fields.stylesheet, {
            expected: 'CSS that hides developer controls',
            longest: 16_384,
            problemOf: stylesheetProblem,
          }),
    text: readProductionText(fields.text),
  };
}

/** Dialogs show it as one line. */
export function readProductionText(given: Given): LocalizedText {
  return readLocalizedText(given, { longest: 500, lines: false });
}

/** A group is called as the application calls it: an external id or its exact name. */
const groupRules = {
  expected: 'the name of a group as the application has it, such as "Production Mode Restricted"',
  longest: 256,
  problemOf: (value: string) =>
    value === value.trim()
      ? textProblem(value, false)
      : 'Names are compared exactly: remove the spaces around it.',
};

export function readGroups(given: Given): readonly string[] | null {
  return readStringList(given, { of: 'names of groups', most: mostNames }, groupRules);
}

function readRestricted(given: Given): Restricted {
  const fields = readFields(given, ['groups', 'exceptGroups', 'exceptRoles', 'anonymous']);
  const groups = readGroups(fields.groups);
  if (groups?.length === 0) {
    refuse(fields.groups, 'at least one group', 'Leave groups away to restrict everyone.');
  }
  const exempt = readList(fields.exceptRoles, { of: 'roles', most: roles.length });
  return {
    groups,
    exceptGroups: readGroups(fields.exceptGroups) ?? [],
    exceptRoles:
      exempt === null
        ? groups === null
          ? ['admin']
          : []
        : [...new Set(exempt.map((item) => readChoice(item, roles)))],
    anonymous: readBoolean(fields.anonymous, true),
  };
}

function readRefused(given: Given): readonly RefusedRoute[] {
  const items = readList(given, { of: 'routes', most: mostRoutes }) ?? [];
  return items.flatMap((item) => {
    const fields = readFields(item, ['match', 'host', 'for', 'why']);
    const pattern = readRoutePattern(fields.match, readOptionalHostName(fields.host));
    const scope = readChoice(fields.for, scopes, 'restricted');
    const why = fields.why.value === undefined ? '' : readText(fields.why, { longest: 500, lines: false });
    return pattern === null ? [] : [{ pattern, for: scope, why }];
  });
}

function readExtensions(given: Given): readonly string[] {
  const items = readStringList(
    given,
    { of: 'endings of file names', most: 50 },
    {
      expected: 'an ending such as "map"',
      longest: 20,
      problemOf: (text) => (/^[a-z\d]+$/i.test(text) ? null : 'Write letters and digits, without a dot.'),
    },
  );
  return (items ?? []).map((ending) => ending.toLowerCase());
}

function readAllowedCalls(given: Given): readonly AllowedCalls[] {
  const items = readList(given, { of: 'endpoints', most: 100 }) ?? [];
  return items.flatMap((item) => {
    const fields = readFields(item, ['match', 'protocol', 'allow']);
    const pattern = readRoutePattern(fields.match, null);
    const protocol = readChoice(fields.protocol, ['json-rpc', 'xml-rpc']);
    const read = readJsonPatterns(fields.allow, protocol);
    return pattern === null ? [] : [{ pattern, rule: { protocol, read } }];
  });
}

function readSwitch(given: Given): DebugSwitch | null {
  const fields = readFields(given, ['in', 'name', 'off', 'falsy', 'isRemembered', 'for']);
  const place = readChoice(fields.in, ['query', 'cookie', 'header', 'path']);
  const scope = readChoice(fields.for, scopes, 'restricted');
  if (place === 'query') return readQuerySwitch(fields, scope);
  for (const key of ['off', 'falsy', 'isRemembered'] as const) {
    if (fields[key].value === undefined) continue;
    given.problems.add(fields[key].path, `has no meaning in a ${place}; remove it`);
  }
  switch (place) {
    case 'cookie':
      return { in: place, name: readCookieName(fields.name), for: scope };
    case 'header':
      return { in: place, name: readHeaderName(fields.name, headerRules), for: scope };
    case 'path':
      return { in: place, name: readExactPath(fields.name, '/app_dev.php'), for: scope };
  }
}

const headerRules = {
  example: 'x-debug',
  refused: {
    authorization: 'It says who somebody is. Name the header that turns debugging on.',
    cookie: 'Name the cookie instead: { "in": "cookie", … }.',
  },
};

type SwitchFields = Readonly<Record<'name' | 'off' | 'falsy' | 'isRemembered', Given>>;

function readQuerySwitch(
  { name, off, falsy, isRemembered }: SwitchFields,
  scope: ProductionScope,
): DebugSwitch {
  const value = { expected: 'a value such as "0"', longest: 100, problemOf: valueProblem };
  const offValue = off.value === undefined ? null : readString(off, value);
  const remembered = readBoolean(isRemembered, false);
  if (remembered && offValue === null) {
    refuse(off, 'the value that turns it off', 'What is remembered cannot be turned off without one.');
  }
  return {
    in: 'query',
    name: readString(name, {
      expected: 'a parameter name such as "debug"',
      longest: 100,
      problemOf: (text) =>
        /^[\w.-]+$/.test(text) ? null : 'Write the bare name: letters, digits, _, - and dots.',
    }),
    off: offValue,
    // An empty value is one, too.
    falsy: (readList(falsy, { of: 'values', most: 100 }) ?? []).map((item) =>
      item.value === '' ? '' : readString(item, value),
    ),
    isRemembered: remembered,
    for: scope,
  };
}

function valueProblem(text: string): string | null {
  return /^[\w.~-]+$/.test(text) ? null : 'Use letters, digits, _, -, ~ and dots, which need no escapes.';
}

function readErrors(given: Given): Errors {
  const fields = readFields(given, ['business', 'signatures', 'jsonRpc']);
  const business = readStringList(
    fields.business,
    { of: 'names of errors', most: mostNames },
    { expected: 'the name or code of an error that is meant for people', longest: 256 },
  );
  return {
    business: business ?? [],
    signatures: (readList(fields.signatures, { of: 'signatures', most: 200 }) ?? []).map(readSignature),
    jsonRpc: readChoice(fields.jsonRpc, ['plain', 'odoo'], 'plain'),
  };
}

/** Shorter ones would be found in pages that are no errors. */
const shortestSignature = 8;

function readSignature(given: Given): ErrorSignature {
  const fields = readFields(given, ['text', 'until']);
  const rules = {
    expected: `${shortestSignature} to 200 characters of ASCII that only an error page holds`,
    longest: 200,
    problemOf: (text: string) => {
      if (!/^[\t\n\x20-\x7e]+$/.test(text)) return 'It is searched in the bytes of pages: use ASCII.';
      return text.length < shortestSignature ? 'It is too short to tell errors from pages.' : null;
    },
  };
  return {
    text: readString(fields.text, rules),
    until:
      fields.until.value === undefined
        ? null
        : readString(fields.until, { expected: 'the text that ends it', longest: 200 }),
  };
}

function readRemovedHeaders(given: Given): readonly string[] {
  const items = readList(given, { of: 'header names', most: 100 });
  if (items === null) return versionHeaders;
  const rules = {
    example: 'x-powered-by',
    refused: {
      'content-type': 'Browsers need it.',
      'set-cookie': 'Sessions need it.',
      location: 'Redirects need it.',
    },
  };
  return [...new Set([...versionHeaders, ...items.map((item) => readHeaderName(item, rules))])];
}

/** It stands in a file of its own, so nothing in it can end a tag; what loads something from elsewhere tells where we are. */
function stylesheetProblem(css: string): string | null {
  if (/@import|url\s*\(|expression\s*\(|image-set/i.test(css)) return 'Leave out what loads something.';
  return textProblem(css, true);
}
