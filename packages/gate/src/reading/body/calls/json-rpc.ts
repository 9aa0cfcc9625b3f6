import type { JsonPatternValue } from '../../../model/calls.ts';
import {
  type ContentType,
  isJsonRpcType,
  isJsonType,
  isReadableAscii,
  isReadableText,
  parseContentType,
} from '../content-type.ts';
import { type CompiledPattern, compilePattern, matchPattern, nameByPatterns } from '../json-pattern.ts';
import { isJsonObject, type JsonValue, parseStrictJson } from '../strict-json.ts';
import { isAsciiBytes, isPlainCoding } from '../unreadable.ts';
import { type CallInput, type CallReading, mostCalls, shown, writeCall } from './call-reading.ts';

/** RFC 6901, into one call. */
export type JsonPointer = string;

/**
 * A call that reads: the name of a method, short for `{"/method": name}`, or what must stand at each pointer,
 * exactly, as of Odoo `{"/method": "call", "/params/method": ["search_read", "read"]}`.
 */
export type JsonRpcPattern =
  | string
  | Readonly<Record<JsonPointer, JsonPatternValue | readonly JsonPatternValue[]>>;

export interface JsonRpcRule {
  readonly read: readonly JsonRpcPattern[];
}

/** JSON-RPC by POST, one call or a batch. A notification is a call, too. */
export function readJsonRpc(input: CallInput, rule: JsonRpcRule): CallReading {
  if (input.method !== 'POST') return writeCall('JSON-RPC by another method than POST');
  if (!isPlainCoding(input.contentEncoding)) return writeCall('a body in a coding');
  const contentType = input.contentType === null ? null : parseContentType(input.contentType);
  const isReadable =
    contentType !== null &&
    isTypeOfCalls(contentType) &&
    (isReadableText(contentType) || (isReadableAscii(contentType) && isAsciiBytes(input.body)));
  if (!isReadable) {
    return writeCall('a Content-Type that is not JSON in UTF-8');
  }
  const document = parseStrictJson(input.body);
  if ('problem' in document) return writeCall(document.problem);
  const calls = Array.isArray(document.value) ? document.value : [document.value];
  if (calls.length === 0) return writeCall('an empty batch');
  if (calls.length > mostCalls) return writeCall(`more than ${mostCalls} calls in one request`);
  const patterns = patternsOf(rule);
  const names: string[] = [];
  for (const call of calls) {
    const name = patterns.reduce<string | null>((found, pattern) => found ?? match(call, pattern), null);
    if (name === null) return unlisted(call, { names, patterns });
    names.push(name);
  }
  return { access: 'read', names };
}

function isTypeOfCalls(contentType: ContentType): boolean {
  return isJsonType(contentType) || isJsonRpcType(contentType);
}

/** A preset has hundreds, which took longer to compile than a call to read. */
const compiled = new WeakMap<JsonRpcRule, readonly CompiledPattern[]>();

function patternsOf(rule: JsonRpcRule): readonly CompiledPattern[] {
  const known = compiled.get(rule);
  if (known !== undefined) return known;
  const patterns = rule.read.map(compile);
  compiled.set(rule, patterns);
  return patterns;
}

/** A plain string stands for the method. */
function compile(pattern: JsonRpcPattern): CompiledPattern {
  return compilePattern(typeof pattern === 'string' ? { '/method': pattern } : pattern);
}

function match(call: JsonValue, pattern: CompiledPattern): string | null {
  return isJsonObject(call) ? matchPattern(call, pattern) : null;
}

function unlisted(
  call: JsonValue,
  { names, patterns }: { names: readonly string[]; patterns: readonly CompiledPattern[] },
): CallReading {
  const method = isJsonObject(call) ? (nameByPatterns(call, patterns) ?? call.method) : undefined;
  if (typeof method !== 'string') return writeCall('a call without the name of a method', names);
  return writeCall(`a call of ${shown(method)} is not listed as a read`, [...names, method]);
}
