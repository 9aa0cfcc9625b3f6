import type { RequestHandler } from 'express';
import { ShopError } from '../domain/shop-error.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses writes another site makes a browser send. Browsers say where a request comes from in Sec-Fetch-Site, or
 * else in Origin; what sends neither is no browser and carries nobody's cookies. The Origin is compared with the
 * Host the browser asked for, never with a configured name, so the shop works under every name it is reached by.
 * The order is that of https://words.filippo.io/csrf/#countermeasures
 */
export function refuseCrossOriginWrites(): RequestHandler {
  return function refuseCrossOriginWrite(request, _response, next) {
    if (!SAFE_METHODS.has(request.method) && !isSameOrigin(request.headers)) {
      throw new ShopError(
        'forbidden',
        'This form was sent from another site. Open our page and send it from there.',
      );
    }
    next();
  };
}

function isSameOrigin(headers: Readonly<Record<string, string | readonly string[] | undefined>>): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) {
    return site === 'same-origin' || site === 'none';
  }
  const { origin } = headers;
  if (typeof origin !== 'string') {
    return true;
  }
  try {
    return new URL(origin).host === headers.host;
  } catch {
    return false;
  }
}
