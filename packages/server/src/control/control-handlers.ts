import type { Handlers } from './api/handlers.ts';
import type { controlRoutes } from './api/routes.ts';

type ControlRoutes = typeof controlRoutes;

/** A handler for every route of every group. */
export type ControlHandlers = { readonly [Group in keyof ControlRoutes]: Handlers<ControlRoutes[Group]> };
