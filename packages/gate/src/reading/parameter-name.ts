import { foldCase } from './foldings.ts';

/**
 * Every name, folded, that some server takes a decoded parameter name for: PHP drops leading spaces, takes dots,
 * spaces and an unclosed `[` for underscores and cuts at NUL; it, Rack and `qs` make lists and maps of what
 * follows a `[`, the latter two also take `[name]` for `name`, `qs` may take a dot for a bracket; others end a name
 * at `;`; ASP does not look at case; URLSearchParams drops a `?` before the first one.
 */
export function possibleNames(name: string): readonly string[] {
  return [name, name.replace('[', '_'), name.replaceAll('.', '[')].map(fold);
}

/** Whether some server takes a decoded parameter name for another one. */
export function isSpellingOf(name: string, other: string): boolean {
  return possibleNames(name).includes(fold(other));
}

function fold(name: string): string {
  const bare = name.replace(/^[[\]\s\0?\ufeff]+/, '');
  const end = bare.search(/[[\]\0;]/);
  return foldCase((end === -1 ? bare : bare.slice(0, end)).trimEnd()).replace(/[. ]/g, '_');
}
