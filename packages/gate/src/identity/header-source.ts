import { foldHeaderName } from '../model/header.ts';
import type { HeaderInput } from '../model/policy.ts';
import type { IdentitySource } from '../ports/identity-source.ts';
import { groupsOf, roleMapOf, roleOf, subjectOf } from './claims.ts';
import { exactHeaderValues } from './exact-header.ts';

export interface HeaderSourceOptions {
  readonly input: HeaderInput;
}

/**
 * Believes the headers of a proxy that signs people in. Only from a peer that the policy names; a header
 * that comes twice, or under an alias with `_` or `.`, names nobody: the proxy did not set that one
 * (CVE-2025-64484, CVE-2020-25017).
 */
export function createHeaderSource({ input }: HeaderSourceOptions): IdentitySource {
  const subjectName = foldHeaderName(input.subject);
  const roleName = foldHeaderName(input.role.header);
  const groupsName = input.groups === undefined ? null : foldHeaderName(input.groups.header);
  const roles = roleMapOf(input.role.map);
  return {
    kind: 'header',
    recognise(request, context) {
      if (!context.peerIsTrustedProxy) return null;
      const subjects = exactHeaderValues(request.headers, subjectName);
      const claims = exactHeaderValues(request.headers, roleName);
      if (subjects?.length !== 1 || claims === null || claims.length > 1) return null;
      const lists = groupsName === null ? [] : exactHeaderValues(request.headers, groupsName);
      if (lists === null || lists.length > 1) return null;
      const subject = subjectOf(decode(subjects[0]));
      if (subject === null) return null;
      const groups = groupsOf(listed(decode(lists[0])));
      return { role: roleOf(decode(claims[0]), roles), subject, ...(groups === null ? {} : { groups }) };
    },
  };
}

/** The members of a comma-separated list (RFC 9110, 5.6.1); an empty value is an empty list, and no header is none. */
function listed(value: string | null): readonly string[] | null {
  if (value === null) return null;
  return value
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member !== '');
}

/** Wire strings are latin1, names of people are UTF-8; bytes that are neither ASCII nor UTF-8 name nobody. */
function decode(value: string | undefined): string | null {
  if (value === undefined) return null;
  if (/^[\x20-\x7e]*$/.test(value)) return value;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(
      Uint8Array.from(value, (character) => character.charCodeAt(0)),
    );
  } catch {
    return null;
  }
}
