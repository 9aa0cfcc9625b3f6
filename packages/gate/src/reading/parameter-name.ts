import { foldCase } from './foldings.ts';

/**
 * Every name, folded, that some server takes a decoded parameter name for: PHP drops leading spaces, takes dots,
 * spaces and an unclosed `[` for underscores and cuts at NUL; it, Rack and `qs` make lists and maps of what
 * follows a `[`, the latter two also take `[name]` for `name`, `qs` may take a dot for a bracket; others end a name
 * at `;`; ASP does not look at case; URLSearchParams drops a `?` before the first one.
 */
export function possibleNames(name: string): readonly string[] {
  return [fold(name, false), fold(name.replace('[', '_'), false), fold(name, true)];
}

/** An escaped name, cut to what folding looks at: however much of what servers drop stands before it. */
export function withinReason(name: string): string {
  return name.length <= longestEscaped ? name : name.replace(droppedBefore, '').slice(0, longestEscaped);
}

/** Enough for every name, each letter escaped. */
const longestEscaped = 640;
const droppedBefore = /^(?:[[\]+?.]|%(?:[01][\da-f]|2[0e]|3f|5[bd]))+/i;

/** Whether some server takes a decoded parameter name for another one. */
export function isSpellingOf(name: string, other: string): boolean {
  return possibleNames(name).includes(fold(other, false));
}

/**
 * Twice as long as any name that is looked for, because folding may make one letter of two. What follows is not looked
 * at: a form may have a name of a megabyte.
 */
const longestName = 512;

function fold(name: string, endsAtDot: boolean): string {
  const bare = name
    .replace(endsAtDot ? /^[[\]\s\0?.\ufeff]+/ : /^[[\]\s\0?\ufeff]+/, '')
    .slice(0, longestName);
  const end = bare.search(endsAtDot ? /[[\]\0;.]/ : /[[\]\0;]/);
  return foldCase((end === -1 ? bare : bare.slice(0, end)).trimEnd()).replace(/[. ]/g, '_');
}
