import { hash } from 'node:crypto';
import { headerTokens } from './header-tokens.ts';

/**
 * Wrong for a body with a notice in it: length and digests, ranges of it, and `Last-Modified`, by which a browser
 * could revalidate its copy after the notice is out of date (304 would keep it).
 */
const droppedHeaders: ReadonlySet<string> = new Set([
  'content-length',
  'content-md5',
  'digest',
  'content-digest',
  'repr-digest',
  'accept-ranges',
  'last-modified',
]);

/** Permissions to serve a stored copy without asking; `…-CDN-Cache-Control` comes under many names (RFC 9213). */
const storingHeaders =
  /^(?:cache-control|expires|surrogate-control|x-accel-expires|(?:.+-)?cdn-cache-control)$/;

/**
 * The response's headers once the notice is in its body. The notice is true now and for this reader, so no cache
 * may give the page to others or again without asking, and its ETag is never one the application gave out.
 */
export function injectedHeaders(headers: readonly string[], injection: string): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    const value = headers[index + 1] ?? '';
    const folded = name.toLowerCase();
    if (droppedHeaders.has(folded) || storingHeaders.test(folded)) continue;
    if (folded === 'etag') {
      const etag = injectedEtag(value, injection);
      if (etag !== null) kept.push(name, etag);
    } else {
      kept.push(name, value);
    }
  }
  const noStore = headerTokens(headers, 'cache-control').includes('no-store');
  kept.push('Cache-Control', noStore ? 'private, no-store' : 'private, no-cache');
  return kept;
}

/** Weak, because the bytes are ours; with the notice's digest, so that each notice has its own; null when malformed. */
function injectedEtag(etag: string, injection: string): string | null {
  const opaque = /^(?:W\/)?"([^"]*)"$/.exec(etag.trim())?.[1];
  if (opaque === undefined) return null;
  return `W/"${opaque}-portcullis-${hash('sha256', injection, 'base64url').slice(0, 12)}"`;
}
