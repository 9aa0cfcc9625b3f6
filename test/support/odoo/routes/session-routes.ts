import { accessDenied, accessError, builtin } from '../odoo-error.ts';
import { type OdooExchange, type OdooRoute, sinceEighteen } from '../odoo-exchange.ts';
import { findUserByLogin } from '../odoo-users.ts';
import type { Json } from '../python-json.ts';
import { sessionInfo } from '../session-info.ts';
import { leave } from './login-routes.ts';

/** JSON routes about the session itself. */
export const sessionRoutes: readonly OdooRoute[] = [
  // Answers `None`: no member `result`.
  { type: 'json', path: '/web/session/check', auth: 'user', handle: () => null },
  { type: 'json', path: '/web/session/get_session_info', auth: 'user', handle: getSessionInfo },
  { type: 'json', path: '/web/session/authenticate', handle: authenticate },
  {
    type: 'json',
    path: '/web/session/destroy',
    auth: 'user',
    handle(exchange) {
      leave(exchange);
      return null;
    },
  },
  { type: 'json', path: '/web/session/modules', auth: 'user', handle: () => ['base', 'web', 'mail'] },
  { type: 'json', path: '/web/session/get_lang_list', handle: () => [['en_US', 'English (US)']] },
  {
    type: 'json',
    path: '/web/session/account',
    auth: 'user',
    handle: () => 'https://accounts.odoo.com/oauth2/auth?response_type=token',
  },
  {
    type: 'json',
    path: '/web/webclient/version_info',
    handle: ({ odoo: { version } }) => ({
      server_version: `${version.major}.0`,
      server_version_info: version.info,
      server_serie: `${version.major}.0`,
      protocol_version: 1,
    }),
  },
  {
    type: 'json',
    path: '/auth/passkey/start-auth',
    majors: sinceEighteen,
    handle: () => ({ challenge: 'Y2hhbGxlbmdl', rpId: 'localhost' }),
  },
  {
    type: 'json',
    path: ['/auth-timeout/session/check-identity', '/auth-timeout/send-totp-mail-code'],
    majors: [19],
    auth: 'user',
    handle: () => null,
  },
];

function getSessionInfo({ odoo, session, user }: OdooExchange): Json {
  session.isDirty = true;
  if (user !== undefined && odoo.version.major >= 18 && !odoo.settingsOf.has(user.id)) {
    odoo.settingsOf.add(user.id);
    odoo.board.count('userSettings', user.login);
  }
  return sessionInfo(odoo, session, user);
}

function authenticate(exchange: OdooExchange): Json {
  const { odoo, session, params } = exchange;
  for (const name of ['db', 'login', 'password']) {
    if (params[name] === undefined) {
      throw builtin('TypeError', `Session.authenticate() missing 1 required positional argument: '${name}'`);
    }
  }
  if (!odoo.databases.includes(String(params.db))) throw accessError('Database not found.');
  const user = findUserByLogin(String(params.login));
  if (user === undefined || user.password !== params.password) throw accessDenied();
  session.database = String(params.db);
  session.isDirty = true;
  session.uid = null;
  if (user.totpCode !== undefined) {
    session.preUid = user.id;
    return { uid: null };
  }
  session.uid = user.id;
  session.preUid = null;
  session.shouldRotate = true;
  return sessionInfo(odoo, session, user);
}
