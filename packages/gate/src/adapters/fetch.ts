import { callHook, type Gate, type Logger } from '../runtime/for-adapters.ts';
import type { Seen } from './fetch-request.ts';
import { guardFetch, refuseFailure } from './guard-fetch.ts';
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
  return async (request, ...rest) => {
    const seen = seenBy(() => see?.(request, ...rest) ?? {}, logger);
    if (seen === null) return refuseFailure(request);
    return guardFetch(gate, {
      request,
      seen,
      incoming: null,
      outgoing: null,
      isRouted: false,
      errors,
      logger,
      run: async (forApp) => handler(forApp, ...rest),
    });
  };
}

/** Null when the host's own function fails, or is async: what it would have said might have kept the request out. */
function seenBy(see: () => unknown, logger: Pick<Logger, 'warn'>): Seen | null {
  let problem: unknown = 'what it gave is no object that says what was seen';
  try {
    const seen = see();
    if (typeof seen === 'object' && seen !== null && !(seen instanceof Promise)) return seen;
    callHook(() => seen);
  } catch (error) {
    problem = error;
  }
  logger.warn({ error: problem }, 'portcullis: the option `see` failed; the request is refused');
  return null;
}
