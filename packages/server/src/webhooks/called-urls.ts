import { type CanonicalRequest, headerValues, isHttps } from '@portcullis/gate';

/**
 * The addresses that a provider may have called, the likeliest first: as the request says itself, and as the site is called from
 * outside. A proxy before us may have changed the host, or have taken TLS off without saying so.
 */
export function calledUrls(request: CanonicalRequest, publicUrl: URL | null): readonly string[] {
  const [host] = headerValues(request.raw.headers, 'host');
  const origins = [
    ...(publicUrl === null ? [] : [publicUrl.origin]),
    ...(host === undefined ? [] : [`${isHttps(request) ? 'https' : 'http'}://${host}`]),
  ];
  return [...new Set(origins)].map((origin) => `${origin}${request.forward}`);
}
