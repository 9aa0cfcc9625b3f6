import type { Policy, Warning } from '@portcullis/gate';
import { isLoopbackName } from './gate-origin.ts';
import type { StoreConfig } from './store-config.ts';

export interface Places {
  readonly store: StoreConfig;
  readonly listenHost: string;
  readonly upstream: URL;
  readonly publicUrl: URL | null;
  readonly policy: Pick<Policy, 'webhooks' | 'trusted'>;
}

/** What goes over a network otherwise than its author may think. */
export function placeWarnings(places: Places): readonly string[] {
  return [...plainStore(places.store), ...hostOfDeliveries(places)];
}

function plainStore(store: StoreConfig): readonly string[] {
  if (store.kind === 'sqlite' || !URL.canParse(store.place)) return [];
  const { protocol, hostname, searchParams } = new URL(store.place);
  // A socket of this host has no name, or one that is its path.
  const host = searchParams.get('host') ?? hostname.replace(/^%2f/i, '/');
  if (host === '' || host.startsWith('/') || isLoopbackName(host)) return [];
  if (store.kind === 'redis') {
    if (protocol === 'rediss:') return [];
    return [warning(host, 'rediss:// where it has TLS')];
  }
  const mode = searchParams.get('sslmode') ?? searchParams.get('ssl') ?? '';
  return ['', 'false', '0', 'disable', 'allow', 'prefer'].includes(mode)
    ? [warning(host, '?sslmode=verify-full at the end of the place')]
    : [];
}

function warning(host: string, encrypted: string): string {
  const text: Warning = `the connection to ${host} is not encrypted: whoever is on the way reads and changes the switch. Use ${encrypted}`;
  return `store.place: ${text}`;
}

/** Whoever sends a webhook does not choose by which name the application is called. */
function hostOfDeliveries({ policy, listenHost, upstream, publicUrl }: Places): readonly string[] {
  const isNeeded = policy.webhooks.some(({ during, pattern }) => during === 'hold' && pattern.host === null);
  // Nobody but this host calls it: it is tried out.
  const isTrial = isLoopbackName(listenHost) && policy.trusted.proxies.length === 0;
  if (!isNeeded || isTrial || publicUrl !== null) return [];
  const text: Warning = `without it held webhooks are delivered with the host name ${upstream.host}, and an application that answers to its own name refuses them. Set it, or host in the rules of policy.webhooks`;
  return [`publicUrl: ${text}`];
}
