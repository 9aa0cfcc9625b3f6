import { parseJsonPointer, resolveJsonPointer } from '../../model/json-pointer.ts';
import { foldCase, withoutCompatibilityForms } from '../foldings.ts';
import { isJsonObject, type JsonValue } from './strict-json.ts';

/** A pattern ready to be compared: at each of these places of a document one of the values. */
export type CompiledPattern = readonly PatternPlace[];

interface PatternPlace {
  readonly tokens: readonly string[];
  readonly values: readonly string[];
}

/** A pattern that asks for nothing, or points nowhere, matches nothing. */
export function compilePattern(
  pattern: Readonly<Record<string, string | readonly string[]>>,
): CompiledPattern {
  return Object.entries(pattern).map(([pointer, value]) => ({
    tokens: parseJsonPointer(pointer) ?? [],
    values: typeof value === 'string' ? [value] : value,
  }));
}

/** What stands at the pattern's places, joined by spaces; null when it is not what the pattern asks for. */
export function matchPattern(document: JsonValue, places: CompiledPattern): string | null {
  if (typeof document !== 'object' || document === null || places.length === 0) return null;
  const found: string[] = [];
  for (const { tokens, values } of places) {
    const value = resolveJsonPointer(document, tokens);
    if (typeof value !== 'string' || !values.includes(value)) return null;
    found.push(value);
  }
  // Last, because it looks at every name on the way, and most patterns have failed by now.
  return places.some(({ tokens }) => isAmbiguous(document, tokens)) ? null : found.join(' ');
}

/**
 * Whether a server may find something else at a place: Go and .NET do not look at case, so that the last of
 * `method` and `Method` wins there, and PHP takes an object with an index as a name for a list, in the order
 * of its names.
 */
function isAmbiguous(document: JsonValue, tokens: readonly string[]): boolean {
  let value: JsonValue | undefined = document;
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
