/** Name and value as they were put into a body, before they were spelled. */
export type Entry = readonly [name: string, value: string];

/** How an application server finds a parameter: the values it may take for `name`, the first that counts first. */
export type FindsParameter = (entries: readonly Entry[], name: string) => readonly string[];

/** PHP: leading blanks gone, dots and blanks as underscores, cut at NUL and at the list that a bracket starts. */
function phpName(name: string): string {
  const bare = name.replace(/^[ ]+/, '').replace(/\0.*$/s, '');
  const bracket = bare.indexOf('[');
  const plain = bracket > 0 ? bare.slice(0, bracket) : bare.replace('[', '_');
  return plain.replace(/[. ]/g, '_');
}

/** `qs` and Rack: `a[b]` is a map in `a`, and `[a]` is `a`. */
function bracketName(name: string): string {
  return name.replace(/^\[/, '').replace(/[[\]].*$/s, '');
}

function lastBy(nameOf: (name: string) => string): FindsParameter {
  return (entries, name) => {
    const found = entries.findLast(([one]) => nameOf(one) === name);
    return found === undefined ? [] : [found[1]];
  };
}

function firstBy(nameOf: (name: string) => string): FindsParameter {
  return (entries, name) => {
    const found = entries.find(([one]) => nameOf(one) === name);
    return found === undefined ? [] : [found[1]];
  };
}

const lower = (name: string) => name.toLowerCase();

/** Servers by how they look for a parameter in a form, a query or an object. */
export const parameterServers: Readonly<Record<string, FindsParameter>> = {
  'the first': firstBy((name) => name),
  'the last': lastBy((name) => name),
  'the first in any case': firstBy(lower),
  'the last in any case': lastBy(lower),
  PHP: lastBy(phpName),
  'PHP, the first of a list': firstBy(phpName),
  'qs and Rack': lastBy(bracketName),
};

/** Pairs of an `application/x-www-form-urlencoded` text, by the URL standard. */
export function formEntries(text: string): readonly Entry[] {
  return [...new URLSearchParams(text)];
}

/** The same where `;` parts pairs, too. */
export function formEntriesBySemicolon(text: string): readonly Entry[] {
  return formEntries(text.replaceAll(';', '&'));
}
