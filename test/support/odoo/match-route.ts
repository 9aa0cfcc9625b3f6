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

/** Routes of this version and installation, first match first. A trailing slash is no other path. */
export function compileRoutes(
  routes: readonly OdooRoute[],
  odoo: OdooState,
): (path: string) => RouteMatch | undefined {
  const compiled: readonly CompiledRoute[] = routes
    .filter(({ majors }) => majors === undefined || majors.includes(odoo.version.major))
    .filter(({ ofWebsite }) => ofWebsite !== true || odoo.hasWebsite)
    .flatMap((route) =>
      [route.path].flat().map((pattern) => ({ route, pattern, expression: expressionOf(pattern) })),
    );
  return (path) => {
    for (const { route, pattern, expression } of compiled) {
      const found = expression.exec(path);
      if (found !== null) return { route, pattern, segments: found.groups ?? {} };
    }
    return undefined;
  };
}

function expressionOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/<(path:)?(\w+)>/g, (_, isPath: string | undefined, name: string) =>
      isPath === undefined ? `(?<${name}>[^/]+?)` : `(?<${name}>.+?)`,
    );
  return new RegExp(`^${source}/?$`);
}
