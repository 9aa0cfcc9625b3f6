import { join } from 'node:path';
import { OpenAPIHono, type RouteConfig, type RouteHandler } from '@hono/zod-openapi';
import type { ServerStore } from '@portcullis/gate';
import { createSqliteStore } from '@portcullis/store/sqlite';
import type { ControlCaller } from '../../src/control/api/caller.ts';
import type { ControlEnvironment } from '../../src/control/api/handlers.ts';
import { problem } from '../../src/control/control-problem.ts';
import { createLogger } from '../../src/index.ts';
import type { RunningSite } from './running-site.ts';

/** Groups of handlers as an app, for a caller who was let in already. */
export interface MountedHandlers {
  /** To be served, where a connection matters. */
  readonly app: OpenAPIHono<ControlEnvironment>;
  get(path: string): Promise<{ status: number; json: unknown }>;
  post(path: string, body: unknown): Promise<{ status: number; json: unknown }>;
  put(path: string, body: unknown): Promise<{ status: number; json: unknown }>;
  raw(path: string): Promise<Response>;
}

type Routes = Readonly<Record<string, { readonly route: RouteConfig }>>;

export const quietLogger = createLogger({ level: 'silent', site: 'default' });

export function mount(
  groups: readonly (readonly [routes: Routes, handlers: object])[],
  caller: ControlCaller = { kind: 'shell' },
): MountedHandlers {
  const app = new OpenAPIHono<ControlEnvironment>({
    defaultHook: (result, context) =>
      result.success ? undefined : context.json({ code: 'REFUSED_BY_SCHEMA' }, 400),
  });
  app.onError((error, context) => problem(context, error, quietLogger));
  app.use(async (context, next) => {
    context.set('caller', caller);
    await next();
  });
  for (const [routes, handlers] of groups) {
    for (const [name, handler] of Object.entries(handlers)) {
      const { route } = routes[name] ?? {};
      if (route === undefined) throw new Error(`there is no route ${name}`);
      app.openapi(route, handler as RouteHandler<RouteConfig, ControlEnvironment>);
    }
  }
  const send = async (method: string, path: string, body?: unknown) => {
    const answer = await app.request(`/v1/sites/default${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json' },
      }),
    });
    const text = await answer.text();
    return { status: answer.status, json: text === '' ? null : (JSON.parse(text) as unknown) };
  };
  return {
    app,
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    raw: async (path) => app.request(`/v1/sites/default${path}`),
  };
}

/** The store of a running site, as another process on the host opens it. Close it before the site. */
export function storeOf({ stateDirectory }: RunningSite): ServerStore {
  return createSqliteStore({ file: join(stateDirectory, 'portcullis.sqlite') });
}
