import { foldCase } from '../foldings.ts';

/**
 * Whether some server takes a decoded parameter name for another one: PHP drops leading spaces, takes dots,
 * spaces and an unclosed `[` for underscores and cuts at NUL; it, Rack and `qs` make lists and maps of what
 * follows a `[`, the latter two also take `[name]` for `name`, `qs`
 * may take a dot for a bracket; ASP does not look at case.
 */
export function isSpellingOf(name: string, other: string): boolean {
  const folded = fold(other);
  return [name, name.replace('[', '_'), name.replaceAll('.', '[')].some((form) => fold(form) === folded);
}

function fold(name: string): string {
  const bare = name.replace(/^[[\]\s\0]+/, '');
  const end = bare.search(/[[\]\0]/);
  return foldCase((end === -1 ? bare : bare.slice(0, end)).trimEnd()).replace(/[. ]/g, '_');
}
