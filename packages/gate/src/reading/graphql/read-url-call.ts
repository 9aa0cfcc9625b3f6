import { parseStrictJson } from '../body/strict-json.ts';
import type { AskedCall, Unreadable } from './asked-call.ts';
import { callMembers, looksLikeChoosing, persistedMember } from './member-names.ts';
import { readMembers } from './read-members.ts';

/** The call in the query of a target; null when the query says nothing about a call. */
export function readUrlCall(query: string | null): AskedCall | Unreadable | null {
  if (query === null || query === '') return null;
  const parameters = readParameters(query);
  if (!(parameters instanceof Map)) return parameters;
  const members = new Map<string, unknown>();
  for (const [name, value] of parameters) {
    if (callMembers.has(name)) members.set(name, value);
    else if (looksLikeChoosing(name)) return { unreadable: 'a parameter that may choose the document' };
  }
  // Variables change nothing, wherever they are.
  members.delete('variables');
  if (members.size === 0) return null;
  const extensions = members.get('extensions');
  if (typeof extensions === 'string') {
    const parsed = parseStrictJson(new TextEncoder().encode(extensions));
    if ('problem' in parsed) return { unreadable: parsed.problem };
    members.set('extensions', parsed.value);
  }
  const persisted = members.get(persistedMember);
  if (persisted === 'true' || persisted === 'false') members.set(persistedMember, persisted === 'true');
  return readMembers(members);
}

/** Clients send a handful, and the name of each is folded in every way that a server may. */
const mostParameters = 100;

function readParameters(query: string): Map<string, string> | Unreadable {
  // Older servers in Python and Ruby end a parameter at a semicolon, which clients escape.
  if (query.includes(';')) return { unreadable: 'a semicolon in the query' };
  const parameters = new Map<string, string>();
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decode(equals === -1 ? part : part.slice(0, equals));
    const value = decode(equals === -1 ? '' : part.slice(equals + 1));
    if (name === null || value === null) return { unreadable: 'a parameter that is not UTF-8' };
    if (parameters.size === mostParameters) return { unreadable: `more than ${mostParameters} parameters` };
    if (parameters.has(name)) return { unreadable: 'a parameter that comes twice' };
    parameters.set(name, value);
  }
  return parameters;
}

/** Form decoding, but what browsers would mend (`%zz`, bytes that are not UTF-8) is null. */
function decode(text: string): string | null {
  try {
    if (!/[\x80-\uffff]/.test(text)) return decodeURIComponent(text.replaceAll('+', ' '));
    // Bytes above ASCII come as latin1: escaped, they are decoded together with those that came escaped.
    if (/[^\x00-\xff]/.test(text)) return null;
    const escaped = text.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
    return decodeURIComponent(escaped.replaceAll('+', ' '));
  } catch {
    return null;
  }
}
