import { PortcullisError } from '../../model/error.ts';

/** The URL of a path on the upstream. Throws PORTCULLIS_CONFIG_INVALID or PORTCULLIS_POLICY_INVALID. */
export function upstreamUrl(upstream: string, path: string): URL {
  const origin = URL.canParse(upstream) ? new URL(upstream) : null;
  if (origin === null || !/^https?:$/.test(origin.protocol) || origin.href !== `${origin.origin}/`) {
    throw new PortcullisError(
      'PORTCULLIS_CONFIG_INVALID',
      `Expected the origin of the upstream such as http://127.0.0.1:3000, got ${JSON.stringify(upstream)}. Leave path, user name and query away.`,
    );
  }
  const url = new URL(path, origin);
  if (url.origin !== origin.origin) {
    throw new PortcullisError(
      'PORTCULLIS_POLICY_INVALID',
      `Expected a probe path on ${origin.origin}, got ${JSON.stringify(path)}. The caller's session must not leave the upstream.`,
    );
  }
  return url;
}
