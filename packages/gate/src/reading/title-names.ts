// MediaWiki finds a page by its title: blanks are underscores, several are one, those around a colon and at the ends are
// none, and a colon in front only says that the title is meant. `/wiki/:Special_:_ListUsers` is `/wiki/Special:ListUsers`.

/** A folded path or glob whose names with a colon are such titles. */
export function withTitles(path: string): string {
  if (!path.includes(':')) return path;
  return path
    .split('/')
    .map((name) => (name.includes(':') ? titleOf(name) : name))
    .join('/');
}

/** Each step looks at a sign once, because runs are single signs by then. */
function titleOf(name: string): string {
  const title = name
    .replace(blanks, '_')
    .replace(/_?:_?/g, ':')
    .replace(/^[:_]+/, '')
    .replace(/_$/, '');
  return title === '' ? name : title;
}

/** What MediaWiki takes for one: every sign of Unicode that is a space or line, the Mongolian one that no longer is. */
const blanks = /[\s_\u180e]+/g;
