import type { Gate } from '../runtime/for-adapters.ts';
import type { Seen } from './fetch-request.ts';
import { guardFetch } from './guard-fetch.ts';
import { announce, type Capabilities, type MaintenanceOptions } from './host.ts';

export type { Seen } from './fetch-request.ts';
export type { Capabilities, MaintenanceOptions } from './host.ts';
export { RefusedError } from './refused-error.ts';
export { decisionOf } from './remember-admitted.ts';

export const capabilities: Capabilities = {
  host: 'fetch',
  sees: { rawTarget: false, rawHeaders: false, peer: false, upgrade: false },
  honours: { banner: false, stylesheet: false, mask: false, privateCaching: true, decisionHeader: true },
  unless: 'the option `see` tells them',
};

export interface FetchMaintenanceOptions<Rest extends readonly unknown[]> extends MaintenanceOptions {
  /** What the host knows of a request beyond `Request`, such as `{ peer: info.remoteAddr.hostname }`. */
  readonly see?: (request: Request, ...rest: Rest) => Seen;
}

/**
 * `withMaintenance(gate, handler)`: a handler that lets requests in to `handler` or answers them itself. While something
 * is governed the app gets the request with the decision in its headers, or a new one where a host lets nobody change them;
 * it asks `decisionOf(request)`.
 */
export function withMaintenance<Rest extends readonly unknown[]>(
  gate: Gate,
  handler: (request: Request, ...rest: Rest) => Response | Promise<Response>,
  options: FetchMaintenanceOptions<Rest> = {},
): (request: Request, ...rest: Rest) => Promise<Response> {
  const { errors = 'answer', see } = options;
  const logger = announce(capabilities, gate, options);
  return (request, ...rest) =>
    guardFetch(gate, {
      request,
      seen: see?.(request, ...rest) ?? {},
      incoming: null,
      outgoing: null,
      isRouted: false,
      errors,
      logger,
      run: async (forApp) => handler(forApp, ...rest),
    });
}
