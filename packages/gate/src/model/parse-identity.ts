import { type Given, isPlainObject, readChoice, readFields, readList, refuse } from './parse-given.ts';
import { readHeaderName } from './parse-header-name.ts';
import { readJwt } from './parse-jwt.ts';
import { readOdoo } from './parse-odoo-identity.ts';
import { readProbe } from './parse-probe.ts';
import { readRoleMap } from './parse-role-map.ts';
import { readWordPress } from './parse-wordpress-identity.ts';
import type { HeaderInput, IdentityInput, Trusted } from './policy.ts';

const kinds = ['probe', 'odoo', 'wordpress', 'jwt', 'header', 'callback'] as const;

export function readIdentity(given: Given, trusted: Trusted): readonly IdentityInput[] {
  const items = readList(given, { of: 'identity sources', most: 10 }) ?? [];
  const sources = items.map((item) => readSource(item, trusted));
  if (sources.filter(({ kind }) => kind === 'callback').length > 1) {
    given.problems.add(given.path, 'createGate takes one callback. Name "callback" once');
  }
  return sources;
}

function readSource(given: Given, trusted: Trusted): IdentityInput {
  const { value, path, problems } = given;
  if (!isPlainObject(value)) {
    refuse(given, 'an object such as { "kind": "probe", … }');
    return { kind: 'callback' };
  }
  const descriptor = Object.getOwnPropertyDescriptor(value, 'kind');
  const kind = readChoice({ path: `${path}.kind`, value: descriptor?.value, problems }, kinds);
  // Without a valid kind nobody knows which other keys belong here.
  if (kind !== descriptor?.value) return { kind: 'callback' };
  switch (kind) {
    case 'probe':
      return readProbe(given);
    case 'odoo':
      return readOdoo(given);
    case 'wordpress':
      return readWordPress(given);
    case 'jwt':
      return readJwt(given);
    case 'header':
      return readHeader(given, trusted);
    case 'callback':
      readFields(given, ['kind']);
      return { kind };
  }
}

const headerRules = {
  example: 'x-auth-request-user',
  refused: {
    authorization: 'This header carries credentials, not a name. Use a jwt source.',
    cookie: 'This header carries credentials, not a name. Use a probe or a jwt source.',
    forwarded: 'This header names machines, not people.',
    'x-forwarded-for': 'This header names machines, not people.',
    'x-real-ip': 'This header names machines, not people.',
  },
};

function readHeader(given: Given, trusted: Trusted): HeaderInput {
  const fields = readFields(given, ['kind', 'subject', 'role', 'groups']);
  if (trusted.proxies.length === 0) {
    given.problems.add(
      given.path,
      'these headers are believed from named proxies only, and trusted.proxies is empty. Name the proxy that signs people in',
    );
  }
  if (fields.role.value === undefined) {
    refuse(
      fields.role,
      'an object such as { "header": "x-auth-role", "map": { "ops": "admin" } }',
      'It is required.',
    );
  }
  const role = readFields(fields.role, ['header', 'map']);
  const subject = readHeaderName(fields.subject, headerRules);
  const roleHeader = readHeaderName(role.header, { ...headerRules, example: 'x-auth-role' });
  return {
    kind: 'header',
    subject,
    role: { header: roleHeader, map: readRoleMap(role.map) },
    ...(fields.groups.value === undefined ? {} : { groups: readGroupsHeader(fields.groups) }),
  };
}

function readGroupsHeader(given: Given): NonNullable<HeaderInput['groups']> {
  const { header } = readFields(given, ['header']);
  return { header: readHeaderName(header, { ...headerRules, example: 'x-auth-groups' }) };
}
