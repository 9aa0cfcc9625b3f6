import { authenticateRequest } from './authenticate-request.ts';
import { finish, plain, type ServedAnswer, websiteError } from './finish-answer.ts';
import { redirect, redirectWithQuery, werkzeugPage } from './odoo-answer.ts';
import { httpError, OdooError } from './odoo-error.ts';
import type { HttpRoute, OdooExchange } from './odoo-exchange.ts';
import { isCsrfToken } from './odoo-session.ts';
import { readForm } from './read-form.ts';

export function serveHttp(exchange: OdooExchange, route: HttpRoute): ServedAnswer {
  const { odoo, method } = exchange;
  try {
    authenticateRequest(exchange, route);
    const form = readForm(exchange);
    const isSafe = ['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(method);
    if (!isSafe && route.csrf !== false) {
      if (exchange.database === null) return finish(exchange, redirect('/web/database/selector'));
      if (!isCsrfToken(form.get('csrf_token'), exchange.session, odoo.version)) {
        throw httpError(400, 'BadRequest', 'Session expired (invalid CSRF token)');
      }
    }
    const handled: OdooExchange = { ...exchange, form };
    const answer = route.handle(handled);
    return finish(handled, answer);
  } catch (error) {
    if (!(error instanceof OdooError)) throw error;
    return httpFailure(exchange, route, error);
  }
}

function httpFailure(exchange: OdooExchange, route: HttpRoute, error: OdooError): ServedAnswer {
  const { path, rawQuery, odoo } = exchange;
  if (error.pythonName === 'odoo.http.SessionExpiredException') {
    return plain(redirectWithQuery('/web/login', [['redirect', `${path}?${rawQuery}`]]));
  }
  const isHttp = error.pythonName.startsWith('werkzeug.');
  const name = error.pythonName.replace(/^odoo\.exceptions\./, '');
  const status = isHttp
    ? error.status
    : ['AccessDenied', 'AccessError'].includes(name)
      ? 403
      : error.pythonName.startsWith('odoo.exceptions.') && name !== 'RedirectWarning'
        ? 400
        : 500;
  if (odoo.hasWebsite && route.isFrontend === true) return websiteError(exchange, error, status);
  const description = isHttp ? error.message.replace(/^\d+ [^:]+: /, '') : error.message;
  const headers: Record<string, string> = status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {};
  return plain(werkzeugPage(status, status === 500 || status === 404 ? undefined : description, headers));
}
