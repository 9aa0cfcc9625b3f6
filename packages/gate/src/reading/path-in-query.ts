import type { ReadingBudget } from './reading-budget.ts';

// A rewrite that puts the path into a query unescaped (`index.php?url=$1`, nginx: `_url=$uri&$args`) ends it at what parts
// parameters; what follows is parameters of their own.

const none: readonly string[] = Object.freeze([]);

/**
 * What is left of a path that is put into a query, whole or by its names: up to each `&`, what follows one in the names
 * before taken out, and without all of that; the same with `;`, by which older servers part parameters, too. Null when
 * that is more than may be looked at.
 */
export function beforeParameters(path: string, budget: ReadingBudget): readonly string[] | null {
  const hasSemicolon = path.includes(';');
  if (!hasSemicolon && !path.includes('&')) return none;
  const found = new Set<string>();
  if (!addBefore(path, /&/, { found, budget })) return null;
  if (hasSemicolon && !addBefore(path, /[&;]/, { found, budget })) return null;
  found.delete(path);
  return [...found];
}

/** What is made of each of them, also where that is found to be known. */
const spellingsOfEach = 4;

interface Cuts {
  readonly found: Set<string>;
  readonly budget: ReadingBudget;
}

/** Each is paid for before it is made: a path of 8 KB has thousands. False when that cannot be. */
function addBefore(path: string, signs: RegExp, { found, budget }: Cuts): boolean {
  let before = '';
  for (const name of path.slice(1).split('/')) {
    const end = name.search(signs);
    before += `/${end === -1 ? name : name.slice(0, end)}`;
    if (end === -1) continue;
    if (!budget.spend(spellingsOfEach, before.length)) return false;
    found.add(before);
  }
  found.add(before);
  return true;
}

/** A path as the name of a parameter (`index.php?/$1`), which ends at the first `=`; null when there is none. */
export function asName(path: string): string | null {
  const equals = path.indexOf('=');
  return equals === -1 ? null : path.slice(0, equals);
}

/** Readings of a path as the parameters that it is or brings along: put into a query whole, or name by name. */
export function parametersIn(readings: readonly string[]): readonly string[] {
  let found: Set<string> | null = null;
  for (const reading of readings) {
    if (!reading.includes('=')) continue;
    const text = reading.slice(1);
    found ??= new Set();
    found.add(text);
    found.add(text.replaceAll('/', '&'));
  }
  return found === null ? none : [...found];
}
