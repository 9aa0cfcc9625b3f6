import { headerValues } from '../model/header.ts';

/** Whether a method reads by its RFC; every other one, unknown and lower-case ones too, writes. */
export function isReadMethod(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

const overrideHeaders = ['x-http-method-override', 'x-http-method', 'x-method-override'];

/**
 * Whether a request asks the app to treat it as another method that writes. The worst of all spellings
 * wins: frameworks differ in which of them they honour.
 */
export function hasWriteOverride(headers: readonly string[], query: string | null): boolean {
  for (const name of overrideHeaders) {
    for (const value of headerValues(headers, name))
      if (!isReadMethod(value.trim().toUpperCase())) return true;
  }
  if (query === null || !/method/i.test(query)) return false;
  for (const pair of query.split(/[&;]/)) {
    const equals = pair.indexOf('=');
    if (equals === -1) continue;
    const name = pair.slice(0, equals).toLowerCase();
    if (
      (name === '_method' || name === 'x-http-method-override') &&
      !isReadMethod(pair.slice(equals + 1).toUpperCase())
    ) {
      return true;
    }
  }
  return false;
}
