import { parseJsonPointer, resolveJsonPointer } from '../../../model/json-pointer.ts';
import { foldCase, withoutCompatibilityForms } from '../../foldings.ts';
import { isJsonType, isReadableText, parseContentType } from '../content-type.ts';
import { isJsonObject, type JsonValue, parseStrictJson } from '../strict-json.ts';
import { isPlainCoding } from '../unreadable.ts';
import { type CallInput, type CallReading, isWithin, mostCalls, shown, writeCall } from './call-reading.ts';

/** RFC 6901, into one call. */
export type JsonPointer = string;

/**
 * A call that reads: the name of a method, short for `{"/method": name}`, or what must stand at each pointer,
 * exactly, as of Odoo `{"/method": "call", "/params/method": ["search_read", "read"]}`.
 */
export type JsonRpcPattern = string | Readonly<Record<JsonPointer, string | readonly string[]>>;

export interface JsonRpcRule {
  readonly read: readonly JsonRpcPattern[];
}

/** JSON-RPC by POST, one call or a batch. A notification is a call, too. */
export function readJsonRpc(input: CallInput, rule: JsonRpcRule): CallReading {
  if (input.method !== 'POST') return writeCall('JSON-RPC by another method than POST');
  if (!isPlainCoding(input.contentEncoding)) return writeCall('a body in a coding');
  const contentType = input.contentType === null ? null : parseContentType(input.contentType);
  if (contentType === null || !isJsonType(contentType) || !isReadableText(contentType)) {
    return writeCall('a Content-Type that is not JSON in UTF-8');
  }
  const document = parseStrictJson(input.body);
  if ('problem' in document) return writeCall(document.problem);
  const calls = Array.isArray(document.value) ? document.value : [document.value];
  if (calls.length === 0) return writeCall('an empty batch');
  if (calls.length > mostCalls) return writeCall(`more than ${mostCalls} calls in one request`);
  const patterns = rule.read.map(compile);
  const names: string[] = [];
  for (const call of calls) {
    const name = patterns.reduce<string | null>((found, pattern) => found ?? match(call, pattern), null);
    if (name === null) return unlisted(call, names);
    names.push(name);
  }
  return { access: 'read', names };
}

interface Place {
  readonly tokens: readonly string[];
  readonly values: readonly string[];
}

/** A pattern that asks for nothing, or points nowhere, matches nothing. */
function compile(pattern: JsonRpcPattern): readonly Place[] {
  if (typeof pattern === 'string') return [{ tokens: ['method'], values: [pattern] }];
  return Object.entries(pattern).map(([pointer, value]) => {
    const tokens = parseJsonPointer(pointer);
    return {
      tokens: tokens ?? [],
      values: typeof value === 'string' ? [value] : value,
    };
  });
}

/** What stands at the pattern's places, joined by spaces; null when it is not what the pattern asks for. */
function match(call: JsonValue, places: readonly Place[]): string | null {
  if (!isJsonObject(call) || places.length === 0) return null;
  const found: string[] = [];
  for (const { tokens, values } of places) {
    const value = resolveJsonPointer(call, tokens);
    if (!isWithin(values, value)) return null;
    found.push(value);
  }
  // Last, because it looks at every name on the way, and most patterns have failed by now.
  return places.some(({ tokens }) => isAmbiguous(call, tokens)) ? null : found.join(' ');
}

/**
 * Whether a server may find something else at a place: Go and .NET do not look at case, so that the last of
 * `method` and `Method` wins there, and PHP takes an object with an index as a name for a list, in the order
 * of its names.
 */
function isAmbiguous(call: JsonValue, tokens: readonly string[]): boolean {
  let value: JsonValue | undefined = call;
  for (const token of tokens) {
    if (Array.isArray(value)) {
      value = value[Number(token)];
      continue;
    }
    if (!isJsonObject(value)) return false;
    if (/^\d+$/.test(token)) return true;
    const folded = foldName(token);
    for (const name of Object.keys(value)) if (name !== token && foldName(name) === folded) return true;
    value = value[token];
  }
  return false;
}

/** Without case, compatibility forms, what follows a NUL, and the signs that spellings of a name differ in. */
function foldName(name: string): string {
  const end = name.indexOf('\0');
  return foldCase(withoutCompatibilityForms(end === -1 ? name : name.slice(0, end))).replace(/[\s_.-]/g, '');
}

function unlisted(call: JsonValue, names: readonly string[]): CallReading {
  const method = isJsonObject(call) ? call.method : undefined;
  if (typeof method !== 'string') return writeCall('a call without the name of a method', names);
  return writeCall(`a call of ${shown(method)} is not listed as a read`, [...names, method]);
}
