import { isIPv4, isIPv6 } from 'node:net';

/** Where the gate listens, as far as its URL depends on it. */
export interface Listening {
  readonly listen: { readonly host: string; readonly port: number };
  /** Null = it speaks plain HTTP. */
  readonly tls: object | null;
}

/**
 * What somebody on this machine types to open the gate. An address that means "everywhere" (`0.0.0.0`, `::`)
 * is none to go to: loopback stands for it.
 */
export function listenOrigin({ listen, tls }: Listening, port: number = listen.port): string {
  return originAt(tls ? 'https' : 'http', loopbackNameFor(listen.host) ?? listen.host, port);
}

/** Where people reach the gate: as configured, or where it listens. */
export function publicOrigin(config: Listening & { readonly publicUrl: URL | null }, port?: number): string {
  return config.publicUrl?.origin ?? listenOrigin(config, port);
}

/** `http://[::1]:8080`; without the port where it is the scheme's own. */
export function originAt(scheme: 'http' | 'https', host: string, port: number): string {
  return new URL(`${scheme}://${isIPv6(host) ? bracketed(host) : host}:${port}`).origin;
}

/** The name by which this machine reaches a listener of that address; null when it is bound elsewhere. */
export function loopbackNameFor(host: string): string | null {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (isIPv6(host)) {
    const address = new URL(`http://${bracketed(host)}`).hostname;
    return address === '[::]' || address === '[::1]' ? '[::1]' : null;
  }
  return isLoopbackName(host) ? host : null;
}

/** URLs have no place for the zone of a link-local address (RFC 6874 is not implemented by browsers). */
function bracketed(address: string): string {
  return `[${address.replace(/%.*$/, '')}]`;
}

/** Names that lead to the machine itself, whoever resolves them (RFC 6761, 6.3). */
export function isLoopbackName(name: string): boolean {
  const host = name.toLowerCase();
  if (host === '[::1]' || (isIPv4(host) && host.startsWith('127.'))) return true;
  return host === 'localhost' || host.endsWith('.localhost');
}
