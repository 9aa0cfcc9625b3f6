// CherryPy looks for a method of a path's name, with every sign of punctuation as an underscore: `/clear-cache`,
// `/clear~cache` and `/clear_cache` are one. CodeIgniter does so with hyphens, if it is told to.

/** The literal name of a folded glob by which such a method is found; null for others. */
export function punctuatedName(name: string): string | null {
  return methodName.test(name) ? name.replaceAll('-', '_') : null;
}

/** A name of a path with its punctuation as underscores, of the same length. */
export function withUnderscores(name: string): string {
  return name.replace(punctuation, '_');
}

/** Within the name alone: `/_/` and `/-/` are different things. */
const methodName = /^[a-z\d]+(?:[-_]+[a-z\d]+)+$/;
const punctuation = /[!-.:-@[-`{-~]/g;
