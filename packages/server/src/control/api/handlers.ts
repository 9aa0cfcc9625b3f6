import type { HttpBindings } from '@hono/node-server';
import type { RouteConfig, RouteHandler } from '@hono/zod-openapi';
import type { Access } from './access.ts';
import type { ControlCaller, Visit } from './caller.ts';

/** What a handler finds in its context. */
export interface ControlEnvironment {
  readonly Bindings: HttpBindings;
  readonly Variables: { readonly caller: ControlCaller; readonly visit: Visit };
}

interface AccessedRoute {
  readonly access: Access;
  readonly route: RouteConfig;
}

/** One handler for each route of a group, with the types of its parameters, its body and its answers. */
export type Handlers<Routes extends Readonly<Record<string, AccessedRoute>>> = {
  readonly [Name in keyof Routes]: RouteHandler<Routes[Name]['route'], ControlEnvironment>;
};
