import type { RefusedRouteInput } from '../model/production.ts';

/** Routes that production mode shuts for the same people and the same reason. */
export function refusedRoutes(
  scope: 'everybody' | 'restricted',
  why: string,
  matches: readonly string[],
): readonly RefusedRouteInput[] {
  return matches.map((match) => ({ match, for: scope, why }));
}

/**
 * What lies beside an application, and is served where a static folder is set too high. Sources: symfony.com/doc and
 * laravel.com/docs (configuration), git-scm.com/docs/gitrepository-layout and its like. Not all of `/.*`: `/.well-known` is
 * public.
 */
export const filesBesideEveryApplication: readonly string[] = [
  '/.env*',
  '/.git/**',
  '/.hg/**',
  '/.svn/**',
  '/.vscode/**',
  '/.idea/**',
  '/.DS_Store',
  '/docker-compose*',
  '/Dockerfile*',
];

/** Apache's mod_status and mod_info in front: requests of everybody, with their addresses (httpd.apache.org/docs). */
export const serverReports: readonly string[] = ['/server-status', '/server-info'];
