// What a glob with a last name means below that name: servers of files look no further once they have found one, and
// frameworks know the first action of a controller by its name, too.

const defaultAction = 'index';

/** `index_html` is that of Zope. */
const defaultActions = [defaultAction, 'index_html'];

/**
 * Further forms of a folded glob: `/reports/index` for `/reports`, as CherryPy, CodeIgniter and the route template of
 * ASP.NET's projects have it, and the other way round.
 */
export function withDefaultActions(glob: string): readonly string[] {
  const { parent, last } = parted(glob);
  if (last === '**') {
    const above = parted(parent === '' ? '/' : parent);
    return above.last === defaultAction ? [above.parent || '/'] : [];
  }
  if (defaultActions.includes(last)) return [parent || '/'];
  if (isFileName(last)) return [];
  return defaultActions.map((action) => `${last === '' ? parent : glob}/${action}`);
}

/**
 * What lies below a name and is found to be the same: any name below a file (lighttpd, `php -S`), and what is handed to
 * a default action (`/reports/index/7`). Of a name that may be anything that is not known.
 */
export function behindNames(glob: string): readonly string[] {
  const { parent, last } = parted(glob);
  if (last === '*' || last === '**') return [];
  if (isFileName(last)) return [`${glob}/**`];
  if (last.includes('*')) return [];
  if (last === '') return [`${parent}/${defaultAction}/**`];
  return [last === defaultAction ? `${glob}/**` : `${glob}/${defaultAction}/**`];
}

/** `plan.pdf`, `*.csv`, `access.log.1`, `.env`; no version (`v1.2`), and not `.*`: `/.well-known/…` has names below it. */
function isFileName(name: string): boolean {
  return name !== '.*' && name.split('.').slice(1).some(isEnding);
}

function isEnding(text: string): boolean {
  return /[\p{L}*]/u.test(text);
}

function parted(glob: string): { readonly parent: string; readonly last: string } {
  const slash = glob.lastIndexOf('/');
  return { parent: glob.slice(0, slash), last: glob.slice(slash + 1) };
}
