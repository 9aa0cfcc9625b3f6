import { PortcullisError } from '@portcullis/gate';

/** Where a server is. */
export interface Place {
  /** With a slash at its end; routes are below. */
  readonly base: string;
  /** As messages call it. */
  readonly shown: string;
}

export interface PlaceOptions {
  readonly url: string;
  readonly key: string;
  readonly timeoutMs?: number;
  readonly allowInsecure?: boolean;
}

/** Everything that can be known to be wrong before anybody is asked. Never says the key. */
export function parsePlace({ url, key, timeoutMs = 1, allowInsecure = false }: PlaceOptions): Place {
  const parsed = typeof url === 'string' && URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw invalid(`url: expected the address of the server's console, such as https://admin.example.com`);
  }
  if (parsed.username !== '' || parsed.password !== '' || parsed.search !== '' || parsed.hash !== '') {
    throw invalid('url: expected an address without user, query and fragment; the key is the option `key`');
  }
  if (parsed.protocol === 'http:' && !isLoopback(parsed.hostname) && !allowInsecure) {
    throw invalid(
      `url: expected https, got ${parsed.origin}: whoever is on the way would read the key. Where nobody can be, say allowInsecure: true`,
    );
  }
  if (typeof key !== 'string' || !/^pcl_[\w-]{43}$/.test(key)) {
    throw invalid(
      'key: expected a key as `portcullis key create NAME --scope gate` prints it, pcl_ and 43 letters; got something else (not shown)',
    );
  }
  if (!(Number.isFinite(timeoutMs) && timeoutMs > 0)) {
    throw invalid('timeoutMs: expected a number of milliseconds above 0');
  }
  const base = parsed.href.endsWith('/') ? parsed.href : `${parsed.href}/`;
  return { base, shown: base.slice(0, -1) };
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}

function invalid(problem: string): PortcullisError {
  return new PortcullisError('PORTCULLIS_CONFIG_INVALID', `createHttpStore cannot start:\n  ${problem}`);
}
