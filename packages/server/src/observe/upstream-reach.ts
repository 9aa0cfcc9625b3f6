import { connect } from 'node:net';

/** Resolves with null while the application takes connections, else with why not: `ECONNREFUSED`, `no answer`. */
export type UpstreamReach = () => Promise<string | null>;

export interface UpstreamReachOptions {
  /** @default 1000 */
  readonly timeoutMs?: number;
  /** How long an answer is good for: many may ask at once. @default 3000 */
  readonly keepMs?: number;
  /** @default Date.now */
  readonly now?: () => number;
}

/** Opens a connection to the application and closes it again; sends nothing, so nothing there counts it. */
export function createUpstreamReach(
  { hostname, port, protocol }: Pick<URL, 'hostname' | 'port' | 'protocol'>,
  { timeoutMs = 1_000, keepMs = 3_000, now = Date.now }: UpstreamReachOptions = {},
): UpstreamReach {
  const host = hostname.replace(/^\[|\]$/g, '');
  const usualPort = protocol === 'https:' ? 443 : 80;
  let last: { readonly at: number; readonly found: Promise<string | null> } | null = null;

  function look(): Promise<string | null> {
    return new Promise((resolve) => {
      const socket = connect({ host, port: port === '' ? usualPort : Number(port) });
      const settle = (problem: string | null) => {
        clearTimeout(watchdog);
        socket.destroy();
        resolve(problem);
      };
      // Its own `timeout` begins anew with each address that is tried.
      const watchdog = setTimeout(() => settle('no answer'), timeoutMs);
      socket.once('connect', () => settle(null));
      socket.once('error', (error) => settle(codeOf(error)));
    });
  }

  return () => {
    const at = now();
    if (last === null || at - last.at >= keepMs || at < last.at) last = { at, found: look() };
    return last.found;
  };
}

/** Several addresses that were tried fail as one AggregateError, which has the code of the first. */
function codeOf(error: NodeJS.ErrnoException): string {
  return error.code ?? error.name;
}
