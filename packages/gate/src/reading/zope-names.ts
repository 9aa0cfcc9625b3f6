// Zope, and so Plone, reaches one page by several names: by its bare one and in a namespace (`@@name`, `++view++name`).

/**
 * Paths without the namespaces that lead where the bare name leads, and without what only tells how the page is shown:
 * its skin, its language, a virtual host. `++resource++name` and others lead elsewhere.
 */
export function withoutNamespaces(path: string): string {
  if (!mayHaveNamespace(path)) return path;
  return withoutVirtualHost(path).replace(shownAs, '').replace(namespace, '/') || '/';
}

/** The same for a glob: one for every view (`@@*`) says nothing of other names. */
export function globWithoutNamespaces(glob: string): string {
  if (!mayHaveNamespace(glob)) return glob;
  return glob.replace(namespaceOfName, '/');
}

/** `@@name` for `++view++name`: a glob may be for all of them. */
export function asViews(path: string): string {
  return path.includes('++') ? path.replace(/\/\+\+view\+\+(?=[^/])/g, '/@@') : path;
}

function mayHaveNamespace(path: string): boolean {
  return path.includes('/@@') || path.includes('/++');
}

/** `/++vh++https:host:443/a/++/b`: what stands between names the place where visitors see it. */
function withoutVirtualHost(path: string): string {
  const start = path.indexOf('/++vh++');
  if (start === -1) return path;
  const end = `${path}/`.indexOf('/++/', start + 1);
  return end === -1 ? path : path.slice(0, start) + path.slice(end + '/++'.length);
}

const namespace = /\/(?:@@|\+\+(?:view|item|attribute|acquire)\+\+)(?=[^/])/g;
const namespaceOfName = /\/(?:@@|\+\+(?:view|item|attribute|acquire)\+\+)(?=[^/*]|\*[^/])/g;
const shownAs = /\/\+\+(?:skin|lang|debug|api)\+\+[^/]*/g;
