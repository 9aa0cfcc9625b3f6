import type { JsonPatternValue } from '../../model/calls.ts';
import { parseJsonPointer, resolveJsonPointer } from '../../model/json-pointer.ts';
import { foldCase, isAscii, withoutCompatibilityForms } from '../foldings.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './strict-json.ts';

/** A pattern ready to be compared: at each of these places of a document one of the values. */
export type CompiledPattern = readonly PatternPlace[];

interface PatternPlace {
  readonly tokens: readonly string[];
  /** The tokens as servers that are lenient about names compare them. */
  readonly folded: readonly string[];
  readonly values: readonly (string | number)[];
}

/** A pattern that asks for nothing, or points nowhere, matches nothing. */
export function compilePattern(
  pattern: Readonly<Record<string, JsonPatternValue | readonly JsonPatternValue[]>>,
): CompiledPattern {
  return Object.entries(pattern).map(([pointer, value]) => {
    const tokens = parseJsonPointer(pointer) ?? [];
    return { tokens, folded: tokens.map(foldName), values: typeof value === 'object' ? value : [value] };
  });
}

/** What stands at the pattern's places, joined by spaces; null when it is not what the pattern asks for. */
export function matchPattern(document: JsonValue, places: CompiledPattern): string | null {
  if (typeof document !== 'object' || document === null || places.length === 0) return null;
  const found: string[] = [];
  for (const { tokens, values } of places) {
    const value = resolveJsonPointer(document, tokens);
    if ((typeof value !== 'string' && typeof value !== 'number') || !values.includes(value)) return null;
    found.push(String(value));
  }
  // Last, because it looks at every name on the way, and most patterns have failed by now.
  return places.some((place) => isAmbiguous(document, place)) ? null : found.join(' ');
}

/** What of a document to show where no pattern holds: what stands at the places of the first one; null when nothing does. */
export function nameByPatterns(document: JsonValue, patterns: readonly CompiledPattern[]): string | null {
  const found = (patterns[0] ?? []).map(({ tokens }) => resolveJsonPointer(document, tokens));
  const names = found.filter((value) => typeof value === 'string');
  return names.length === 0 ? null : names.join(' ');
}

/**
 * Whether a server may find something else at a place: Go and .NET do not look at case, so that the last of
 * `method` and `Method` wins there, and PHP takes an object with an index as a name for a list, in the order
 * of its names.
 */
function isAmbiguous(document: JsonValue, { tokens, folded }: PatternPlace): boolean {
  let value: JsonValue | undefined = document;
  for (const [index, token] of tokens.entries()) {
    if (Array.isArray(value)) {
      value = value[Number(token)];
      continue;
    }
    if (!isJsonObject(value)) return false;
    if (/^\d+$/.test(token)) return true;
    if (hasOtherSpelling(value, token, folded[index] ?? '')) return true;
    value = value[token];
  }
  return false;
}

/** Names beyond ASCII beside those that a pattern asks for; envelopes of calls have none. */
const mostForeign = 50;

function hasOtherSpelling(object: JsonObject, token: string, folded: string): boolean {
  let foreign = 0;
  for (const name in object) {
    if (name === token || isPlainlyOther(name, folded)) continue;
    // Folding these costs a microsecond each: many of them are taken for what one of them may be.
    if (!isAscii(name)) foreign += 1;
    if (foreign > mostForeign || foldName(name) === folded) return true;
  }
  return false;
}

/** Whether two plain first letters tell them apart, as of nearly every name; others may fold to one. */
function isPlainlyOther(name: string, folded: string): boolean {
  const first = name.charCodeAt(0) | 0x20;
  const other = folded.charCodeAt(0);
  return first >= 0x61 && first <= 0x7a && other <= 0x7f && first !== other;
}

/** Without case, compatibility forms, what follows a NUL, and the signs that spellings of a name differ in. */
function foldName(name: string): string {
  const end = name.indexOf('\0');
  return foldCase(withoutCompatibilityForms(end === -1 ? name : name.slice(0, end))).replace(/[\s_.-]/g, '');
}
