import type { IncomingMessage } from 'node:http';
import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import { PortcullisError } from '@portcullis/gate';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Logger } from '../observe/logger.ts';
import type { Access } from './api/access.ts';
import type { ControlCaller, Visit } from './api/caller.ts';
import type { ControlEnvironment } from './api/handlers.ts';
import { controlRoutes } from './api/routes.ts';
import type { ControlHandlers } from './control-handlers.ts';
import { noSuchRoute, notUnderstood, problem } from './control-problem.ts';
import { whyNotAllowed } from './entrance/authorise.ts';
import type { GatePace } from './entrance/gate-pace.ts';

/** Tells who uses the control API; each listener has one. */
export interface Doorkeeper {
  visitOf(incoming: IncomingMessage): Visit;
  /** Who it is, for routes that are not for everybody. */
  callerOf(incoming: IncomingMessage, visit: Visit): Promise<ControlCaller>;
}

export interface ControlAppOptions {
  readonly site: string;
  readonly handlers: ControlHandlers;
  readonly doorkeeper: Doorkeeper;
  readonly logger: Logger;
  readonly now: () => number;
  /** Of keys with the scope `gate`; a listener without keys needs none. @default null */
  readonly gatePace?: GatePace | null;
  /** Paths before the routes: `/portcullis`. @default none */
  readonly pathOf?: (request: Request) => string;
}

type AnyHandler = (context: Context<ControlEnvironment>) => Response | Promise<Response>;

/** A body of somebody whom nobody knows yet, or about himself. */
const shortBodyBytes = 64 * 1_024;
/** A request to be explained, whose body of a megabyte is written as JSON. */
const longBodyBytes = 8 * 1_024 * 1_024;

/** A thousand records, with paths as long as browsers send them. */
const gateBodyBytes = 16 * 1_024 * 1_024;

/**
 * Every route of the contract, by its own path and method and no other, each behind the check of its `access`. What is no
 * route does not exist. Errors are problem+json with a registered code.
 */
export function createControlApp(options: ControlAppOptions): OpenAPIHono<ControlEnvironment> {
  const { site, handlers, doorkeeper, logger, now, gatePace = null, pathOf = exactPath } = options;
  const app = new OpenAPIHono<ControlEnvironment>({
    getPath: pathOf,
    defaultHook: (result) => {
      if (!result.success) throw notUnderstood(result.error);
    },
  });
  app.onError((error, context) => problem(context, error, logger));
  app.notFound((context) => problem(context, noSuchRoute(context.req.method, context.req.path), logger));

  /** Who it is, if he may; as the store says at this moment. */
  async function allowed(access: Access, incoming: IncomingMessage, visit: Visit): Promise<ControlCaller> {
    const caller = access.kind === 'public' ? nobodyAt(visit) : await doorkeeper.callerOf(incoming, visit);
    const refusal = whyNotAllowed(access, caller, now());
    if (refusal !== null) throw refusal;
    return caller;
  }

  /** Before anything of the request is read but its head. */
  function admit(access: Access, { method }: RouteConfig): MiddlewareHandler<ControlEnvironment> {
    return async (context, next) => {
      // A HEAD would run the GET of a stream whose events nobody takes.
      if (context.req.method !== method.toUpperCase())
        throw noSuchRoute(context.req.method, context.req.path);
      const { incoming } = context.env;
      const visit = doorkeeper.visitOf(incoming);
      const caller = await allowed(access, incoming, visit);
      requireSite(context.req.path);
      context.set('visit', visit);
      context.set('caller', caller);
      await next();
    };
  }

  /** Before its body is read, too: what is too much must not be taken first. */
  const keepPace: MiddlewareHandler<ControlEnvironment> = async (context, next) => {
    const { caller } = context.var;
    if (gatePace !== null && caller.kind === 'key')
      gatePace.ask(caller.key, bodyBytesOf(context.env.incoming));
    await next();
  };

  /**
   * Once the body is here, which its sender may take minutes over: a right that was taken meanwhile counts no more, nor does
   * a proof that is too old by now.
   */
  function admitAgain(access: Access, handler: AnyHandler): AnyHandler {
    return async (context) => {
      context.set('caller', await allowed(access, context.env.incoming, context.var.visit));
      return handler(context);
    };
  }

  /** By the path as it came: parameters are decoded, and `%64efault` would be another spelling of a site. */
  function requireSite(path: string): void {
    const [, given] = /^\/v1\/sites\/([^/]*)/.exec(path) ?? [];
    if (given === undefined || given === site) return;
    throw new PortcullisError(
      'PORTCULLIS_NOT_FOUND',
      `This server guards the site "${site}", not "${given}".`,
    );
  }

  for (const [group, routes] of Object.entries(controlRoutes)) {
    // That handler and route belong together is in the type of `handlers`; a loop over both cannot say it.
    const groupHandlers = handlers[group as keyof ControlHandlers] as unknown as Record<string, AnyHandler>;
    for (const [name, { access, route }] of Object.entries(routes)) {
      const pace = isForGates(access) ? [keepPace] : [];
      const middleware = [admit(access, route), ...pace, ...bodyChecks(access, route)];
      const handler = groupHandlers[name];
      if (handler === undefined) throw new Error(`nothing handles ${group}.${name}`);
      const isAskedAgain = access.kind !== 'public' && route.request?.body !== undefined;
      app.openapi({ ...route, middleware }, (isAskedAgain ? admitAgain(access, handler) : handler) as never);
    }
  }
  return app;
}

/** As it came, nothing decoded: a route has one spelling. */
export function exactPath({ url }: Request): string {
  const start = url.indexOf('/', url.indexOf('//') + 2);
  const end = /[?#]/.exec(url)?.index ?? url.length;
  return start === -1 ? '/' : url.slice(start, end);
}

function nobodyAt({ address }: Visit): ControlCaller {
  return { kind: 'nobody', address };
}

function isForGates(access: Access): boolean {
  return access.kind === 'scope' && access.scope === 'gate';
}

/** As it says of itself; a body that does not say how long it is may be of any length. */
function bodyBytesOf({ method, headers }: IncomingMessage): number {
  if (method === 'GET') return 0;
  const length = Number(headers['content-length'] ?? Number.NaN);
  if (Number.isSafeInteger(length)) return length;
  throw new PortcullisError('PORTCULLIS_USAGE', 'Expected a body with a Content-Length, got one without.');
}

function bodyChecks(access: Access, route: RouteConfig): MiddlewareHandler<ControlEnvironment>[] {
  if (route.request?.body === undefined) return [];
  const maxSize = isForGates(access)
    ? gateBodyBytes
    : access.kind === 'scope'
      ? longBodyBytes
      : shortBodyBytes;
  const onError = (): never => {
    throw new PortcullisError('PORTCULLIS_USAGE', `Expected a body of at most ${maxSize} bytes.`, {
      values: { problem: 'body-too-large', most: maxSize },
    });
  };
  return [requireJson, bodyLimit({ maxSize, onError })];
}

/** The one type that no form of another site can send without asking first. */
const requireJson: MiddlewareHandler<ControlEnvironment> = async (context, next) => {
  const type = context.req.header('content-type') ?? '';
  if (!/^application\/json[ \t]*(?:;[ \t]*charset=utf-8[ \t]*)?$/i.test(type)) {
    const got = type === '' ? 'none' : JSON.stringify(type.slice(0, 100));
    throw new PortcullisError('PORTCULLIS_USAGE', `Expected a body of type application/json, got ${got}.`);
  }
  await next();
};
