import type { CallRule, JsonPattern, JsonPatternValue, SocketMessage, SocketRule } from './calls.ts';
import { parseJsonPointer } from './json-pointer.ts';
import {
  type Given,
  readChoice,
  readEntries,
  readFields,
  readInteger,
  readList,
  readString,
  readStringList,
  refuse,
} from './parse-given.ts';

const protocols = ['graphql', 'json-rpc', 'xml-rpc', 'trpc', 'grpc-web', 'form', 'next-action'] as const;
const mostCalls = 5_000;
const longestName = 256;

const name = { expected: 'a name such as "orders.list"', longest: longestName };

/** The rule of a route whose body says what it does; null when there is none. */
export function readCallRule(given: Given): CallRule | null {
  if (given.value === undefined) return null;
  const fields = readFields(given, [
    'protocol',
    'read',
    'field',
    'absent',
    'persisted',
    'maxTokens',
    'maxBatch',
  ]);
  const protocol = readChoice(fields.protocol, protocols);
  const allowed = keysOf(protocol);
  for (const key of ['read', 'field', 'absent', 'persisted', 'maxTokens', 'maxBatch'] as const) {
    if (fields[key].value === undefined || allowed.includes(key)) continue;
    fields[key].problems.add(fields[key].path, `has no meaning for ${protocol}; remove it`);
  }
  switch (protocol) {
    case 'graphql':
      return {
        protocol,
        persisted: readPersisted(fields.persisted),
        maxTokens: readInteger(fields.maxTokens, { fallback: 5_000, least: 10, most: 20_000 }),
        maxBatch: readInteger(fields.maxBatch, { fallback: 100, least: 1, most: 100 }),
      };
    case 'json-rpc':
    case 'xml-rpc':
      return { protocol, read: readJsonPatterns(fields.read, protocol) };
    case 'form':
      return {
        protocol,
        field: readString(fields.field, { expected: 'a parameter name such as "action"', longest: 100 }),
        read: readNames(fields.read),
        absent: readChoice(fields.absent, ['write', 'read'], 'write'),
      };
    default:
      return { protocol, read: readNames(fields.read) };
  }
}

function keysOf(protocol: (typeof protocols)[number]): readonly string[] {
  if (protocol === 'graphql') return ['persisted', 'maxTokens', 'maxBatch'];
  return protocol === 'form' ? ['field', 'read', 'absent'] : ['read'];
}

function readNames(given: Given): readonly string[] {
  const names = readStringList(given, { of: 'names', most: mostCalls }, name);
  if (names === null)
    refuse(given, 'a list of the calls that read, such as ["orders.list"]', 'It is required.');
  return names ?? [];
}

function readPersisted(given: Given): Readonly<Record<string, 'read' | 'write'>> {
  const persisted: Record<string, 'read' | 'write'> = {};
  for (const [hash, access] of readEntries(given, '"3f2a…"')) {
    persisted[hash] = readChoice(access, ['read', 'write']);
  }
  return persisted;
}

/** The calls that a rule lists, as patterns: of XML-RPC into `{ methodName, params }`. */
export function readJsonPatterns(given: Given, protocol: 'json-rpc' | 'xml-rpc'): readonly JsonPattern[] {
  return readPatterns(given, protocol === 'json-rpc' ? '/method' : '/methodName');
}

/** A list of patterns; a plain string stands for the value at `pointer`. */
function readPatterns(given: Given, pointer: string): readonly JsonPattern[] {
  const items = readList(given, { of: 'calls', most: mostCalls });
  if (items === null) {
    refuse(given, 'a list of the calls that read, such as ["orders.list"]', 'It is required.');
    return [];
  }
  return items.map((item) =>
    typeof item.value === 'string' ? { [pointer]: [readString(item, name)] } : readPattern(item),
  );
}

function readPattern(given: Given): JsonPattern {
  const pattern: Record<string, readonly JsonPatternValue[]> = {};
  const entries = readEntries(given, '"/params/method"');
  if (given.value !== undefined && entries.length === 0)
    refuse(given, 'at least one JSON pointer with its values');
  for (const [pointer, values] of entries) {
    if (pointer === '' || parseJsonPointer(pointer) === null) {
      values.problems.add(
        values.path,
        'expected a JSON pointer such as "/params/method" as key. Begin it with /',
      );
    }
    pattern[pointer] = Array.isArray(values.value) ? readValues(values) : [readValue(values)];
  }
  return pattern;
}

function readValues(given: Given): readonly JsonPatternValue[] {
  const items = readList(given, { of: 'values', most: mostCalls, fewest: 1 }) ?? [];
  const seen = new Set<JsonPatternValue>();
  for (const item of items) {
    const value = readValue(item);
    if (seen.has(value) && value !== '') {
      item.problems.add(item.path, `${JSON.stringify(value)} is there already. Remove one of them`);
    }
    seen.add(value);
  }
  return [...seen];
}

/** A whole number as a number is meant as one: an id. */
function readValue(given: Given): JsonPatternValue {
  return Number.isSafeInteger(given.value) && typeof given.value === 'number'
    ? given.value
    : readString(given, name);
}

/** What a route lets a WebSocket do; null when nothing is said. */
export function readSocketRule(given: Given): SocketRule | null {
  if (given.value === undefined) return null;
  if (given.value === 'allow') return { kind: 'allow' };
  if (typeof given.value === 'string') {
    refuse(given, '"allow" or { "read": [ … ] }', 'Without a rule WebSockets are refused during a window.');
    return null;
  }
  const { read } = readFields(given, ['read']);
  const items = readList(read, { of: 'messages', most: mostCalls, fewest: 1 });
  if (items === null)
    refuse(
      read,
      'a list of the messages that read, such as ["ping", { "/action": "watch" }]',
      'It is required.',
    );
  return { kind: 'messages', read: (items ?? []).map(readMessage) };
}

function readMessage(given: Given): SocketMessage {
  if (typeof given.value === 'string') {
    return {
      kind: 'text',
      text: readString(given, { expected: 'a text message such as "ping"', longest: 1_000 }),
    };
  }
  return { kind: 'json', pattern: readPattern(given) };
}
