/** Whether a method reads by its RFC; every other one, unknown and lower-case ones too, writes. */
export function isReadMethod(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

const writeMethods: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Whether a method is a write everybody knows; what neither reads nor is one of these is unknown. */
export function isWriteMethod(method: string): boolean {
  return writeMethods.has(method);
}

/** `token` of RFC 9110, 5.6.2. */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/;

/** Whether a method can stand in a request line at all: anything else would change where its parts end. */
export function isMethodToken(method: string): boolean {
  return isReadMethod(method) || writeMethods.has(method) || token.test(method);
}

/** `get`, `pOsT`: no client sends them, and servers disagree on whether they are the method they look like. */
export function isMiscasedMethod(method: string): boolean {
  if (isReadMethod(method) || writeMethods.has(method)) return false;
  const upper = method.toUpperCase();
  return isReadMethod(upper) || writeMethods.has(upper);
}

const overrideHeaders: ReadonlySet<string> = new Set([
  'http-method-override',
  'method-override',
  'x-forwarded-method',
  'x-http-method',
  'x-http-method-override',
  'x-method',
  'x-method-override',
  'x-original-method',
  'x-rewrite-method',
]);

/** Whether a header, by its folded name, asks an app to take a request for another method. */
export function isOverrideHeader(foldedName: string): boolean {
  return overrideHeaders.has(foldedName);
}

const overrideParameters: ReadonlySet<string> = new Set([
  '_method',
  'http-method-override',
  'http_method_override',
  'x-http-method',
  'x-http-method-override',
  'x_http_method',
  'x_http_method_override',
]);

/** The methods that a header value or parameter asks for. */
export function methodsAskedFor(value: string): string[] {
  return value.split(',').map((part) => part.trim().toUpperCase());
}

/** Methods asked for in the query, in upper case. The shared empty array when there are none. */
export function overridesInQuery(query: string | null): readonly string[] {
  // An escape may hide the name: `%5Fmethod`. Both signs are absent in nearly every query.
  if (query === null || !(query.includes('%') || /method/i.test(query))) return none;
  let found: string[] | null = null;
  for (let start = 0; start <= query.length; ) {
    let end = start;
    let equals = -1;
    for (; end < query.length; end += 1) {
      const code = query.charCodeAt(end);
      if (code === 0x26 || code === 0x3b) break;
      if (code === 0x3d && equals === -1) equals = end;
    }
    if (equals !== -1 && equals - start >= shortestName && isOverrideParameter(query.slice(start, equals))) {
      found ??= [];
      found.push(...methodsAskedFor(decodeParameter(query.slice(equals + 1, end))));
    }
    start = end + 1;
  }
  return found ?? none;
}

const none: readonly string[] = Object.freeze([]);
/** `_method` */
const shortestName = 7;

/** PHP and others drop leading spaces, take `.` and spaces for `_`, and cut at `[` and NUL. */
function isOverrideParameter(name: string): boolean {
  if (!name.includes('%') && !/method/i.test(name)) return false;
  const decoded = decodeParameter(name).toLowerCase().trimStart();
  const cut = decoded.search(/[[\0]/);
  const plain = (cut === -1 ? decoded : decoded.slice(0, cut)).trim();
  return overrideParameters.has(plain) || overrideParameters.has(plain.replace(/[. ]/g, '_'));
}

function decodeParameter(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  return spaced.includes('%')
    ? spaced.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : spaced;
}
