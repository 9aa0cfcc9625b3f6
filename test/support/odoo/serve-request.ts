import { plain, type ServedAnswer, websiteError } from './finish-answer.ts';
import { type RouteMatcher, takesMethod } from './match-route.ts';
import { type OdooAnswer, redirect, werkzeugPage } from './odoo-answer.ts';
import { notFound } from './odoo-error.ts';
import type { OdooExchange, OdooState } from './odoo-exchange.ts';
import { openExchange, type ReceivedRequest } from './open-exchange.ts';
import { type OdooTarget, readTarget } from './read-target.ts';
import { serveHttp } from './serve-http.ts';
import { serveJson } from './serve-json.ts';

/** From the request line to the answer, in the order of odoo/http.py: static file, session, route, type, who, flag. */
export function serveRequest(odoo: OdooState, match: RouteMatcher, request: ReceivedRequest): ServedAnswer {
  const target = readTarget(request.target);
  const { path } = target;
  if (path.includes('\0')) return plain(werkzeugPage(500));
  const staticFile = serveStatic(path);
  if (staticFile !== undefined) return plain(staticFile);

  const exchange = openExchange(odoo, request, target);
  const elsewhere = odoo.hasWebsite ? languageRedirect(target, request.method) : undefined;
  if (elsewhere !== undefined) return plain(elsewhere);
  const found = match(withoutLanguage(path, odoo), request.method);
  if (found === undefined || (exchange.database === null && (found.route.auth ?? 'none') !== 'none')) {
    return notServed(exchange, match);
  }
  if (path.slice(1).includes('//')) return plain(canonical(exchange));
  const { route, segments, pattern } = found;
  if (!takesMethod(route, request.method)) {
    const allowed = ['OPTIONS', ...(route.methods ?? [])].sort();
    return plain(werkzeugPage(405, undefined, { Allow: allowed.join(', ') }));
  }
  const matched: OdooExchange = { ...exchange, segments };
  return route.type === 'json' ? serveJson(matched, route, pattern) : serveHttp(matched, route);
}

/** Before any routing, with no session and no login. */
function serveStatic(path: string): OdooAnswer | undefined {
  const found = /^\/(?:web|base|mail|website|portal)\/static\/.+?(\.\w+)?$/.exec(path);
  if (found === null) return undefined;
  const types: Readonly<Record<string, string>> = {
    '.css': 'text/css',
    '.js': 'text/javascript',
    '.png': 'image/png',
  };
  return {
    status: 200,
    headers: {
      'Content-Type': types[found[1] ?? ''] ?? 'application/octet-stream',
      'Cache-Control': 'public, max-age=604800',
    },
    body: `/* ${path} */`,
  };
}

/** Where `languageRedirect` leads nowhere, the route is the one behind the language, of the backend, too. */
function withoutLanguage(path: string, { hasWebsite }: OdooState): string {
  return hasWebsite ? path.replace(/^\/(?:en|fr)(?=\/|$)/, '') || '/' : path;
}

/**
 * `/en_US/x` → `/en/x`, and the default language → unprefixed; nothing of it for POST, of which an alias is no language
 * (`addons/http_routing/models/ir_http.py`, `_match`, cases 6, 7 and 9).
 */
function languageRedirect({ path, rawQuery }: OdooTarget, method: string): OdooAnswer | undefined {
  if (method === 'POST') return undefined;
  const query = rawQuery === '' ? '' : `?${rawQuery}`;
  const [, code, rest = ''] = /^\/(en_US|fr_FR|en|fr)(\/.*)?$/.exec(path) ?? [];
  if (code === undefined || code === 'fr') return undefined;
  return code === 'en'
    ? redirect((rest || '/') + query)
    : redirect(`/${code.slice(0, 2)}${rest}${query}`, 301);
}

function canonical({ path, rawQuery, headers }: OdooExchange): OdooAnswer {
  const query = rawQuery === '' ? '' : `?${rawQuery}`;
  return redirect(`http://${headers.host ?? 'localhost'}${path.replace(/\/{2,}/g, '/')}${query}`, 308);
}

/** No route: Werkzeug's page, or the website's, which saves the session. */
function notServed(exchange: OdooExchange, match: RouteMatcher): ServedAnswer {
  const { odoo, path } = exchange;
  const collapsed = path.replace(/\/{2,}/g, '/');
  if (collapsed !== path && match(collapsed) !== undefined) return plain(canonical(exchange));
  if (!odoo.hasWebsite || exchange.database === null) return plain(werkzeugPage(404));
  return websiteError(exchange, notFound(), 404);
}
