import { headerValues } from '@portcullis/gate';

export interface StylesheetAddress {
  /** As in the request's `Host`; empty when it is unknown. */
  readonly host: string;
  /** Path of the stylesheet on that host, with or without a query. */
  readonly path: string;
}

/** The directives that decide about `<link rel="stylesheet">`, the most specific first (CSP 3, 6.8.3). */
const styleDirectives = ['style-src-elem', 'style-src', 'default-src'];

/**
 * Whether every enforced Content-Security-Policy lets the page load a stylesheet from its own host.
 * Nonces and hashes are not used: what they allow is the application's to give.
 */
export function isStylesheetAllowed(headers: readonly string[], address: StylesheetAddress): boolean {
  return headerValues(headers, 'content-security-policy')
    .flatMap((value) => value.split(','))
    .every((policy) => policyAllows(policy, address));
}

function policyAllows(policy: string, address: StylesheetAddress): boolean {
  const directives = new Map<string, readonly string[]>();
  for (const directive of policy.split(';')) {
    const [name, ...sources] = directive.trim().toLowerCase().split(/\s+/);
    // A directive that comes twice counts as first written (CSP 3, 2.2.1).
    if (name !== undefined && name !== '' && !directives.has(name)) directives.set(name, sources);
  }
  for (const name of styleDirectives) {
    const sources = directives.get(name);
    if (sources !== undefined) return sources.some((source) => sourceMatches(source, address));
  }
  return true;
}

const hostSource = /^(?:(https?):\/\/)?((?:\*\.)?[^/:*]+)(?::(\d+|\*))?(\/.*)?$/;

function sourceMatches(source: string, { host, path }: StylesheetAddress): boolean {
  if (source === "'self'" || source === '*' || source === 'https:' || source === 'http:') return true;
  const match = hostSource.exec(source);
  if (match === null || host === '') return false;
  const [, , sourceHost = '', sourcePort, sourcePath] = match;
  const { name, port } = splitHost(host.toLowerCase());
  const nameMatches = sourceHost.startsWith('*.') ? name.endsWith(sourceHost.slice(1)) : name === sourceHost;
  return nameMatches && portMatches(sourcePort, port) && pathMatches(sourcePath, path);
}

function splitHost(host: string): { name: string; port: string } {
  const match = /^(.*?)(?::(\d+))?$/.exec(host);
  return { name: match?.[1] ?? host, port: match?.[2] ?? '' };
}

/** The page's scheme is unknown here, so both default ports count as none. */
function portMatches(sourcePort: string | undefined, port: string): boolean {
  if (sourcePort === '*') return true;
  return withoutDefault(sourcePort ?? '') === withoutDefault(port);
}

function withoutDefault(port: string): string {
  return port === '80' || port === '443' ? '' : port;
}

function pathMatches(sourcePath: string | undefined, path: string): boolean {
  if (sourcePath === undefined || sourcePath === '/') return true;
  const [pathname = ''] = path.toLowerCase().split('?');
  return sourcePath.endsWith('/') ? pathname.startsWith(sourcePath) : pathname === sourcePath;
}
