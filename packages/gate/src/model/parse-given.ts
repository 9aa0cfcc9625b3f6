import { nearestWord } from './nearest-word.ts';
import { describeValue, type Problems, quote } from './parse-problems.ts';

/**
 * One value of an input with the path that people know it by. The readers below never throw: they note what
 * is wrong and give something of the right type, which nobody sees because the input is refused in the end.
 */
export interface Given {
  readonly path: string;
  /** `undefined` = absent. */
  readonly value: unknown;
  readonly problems: Problems;
}

/** Notes a problem: what was expected, what came, what to do. */
export function refuse(given: Given, expected: string, advice = ''): void {
  given.problems.add(
    given.path,
    `expected ${expected}, got ${describeValue(given.value)}${advice === '' ? '' : `. ${advice}`}`,
  );
}

export type Fields<Key extends string> = Readonly<Record<Key, Given>>;

/** An object with known keys. Every other key is a problem: a typo must not switch a rule off. Absent = all absent. */
export function readFields<Key extends string>(given: Given, keys: readonly Key[]): Fields<Key> {
  const entries = new Map(readEntries(given, keys[0] ?? ''));
  for (const [key, field] of entries) {
    if ((keys as readonly string[]).includes(key)) continue;
    const meant = nearestWord(key, keys);
    given.problems.add(
      field.path,
      meant === null ? `unknown key; known keys: ${keys.join(', ')}` : `unknown key; did you mean ${meant}?`,
    );
  }
  const fields = keys.map((key) => [key, entries.get(key) ?? absent(given, key)] as const);
  return Object.fromEntries(fields) as Fields<Key>;
}

/** An object whose keys the owner chooses, in order. Absent = none. */
export function readEntries(given: Given, exampleKey: string): readonly (readonly [string, Given])[] {
  const { value, path, problems } = given;
  if (value === undefined) return [];
  if (!isPlainObject(value)) {
    refuse(given, exampleKey === '' ? 'an object' : `an object such as { ${exampleKey}: … }`);
    return [];
  }
  const entries: (readonly [string, Given])[] = [];
  for (const key of Reflect.ownKeys(value)) {
    if (typeof key === 'symbol') {
      problems.add(path, `unknown key ${quote(String(key))}; symbols are no keys here. Remove it`);
      continue;
    }
    const keyPath = `${path}${/^[A-Za-z_][\w-]*$/.test(key) ? `.${key}` : `[${quote(key)}]`}`;
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    if (isPrototypeName(key)) {
      problems.add(keyPath, 'this name is refused: every object has it already. Choose another');
    } else if (descriptor === undefined || !('value' in descriptor)) {
      problems.add(keyPath, 'expected a plain value, got a getter. Write the value itself');
    } else if (descriptor.value !== undefined) {
      entries.push([key, { path: keyPath, value: descriptor.value, problems }]);
    }
  }
  return entries;
}

export interface ListRules {
  /** What the elements are, such as `role names`. */
  readonly of: string;
  readonly most: number;
  /** @default 0 */
  readonly fewest?: number;
}

/** The elements of a list; null when it is absent. */
export function readList(given: Given, { of, most, fewest = 0 }: ListRules): readonly Given[] | null {
  const { value, path, problems } = given;
  if (value === undefined) return null;
  if (!Array.isArray(value)) {
    refuse(given, `a list of ${of}`, 'Write [ … ] around it, even for a single one.');
    return [];
  }
  if (value.length < fewest) refuse(given, `at least ${fewest} ${of}`);
  if (value.length > most) {
    refuse(given, `at most ${most.toLocaleString('en')} ${of}`);
    return [];
  }
  const elements: unknown[] = Array.from(value);
  return elements.map((element, index) => {
    const item = { path: `${path}[${index}]`, value: element, problems };
    if (element === undefined) refuse(item, `one of the ${of}`, 'Remove the hole in the list.');
    return item;
  });
}

/** Like `readList`, for strings that may come once only. */
export function readStringList(
  given: Given,
  rules: ListRules,
  string: StringRules,
): readonly string[] | null {
  const items = readList(given, rules);
  if (items === null) return null;
  const seen = new Set<string>();
  for (const item of items) {
    const before = seen.size;
    const text = readString(item, string);
    if (seen.add(text).size === before && text !== '') {
      item.problems.add(item.path, `${quote(text)} is there already. Remove one of them`);
    }
  }
  return [...seen];
}

export interface StringRules {
  /** What it should be, with an example. */
  readonly expected: string;
  /** In characters. */
  readonly longest: number;
  /** What is wrong and what to do; null when it is fine. */
  readonly problemOf?: (value: string) => string | null;
  /** Given when the value is absent; without it, absence is a problem. */
  readonly fallback?: string;
  /** Do not repeat the value in errors. @default false */
  readonly secret?: boolean;
}

export function readString(given: Given, rules: StringRules): string {
  const { value } = given;
  const { expected, longest, problemOf, fallback, secret = false } = rules;
  if (value === undefined && fallback !== undefined) return fallback;
  if (typeof value !== 'string' || value === '') {
    refuse(given, expected, value === undefined ? 'It is required.' : '');
    return '';
  }
  if (value.length > longest) {
    const lengths = `at most ${longest.toLocaleString('en')} characters, got ${value.length.toLocaleString('en')}`;
    given.problems.add(given.path, `expected ${lengths}. Shorten it`);
    return '';
  }
  const problem = problemOf?.(value) ?? null;
  if (problem === null) return value;
  if (secret) given.problems.add(given.path, `expected ${expected}. ${problem}`);
  else refuse(given, expected, problem);
  return '';
}

/** Like `readString`; null when it is absent. */
export function readOptionalString(given: Given, rules: StringRules): string | null {
  return given.value === undefined ? null : readString(given, rules);
}

export function readBoolean(given: Given, fallback: boolean): boolean {
  if (given.value === undefined) return fallback;
  if (typeof given.value === 'boolean') return given.value;
  refuse(given, 'true or false', typeof given.value === 'string' ? 'Write it without quotes.' : '');
  return fallback;
}

export interface IntegerRules {
  readonly fallback: number;
  readonly least: number;
  readonly most: number;
}

export function readInteger(given: Given, { fallback, least, most }: IntegerRules): number {
  const { value } = given;
  if (value === undefined) return fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  refuse(given, `a whole number from ${least} to ${most}`);
  return fallback;
}

/** One of a few words. Without a fallback, absence is a problem. */
export function readChoice<Choice extends string>(
  given: Given,
  choices: readonly [Choice, ...Choice[]],
  fallback?: Choice,
): Choice {
  const { value } = given;
  if (value === undefined && fallback !== undefined) return fallback;
  const choice = choices.find((candidate) => candidate === value);
  if (choice !== undefined) return choice;
  const meant = typeof value === 'string' ? nearestWord(value, choices) : null;
  const listed = choices.map((word) => `"${word}"`).join(', ');
  refuse(
    given,
    choices.length === 1 ? listed : `one of ${listed}`,
    meant === null ? '' : `Did you mean "${meant}"?`,
  );
  return choices[0];
}

/** Names that every object has: as keys they confuse look-ups (T021, T022 of the token corpus). */
function isPrototypeName(key: string): boolean {
  return key === 'prototype' || key in Object.prototype;
}

/** An object literal or parsed JSON, also from another realm; no class instance, array, Map or Date. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function absent(given: Given, key: string): Given {
  return { path: `${given.path}.${key}`, value: undefined, problems: given.problems };
}
