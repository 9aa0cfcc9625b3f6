import type { OdooRoute, OdooState } from './odoo-exchange.ts';

export interface RouteMatch {
  readonly route: OdooRoute;
  readonly segments: Readonly<Record<string, string>>;
  /** As the route is written, for messages about it. */
  readonly pattern: string;
}

interface CompiledRoute {
  readonly route: OdooRoute;
  readonly pattern: string;
  readonly expression: RegExp;
}

/** Finds the route of a path; without a method, whichever comes first. */
export type RouteMatcher = (path: string, method?: string) => RouteMatch | undefined;

/**
 * Routes of this version and installation, first match first; one that takes the method goes before one that does
 * not. A trailing slash is no other path.
 */
export function compileRoutes(routes: readonly OdooRoute[], odoo: OdooState): RouteMatcher {
  const compiled: readonly CompiledRoute[] = routes
    .filter(({ majors }) => majors === undefined || majors.includes(odoo.version.major))
    .filter(({ ofWebsite }) => ofWebsite !== true || odoo.hasWebsite)
    .flatMap((route) =>
      [route.path].flat().map((pattern) => ({ route, pattern, expression: expressionOf(pattern) })),
    );
  return (path, method) => {
    let other: RouteMatch | undefined;
    for (const { route, pattern, expression } of compiled) {
      const found = expression.exec(path);
      if (found === null) continue;
      const match = { route, pattern, segments: found.groups ?? {} };
      if (method === undefined || takesMethod(route, method)) return match;
      other ??= match;
    }
    return other;
  };
}

/**
 * A JSON route judges by content type, whatever the method is. Every route takes OPTIONS, and where it has no `cors` does for it
 * what it does for its own method (`odoo/addons/base/models/ir_http.py`, `routing_map`).
 */
export function takesMethod({ type, methods }: OdooRoute, method: string): boolean {
  if (type === 'json' || methods === undefined || method === 'OPTIONS') return true;
  return methods.includes(method) || (method === 'HEAD' && methods.includes('GET'));
}

function expressionOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/<(path:)?(\w+)>/g, (_, isPath: string | undefined, name: string) =>
      isPath === undefined ? `(?<${name}>[^/]+?)` : `(?<${name}>.+?)`,
    );
  return new RegExp(`^${source}/?$`);
}
