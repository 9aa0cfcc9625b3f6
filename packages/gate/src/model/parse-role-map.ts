import { isRole, type Role } from './identity.ts';
import { parseJsonPointer } from './json-pointer.ts';
import { nearestWord } from './nearest-word.ts';
import { type Given, readEntries, readFields, readString, refuse } from './parse-given.ts';
import { describeValue, quote } from './parse-problems.ts';
import { textProblem } from './parse-text.ts';
import type { GroupsInput, RoleMappingInput } from './policy.ts';

const roles: readonly Role[] = ['admin', 'support', 'allowed', 'visitor'];
const mostValues = 1_000;
const longestValue = 256;

export function readRoleMapping(given: Given): RoleMappingInput {
  if (given.value === undefined)
    refuse(given, 'an object such as { "pointer": "/role", "map": { "ADMIN": "admin" } }', 'It is required.');
  const fields = readFields(given, ['pointer', 'map']);
  return { pointer: readPointer(fields.pointer, '/role'), map: readRoleMap(fields.map) };
}

/** Null = the source says no groups. */
export function readGroupsPointer(given: Given): GroupsInput | null {
  if (given.value === undefined) return null;
  const { pointer } = readFields(given, ['pointer']);
  return { pointer: readPointer(pointer, '/groups') };
}

/** Values of an identity provider to roles; compared exactly, so a value that can never match is a problem. */
export function readRoleMap(given: Given): Readonly<Record<string, Role>> {
  const example = '{ "administrator": "admin" }';
  if (given.value === undefined) {
    refuse(given, `an object such as ${example}`, 'It is required.');
    return {};
  }
  const entries = readEntries(given, 'administrator');
  if (entries.length === 0) refuse(given, `at least one value, such as ${example}`);
  if (entries.length > mostValues) refuse(given, `at most ${mostValues} values`);
  const map: Record<string, Role> = {};
  for (const [value, role] of entries) {
    const problem = keyProblem(value);
    if (problem !== null) role.problems.add(role.path, problem);
    if (isRole(role.value)) map[value] = role.value;
    else noteRole(role);
  }
  return map;
}

function noteRole(given: Given): void {
  const { value, path, problems } = given;
  const meant = typeof value === 'string' ? nearestWord(value, roles) : null;
  const advice = meant === null ? '' : `. Did you mean "${meant}"?`;
  const listed = roles.map((role) => `"${role}"`).join(', ');
  problems.add(path, `expected one of the roles ${listed}, got ${describeValue(value)}${advice}`);
}

function keyProblem(value: string): string | null {
  if (value === '') return 'an empty value names nobody. Remove it';
  if (value.length > longestValue)
    return `values of more than ${longestValue} characters never match. Shorten it`;
  if (value !== value.trim())
    return `values are compared exactly: write ${quote(value.trim())}, without spaces around it`;
  return textProblem(value, false);
}

export function readPointer(given: Given, example: string): string {
  // The whole answer, when it is nothing but the name.
  if (given.value === '') return '';
  return readString(given, {
    expected: `a JSON pointer such as "${example}"`,
    longest: 256,
    problemOf: (text) => {
      if (!text.startsWith('/')) return 'A JSON pointer begins with a slash (RFC 6901).';
      if (/~(?![01])/.test(text)) return 'After ~ comes 0 (for ~) or 1 (for /).';
      return parseJsonPointer(text) === null
        ? 'It names what every object has, which is no data.'
        : textProblem(text, false);
    },
  });
}
