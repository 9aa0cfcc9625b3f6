import type { Allow, Gate, ObservableResponse } from '../runtime/for-adapters.ts';
import type { Seen } from './fetch-request.ts';
import { guardFetch } from './guard-fetch.ts';
import { announce, type Capabilities, type MaintenanceOptions } from './host.ts';
import { createBypassWarning } from './listener-warning.ts';

export { type HonoErrorHandler, type MaskErrorsOptions, maskErrors } from './hono-mask-errors.ts';
export type { Capabilities, MaintenanceOptions } from './host.ts';
export { RefusedError } from './refused-error.ts';
export { decisionOf } from './remember-admitted.ts';

export const capabilities: Capabilities = {
  host: 'Hono',
  sees: { rawTarget: false, rawHeaders: false, peer: false, upgrade: false },
  honours: { banner: false, stylesheet: false, mask: true, privateCaching: true, decisionHeader: true },
  unless: 'it runs on @hono/node-server',
};

/** `new Hono<{ Variables: MaintenanceVariables }>()`: then `c.get('portcullis')` is the decision. */
export interface MaintenanceVariables {
  portcullis: Allow;
}

/** A context of Hono, as far as it is looked at. */
export interface HonoContextLike {
  readonly env: unknown;
  readonly req: { raw: Request };
  get res(): Response;
  set res(response: Response | undefined);
  set(name: 'portcullis', value: Allow): void;
}

/**
 * `app.use(maintenance(gate))`, for Hono 4, first of all middleware. On @hono/node-server `attach(gate, serve(app))` of
 * `@portcullis/gate/node` judges what others take off its server (`ws`, Socket.IO).
 */
export function maintenance(
  gate: Gate,
  options: MaintenanceOptions = {},
): (c: HonoContextLike, next: () => Promise<void>) => Promise<Response | undefined> {
  const { errors = 'answer' } = options;
  const logger = announce(capabilities, gate, options);
  const warnOfBypass = createBypassWarning(gate, logger, 'attach(gate, server) of @portcullis/gate/node');

  return async (c, next) => {
    const incoming = incomingOf(c.env, c.req.raw);
    if (incoming !== null) warnOfBypass(incoming);
    let isRun = false;
    const response = await guardFetch(gate, {
      request: c.req.raw,
      seen: incoming === null ? {} : seenOnNode(incoming),
      incoming,
      outgoing: incoming === null ? null : outgoingOf(c.env),
      isRouted: true,
      errors,
      logger,
      async run(request, admitted) {
        isRun = true;
        if (admitted !== null) {
          c.req.raw = request;
          c.set('portcullis', admitted.decision);
        }
        await next();
        return c.res;
      },
    });
    if (!isRun) return response;
    if (response !== c.res) {
      // Hono lays the headers of the old response over the new one, if there is an old one.
      c.res = undefined;
      c.res = response;
    }
    return undefined;
  };
}

interface NodeRequestLike {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly httpVersion: string;
  readonly upgrade?: boolean;
  readonly socket: { readonly remoteAddress?: string; readonly encrypted?: boolean };
}

/** @hono/node-server hands Node's own request on, where everything can be seen; null elsewhere. */
function incomingOf(env: unknown, request: Request): NodeRequestLike | null {
  const incoming = typeof env === 'object' && env !== null && 'incoming' in env ? env.incoming : null;
  return isNodeRequest(incoming) && isOf(incoming, request) ? incoming : null;
}

/** Node's own response, which tells its end; that of HTTP/2 does not. */
function outgoingOf(env: unknown): ObservableResponse | null {
  const outgoing = typeof env === 'object' && env !== null && 'outgoing' in env ? env.outgoing : null;
  return isObservable(outgoing) ? outgoing : null;
}

function isObservable(value: unknown): value is ObservableResponse {
  return (
    typeof value === 'object' &&
    value !== null &&
    'writableEnded' in value &&
    typeof value.writableEnded === 'boolean' &&
    'destroyed' in value &&
    typeof value.destroyed === 'boolean'
  );
}

function seenOnNode(incoming: NodeRequestLike): Seen {
  const { method, url, rawHeaders, httpVersion, socket, upgrade } = incoming;
  return {
    method,
    target: url,
    headers: rawHeaders,
    httpVersion,
    peer: socket.remoteAddress ?? null,
    secure: socket.encrypted === true,
    upgrade: upgrade === true,
  };
}

function isNodeRequest(value: unknown): value is NodeRequestLike {
  return (
    typeof value === 'object' &&
    value !== null &&
    'rawHeaders' in value &&
    Array.isArray(value.rawHeaders) &&
    'url' in value &&
    typeof value.url === 'string' &&
    'socket' in value &&
    typeof value.socket === 'object'
  );
}

/** An app may call itself with another request and the environment of this one. */
function isOf({ method, url }: NodeRequestLike, request: Request): boolean {
  const seen = new URL(request.url);
  const sent = URL.parse(url.startsWith('/') ? `${seen.origin}${url}` : url);
  return (
    method.toUpperCase() === request.method.toUpperCase() &&
    sent?.pathname === seen.pathname &&
    sent.search === seen.search
  );
}
