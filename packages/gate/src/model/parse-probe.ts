import { reservedPrefix } from './header.ts';
import {
  type Given,
  readChoice,
  readEntries,
  readFields,
  readInteger,
  readList,
  readOptionalString,
  readString,
  refuse,
} from './parse-given.ts';
import { headerNameProblem, readCookieName } from './parse-header-name.ts';
import { quote } from './parse-problems.ts';
import { readGroupsPointer, readPointer, readRoleMapping } from './parse-role-map.ts';
import type { ProbeInput } from './policy.ts';

const keys = [
  'kind',
  'request',
  'cookies',
  'subject',
  'role',
  'groups',
  'cacheSeconds',
  'timeoutMs',
] as const;

export function readProbe(given: Given): ProbeInput {
  const fields = readFields(given, keys);
  const names = (readList(fields.cookies, { of: 'cookie names', most: 16, fewest: 1 }) ?? []).map(
    readCookieName,
  );
  if (fields.cookies.value === undefined)
    refuse(fields.cookies, 'a list of cookie names such as ["session"]', 'It is required.');
  const groups = readGroupsPointer(fields.groups);
  return {
    kind: 'probe',
    request: readProbeRequest(fields.request),
    cookies: [...new Set(names)],
    subject: readPointer(fields.subject, '/user/name'),
    role: readRoleMapping(fields.role),
    ...(groups === null ? {} : { groups }),
    // Whoever lost a role has it no longer than that.
    cacheSeconds: readInteger(fields.cacheSeconds, { fallback: 30, least: 0, most: 60 }),
    timeoutMs: readInteger(fields.timeoutMs, { fallback: 2_000, least: 50, most: 10_000 }),
  };
}

function readProbeRequest(given: Given): ProbeInput['request'] {
  if (given.value === undefined) {
    refuse(given, 'an object such as { "path": "/api/me" }', 'It is required.');
    return { path: '' };
  }
  const fields = readFields(given, ['method', 'path', 'headers', 'body']);
  const method = readChoice(fields.method, ['GET', 'POST'], 'GET');
  const body = readOptionalString(fields.body, {
    expected: 'the text of a request body',
    longest: 16_384,
    secret: true,
  });
  if (body !== null && method === 'GET') {
    given.problems.add(fields.body.path, 'a GET carries no body. Set method to "POST", or remove the body');
  }
  return {
    method,
    path: readString(fields.path, {
      expected: 'a path on the site such as "/api/me"',
      longest: 1_024,
      problemOf: probePathProblem,
    }),
    headers: readProbeHeaders(fields.headers),
    ...(body === null ? {} : { body }),
  };
}

/** The probe carries the caller's session: it must never leave the upstream. */
function probePathProblem(path: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:/i.test(path) || path.startsWith('//')) {
    return 'The probe goes to the upstream only: leave scheme and host away.';
  }
  if (!path.startsWith('/')) return 'The path begins with a slash.';
  if (!/^[\x21-\x7e]*$/.test(path)) return 'Percent-encode everything that is not visible ASCII.';
  if (/[\\#]/.test(path)) return 'Remove the backslash or the fragment.';
  const [bare = ''] = path.split('?', 1);
  if (bare.includes('//')) return 'Write a single slash.';
  if (/(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i.test(bare)) return 'Write the path without dot segments.';
  if (path.startsWith(reservedPrefix)) return `${reservedPrefix} belongs to the gate itself.`;
  return null;
}

const headerRules = {
  example: 'accept',
  refused: {
    cookie: 'The probe sends the cookies of the caller.',
    'user-agent': 'The probe sends the User-Agent of the caller.',
    'x-forwarded-for': 'The probe sends the address of the caller.',
    forwarded: 'The probe sends the address of the caller, in X-Forwarded-For.',
    'accept-encoding': 'The probe asks for a plain answer.',
  },
};

function readProbeHeaders(given: Given): Readonly<Record<string, string>> {
  const entries = readEntries(given, 'accept');
  if (entries.length > 30) refuse(given, 'at most 30 headers');
  const headers: Record<string, string> = {};
  for (const [name, value] of entries) {
    const problem = headerNameProblem(name, headerRules);
    const lower = name.toLowerCase();
    if (problem !== null) given.problems.add(value.path, `${quote(name)} cannot be set. ${problem}`);
    else if (Object.hasOwn(headers, lower))
      given.problems.add(value.path, 'this header is there already. Remove one of them');
    headers[lower] = readString(value, {
      expected: 'a header value',
      longest: 4_096,
      secret: true,
      problemOf: (text) =>
        /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text)
          ? null
          : 'Use visible ASCII, on one line and without spaces around it.',
    });
  }
  return headers;
}
