import { isIPv6 } from 'node:net';
import { isLoopbackName, type Listening, loopbackNameFor, originAt } from '../config/gate-origin.ts';
import type { Config } from '../config/parse-config.ts';

/** How a request of a browser reaches the gate, as the gate will see it. */
export interface Arrival {
  /** What the browser has to open. */
  readonly origin: string;
  /** The `Host` header. */
  readonly host: string;
  readonly peer: string | null;
  /** Over TLS to the gate itself. */
  readonly secure: boolean;
  /** What a named proxy in front adds. */
  readonly headers: readonly string[];
  /** The origin leads to the gate from its own machine only. */
  readonly isFromThisMachine: boolean;
  /** A pass is honoured on this way: nobody between browser and gate can copy it. */
  readonly isConfidential: boolean;
}

export interface Reach {
  readonly config: Listening &
    Pick<Config, 'publicUrl'> & { readonly policy: Pick<Config['policy'], 'trusted'> };
  /** The port that was really taken. */
  readonly port: number;
}

/** Documentation addresses (RFC 5737): somebody outside. */
const somebodyOutside = '192.0.2.1';

/**
 * How somebody arrives who opens the gate under a host name, `admin.example.com:8443` or without the port;
 * null = where people usually reach it. `address` is where he comes from, null = outside.
 */
export function arrivalAt(reach: Reach, host: string | null, address: string | null = null): Arrival {
  const { config, port } = reach;
  const here = loopbackNameFor(config.listen.host);
  const name = host === null ? (config.publicUrl?.hostname ?? here ?? config.listen.host) : nameOf(host);
  return here !== null && isLoopbackName(name) && address === null
    ? fromThisMachine(config, name, port)
    : fromElsewhere(reach, { host, name, address: address ?? somebodyOutside });
}

/**
 * Where a new pass is redeemed. Its cookie stays with the host it was redeemed on, so the link leads to the host
 * where its holder works: the one he named, or that of insiders. Where that way is not confidential, this machine
 * itself is left.
 */
export function passArrival(reach: Reach, host: string | null): Arrival {
  const { adminHosts } = reach.config.policy.trusted;
  const wanted = arrivalAt(reach, host);
  const here = loopbackNameFor(reach.config.listen.host);
  if (wanted.isConfidential || here === null) return wanted;
  return arrivalAt(reach, adminHosts.find(isLoopbackName) ?? here);
}

/** Where insiders come from: the admin host where there is one. */
export function insiderHost({ config }: Reach): string | null {
  return config.policy.trusted.adminHosts[0] ?? null;
}

function fromThisMachine({ tls }: Listening, name: string, port: number): Arrival {
  const origin = originAt(tls ? 'https' : 'http', name, port);
  return {
    origin,
    host: new URL(origin).host,
    peer: name === '[::1]' ? '::1' : '127.0.0.1',
    secure: tls !== null,
    headers: [],
    isFromThisMachine: true,
    isConfidential: true,
  };
}

function fromElsewhere(
  { config, port }: Reach,
  { host, name, address }: { readonly host: string | null; readonly name: string; readonly address: string },
): Arrival {
  const { publicUrl, tls } = config;
  const isEncrypted = publicUrl === null ? tls !== null : publicUrl.protocol === 'https:';
  const publicPort = publicUrl === null ? port : Number(publicUrl.port || (isEncrypted ? 443 : 80));
  const origin = originAt(isEncrypted ? 'https' : 'http', name, portOf(host) ?? publicPort);
  const base = { origin, host: new URL(origin).host, isFromThisMachine: false };
  const [proxy] = config.policy.trusted.proxies;
  // TLS ends in front of the gate: its word is believed when the policy names it.
  if (isEncrypted && tls === null && proxy !== undefined) {
    const headers = ['X-Forwarded-Proto', 'https', ...addressHeader(config, address)];
    return { ...base, peer: proxy.split('/')[0] ?? null, secure: false, headers, isConfidential: true };
  }
  const secure = isEncrypted && tls !== null;
  return { ...base, peer: address, secure, headers: [], isConfidential: secure };
}

function addressHeader({ policy }: Reach['config'], address: string): readonly [string, string] {
  switch (policy.trusted.addressHeader) {
    case 'x-forwarded-for':
      return ['X-Forwarded-For', address];
    case 'x-real-ip':
      return ['X-Real-IP', address];
    case 'forwarded':
      return ['Forwarded', isIPv6(address) ? `for="[${address}]"` : `for=${address}`];
  }
}

/** `[::1]:8080` → `[::1]`. */
function nameOf(host: string): string {
  return host.replace(/:\d*$/, '');
}

function portOf(host: string | null): number | null {
  const [, port = ''] = /:(\d+)$/.exec(host ?? '') ?? [];
  return port === '' ? null : Number(port);
}
