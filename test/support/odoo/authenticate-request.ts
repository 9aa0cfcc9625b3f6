import { handleDebug } from './debug-flag.ts';
import { noteDevice } from './note-device.ts';
import { httpError, sessionExpired } from './odoo-error.ts';
import type { HttpRoute, JsonRoute, OdooExchange } from './odoo-exchange.ts';
import { findUserByLogin } from './odoo-users.ts';

/** Who asks, then the flag: an expired session never comes to its flag. */
export function authenticateRequest(exchange: OdooExchange, route: HttpRoute | JsonRoute): void {
  const { odoo, session } = exchange;
  session.canSave &&= route.savesSession ?? true;
  if (session.uid !== null) noteDevice(exchange);
  if (route.auth === 'user' && exchange.user === undefined) throw sessionExpired();
  if (route.auth === 'bearer') authenticateBearer(exchange);
  handleDebug(exchange.query, session, odoo.version);
}

/** A key, or a session whose request is a navigation. */
function authenticateBearer(exchange: OdooExchange): void {
  const { headers, session } = exchange;
  const [, key] = /^bearer\s+(.+)$/i.exec(headers.authorization ?? '') ?? [];
  if (key !== undefined) {
    const user = findUserByLogin(key.replace(/-api-key$/, ''));
    if (user?.apiKey !== key) throw httpError(401, 'Unauthorized', 'Invalid apikey');
    exchange.user = user;
    session.canSave = false;
    return;
  }
  if (exchange.user === undefined) {
    throw httpError(
      401,
      'Unauthorized',
      'User not authenticated, use an API Key with a Bearer Authorization header.',
    );
  }
  const isNavigation =
    headers['sec-fetch-dest'] === 'document' &&
    headers['sec-fetch-mode'] === 'navigate' &&
    ['none', 'same-origin'].includes(String(headers['sec-fetch-site'])) &&
    headers['sec-fetch-user'] === '?1';
  if (!isNavigation) {
    throw httpError(401, 'Unauthorized', 'Missing "Authorization" or Sec-headers for interactive usage.');
  }
}
