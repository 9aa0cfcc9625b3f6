export interface OdooTarget {
  /** `PATH_INFO` as Werkzeug's server makes it: decoded once, `%2f` and `%00` included. */
  readonly path: string;
  readonly rawQuery: string;
}

/**
 * From the request line. An absolute form loses its origin. A path that begins with `//` is read as authority and
 * path and put together again with one slash, which is how `//web/database/manager` reaches its route.
 */
export function readTarget(target: string): OdooTarget {
  const [beforeFragment = ''] = target.split('#', 1);
  const question = beforeFragment.indexOf('?');
  const rawPath = question < 0 ? beforeFragment : beforeFragment.slice(0, question);
  const rawQuery = question < 0 ? '' : beforeFragment.slice(question + 1);
  const path = decodeOnce(rawPath.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').replace(/^\/{2,}/, '/'));
  return { path: path === '' ? '/' : path, rawQuery };
}

/** Percent signs without two digits stay, as in `urllib.parse.unquote`. */
function decodeOnce(text: string): string {
  const bytes = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
