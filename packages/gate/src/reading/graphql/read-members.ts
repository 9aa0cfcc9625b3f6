import type { AskedCall, Unreadable } from './asked-call.ts';
import { callMembers, idMembers, looksLikeChoosing, persistedMember } from './member-names.ts';

/** The call in the members of a JSON object, where a member that nobody knows is not overlooked. */
export function readCallObject(value: unknown): AskedCall | Unreadable {
  if (!isObject(value)) return { unreadable: 'a call that is no JSON object' };
  for (const name of Object.keys(value)) {
    if (!callMembers.has(name)) return { unreadable: 'a member that a GraphQL call does not have' };
  }
  return readMembers(new Map(Object.entries(value)));
}

/** The call in members whose names are known already. What `variables` holds changes nothing. */
export function readMembers(members: ReadonlyMap<string, unknown>): AskedCall | Unreadable {
  const document = members.get('query') ?? null;
  const operationName = members.get('operationName') ?? null;
  if (!isTextOrNull(document)) return { unreadable: 'a query that is no text' };
  if (!isTextOrNull(operationName)) return { unreadable: 'an operationName that is no text' };
  const digest = digestIn(members.get('extensions') ?? null);
  if (digest !== null && typeof digest !== 'string') return digest;
  const ids: string[] = [];
  for (const name of idMembers) {
    const id = members.get(name) ?? null;
    if (!isTextOrNull(id)) return { unreadable: 'an id that is no text' };
    if (id !== null) ids.push(id);
  }
  const isPersisted = members.get(persistedMember) ?? false;
  if (typeof isPersisted !== 'boolean') return { unreadable: 'a persisted that is neither true nor false' };
  if (!isPersisted) return { document, operationName, ids, digest };
  if (document === null) return { unreadable: 'a persisted without the hash that it speaks of' };
  return { document: null, operationName, ids: [document, ...ids], digest };
}

/** Clients send a handful, and each is folded in every way that a server may. */
const mostNames = 100;

/** `extensions.persistedQuery.sha256Hash`; clients put things of their own beside it. */
function digestIn(extensions: unknown): string | null | Unreadable {
  if (extensions === null) return null;
  if (!isObject(extensions)) return { unreadable: 'extensions that are no JSON object' };
  const names = Object.keys(extensions);
  if (names.length > mostNames) return { unreadable: `more than ${mostNames} extensions` };
  for (const name of names) {
    if (name !== 'persistedQuery' && looksLikeChoosing(name)) {
      return { unreadable: 'an extension that may choose the document' };
    }
  }
  const persisted = Object.hasOwn(extensions, 'persistedQuery') ? extensions.persistedQuery : null;
  if (persisted === null) return null;
  if (!isObject(persisted)) return { unreadable: 'a persistedQuery that is no JSON object' };
  for (const name of Object.keys(persisted)) {
    // urql says so after the server did not know the digest.
    const isMiss = name === 'miss' && typeof persisted[name] === 'boolean';
    if (name !== 'sha256Hash' && name !== 'version' && !isMiss) {
      return { unreadable: 'a member that a persistedQuery does not have' };
    }
  }
  const hash = Object.hasOwn(persisted, 'sha256Hash') ? persisted.sha256Hash : null;
  return typeof hash === 'string' ? hash : { unreadable: 'a persistedQuery without a sha256Hash' };
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
