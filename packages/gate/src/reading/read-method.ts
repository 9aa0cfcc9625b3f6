/** Whether a method reads by its RFC; every other one, unknown and lower-case ones too, writes. */
export function isReadMethod(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

const writeMethods: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Whether a method is a write everybody knows; what neither reads nor is one of these is unknown. */
export function isWriteMethod(method: string): boolean {
  return writeMethods.has(method);
}

/** Whether it is one that any app knows for a read or a write of its own; OPTIONS is neither. */
export function isKnownMethod(method: string): boolean {
  return isWriteMethod(method) || (isReadMethod(method) && method !== 'OPTIONS');
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

/** Feathers: whatever it names, even `get`, is a method of the service and none of HTTP. */
const methodOfService = 'x-service-method';

const overrideHeaders: ReadonlySet<string> = new Set([
  'http-method-override',
  'method-override',
  'x-forwarded-method',
  'x-http-method',
  'x-http-method-override',
  'x-method',
  'x-method-override',
  'x-original-method',
  'x-override-method',
  'x-rewrite-method',
  // Payload CMS runs a POST as a GET by it, with the form as its query.
  'x-payload-http-method-override',
  methodOfService,
  'x-tunneled-method',
]);

/** Whether a header, by its folded name, asks an app to take a request for another method. */
export function isOverrideHeader(foldedName: string): boolean {
  return overrideHeaders.has(foldedName);
}

/** The methods that the header of a folded name asks for; one that is no method where it asks for something else. */
export function methodsInHeader(foldedName: string, value: string): readonly string[] {
  return foldedName === methodOfService ? [''] : methodsAskedFor(value);
}

/** The methods that a header value or parameter asks for. */
export function methodsAskedFor(value: string): string[] {
  return value.split(',').map((part) => part.trim().toUpperCase());
}
