import { PortcullisError } from './error.ts';
import type { ErrorCode } from './error-registry.ts';
import type { Warning } from './warnings.ts';

/** Everything that is wrong with one input, so that people fix it in one go. */
export interface Problems {
  readonly found: readonly string[];
  readonly warnings: readonly string[];
  add(path: string, message: string): void;
  warn(path: string, message: Warning): void;
}

/** More than anybody reads; a broken generator may produce one per rule. */
const mostListed = 50;

export function createProblems(): Problems {
  const found: string[] = [];
  const warnings: string[] = [];
  return {
    found,
    warnings,
    add: (path, message) => void found.push(`${path}: ${message}`),
    warn: (path, message) => void warnings.push(`${path}: ${message}`),
  };
}

/** Throws one error that lists them all; does nothing when there are none. */
export function throwIfAny({ found }: Problems, what: string, code: ErrorCode): void {
  if (found.length === 0) return;
  const listed = found.slice(0, mostListed).map((problem) => `\n- ${problem}`);
  const rest = found.length > mostListed ? `\n- and ${found.length - mostListed} more` : '';
  const count = found.length === 1 ? '1 problem' : `${found.length} problems`;
  throw new PortcullisError(code, `The ${what} has ${count}:${listed.join('')}${rest}`);
}

const longestShown = 60;

/** A value as an error shows it: short, on one line, nothing invisible. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  return `a ${typeof value}`;
}

export function quote(text: string): string {
  const short = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
  const visible = JSON.stringify(short).replace(unseen, escapeCharacter);
  return short === text ? visible : `${visible} (${text.length.toLocaleString('en')} characters)`;
}

/** What JSON leaves as it is and a terminal or an editor does not show: C1 controls, bidi and zero-width signs. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
