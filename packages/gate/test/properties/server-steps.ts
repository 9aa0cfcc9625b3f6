// The steps that servers take between a request line and a route. Bytes are characters up to U+00FF, as on the wire.

const percentEscape = /%([\da-f]{2})/gi;

/** Each valid escape as its byte, others left alone. */
export function decoded(path: string): string {
  return path.replace(percentEscape, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

export function decodedButSlash(path: string): string {
  return path.replace(percentEscape, (whole, hex: string) =>
    hex.toLowerCase() === '2f' ? whole : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Null when the bytes are not UTF-8. */
export function decodedUtf8(path: string): string | null {
  const bytes = Buffer.from(decoded(path), 'latin1');
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? null : text;
}

export function hasBadEscape(path: string): boolean {
  return /%(?![\da-f]{2})/i.test(path);
}

export function merged(path: string): string {
  return path.replace(/\/{2,}/g, '/');
}

/** Without dot segments (RFC 3986, 5.2.4); null when they lead above the root. */
export function cleaned(path: string): string | null {
  const kept: string[] = [];
  const segments = path.split('/').slice(1);
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === '..') {
      if (kept.pop() === undefined) return null;
      if (isLast) kept.push('');
    } else if (segment === '.') {
      if (isLast) kept.push('');
    } else kept.push(segment);
  }
  return `/${kept.join('/')}`;
}

/**
 * Decoded as old Windows servers do: overlong UTF-8 too, then every character as the ASCII that looks like it, and
 * what has no width as nothing.
 */
export function bestFit(path: string): string {
  const bytes = decoded(path)
    // Two and three bytes for what one byte says.
    .replace(/[\xc0\xc1][\x80-\xbf]/g, (pair) => overlong(pair, 0x1f))
    .replace(/\xe0[\x80-\x9f][\x80-\xbf]/g, (triple) => overlong(triple, 0x0f));
  const text = Buffer.from(bytes, 'latin1').toString('utf8');
  return text
    .normalize('NFKC')
    .replace(/[\u2044\u2215]/g, '/')
    .replace(/[\u00a5\u20a9\u2216]/g, '\\')
    .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, '');
}

function overlong(bytes: string, firstMask: number): string {
  let code = bytes.charCodeAt(0) & firstMask;
  for (let index = 1; index < bytes.length; index += 1) code = (code << 6) | (bytes.charCodeAt(index) & 0x3f);
  return code < 0x80 ? String.fromCharCode(code) : bytes;
}

/** A script with what follows it: the script by its name, and what it hands on as a front controller. */
export function withoutScript(path: string | null): readonly string[] {
  if (path === null) return [];
  const match = /^(.*\/)([^/]*)\.(?:php|phar|cgi|wsgi|cfm|asp|aspx|jsp|nsf)(\/.*)?$/i.exec(path);
  if (match === null) return [path];
  const [, directory = '', name = '', info = ''] = match;
  return [path, directory + name, ...(info === '' ? [] : [info, directory.slice(0, -1) + info])];
}

/** A file that a directory is answered with. */
export function withoutIndex(path: string | null): readonly string[] {
  const directory = path === null ? null : /^(.*\/)index\.(?:php|html)$/.exec(path);
  return directory === null ? [] : [directory[1] ?? '/'];
}

/** A collation that looks at letters only: `á` is `a`. */
export function withoutAccents(path: string | null): string | null {
  return path === null ? null : path.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
}

/** Without sessions in the path, one after the other as ASP.NET finds them; the slash before each goes with it. */
export function withoutSessions(path: string): string {
  const session = /\/\((?:[a-z]\([^()]*\))+\)/i;
  let rest = path;
  while (session.test(rest)) rest = rest.replace(session, '');
  return rest === '' ? '/' : rest;
}

/** A file system that keeps short names: every longer name that this one may stand for. */
export function longNames(path: string | null, names: readonly string[]): readonly string[] {
  if (path === null) return [];
  const match = /^(.*\/)([^/~]{1,6})~\d(\/.*)?$/.exec(path);
  if (match === null) return [path];
  const [, before = '', beginning = '', after = ''] = match;
  return names
    .filter((name) => name.length > 8 && name.startsWith(beginning.toLowerCase()))
    .map((name) => before + name + after);
}

/** The parameters of a query, decoded as forms are; for the last of a name. */
export function parameterOf(query: string, wanted: string): string | null {
  let found: string | null = null;
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    if (equals === -1) continue;
    const name = decoded(pair.slice(0, equals).replaceAll('+', ' ')).replace(/^ +/, '').replace(/[. ]/g, '_');
    if (name === wanted) found = decoded(pair.slice(equals + 1).replaceAll('+', ' '));
  }
  return found;
}
