import { html, type OdooAnswer, redirect, redirectWithQuery } from '../odoo-answer.ts';
import { sessionExpired } from '../odoo-error.ts';
import type { OdooExchange, OdooRoute } from '../odoo-exchange.ts';
import { layout, loginPage, shellPage, totpPage } from '../odoo-pages.ts';
import { findUser, findUserByLogin, type OdooUser } from '../odoo-users.ts';
import { sessionInfo } from '../session-info.ts';

/** Login, second factor, logout, and the shell that they lead to. */
export const loginRoutes: readonly OdooRoute[] = [
  { type: 'http', path: '/web/login', handle: login },
  { type: 'http', path: '/web/login/totp', auth: 'public', isFrontend: true, handle: secondFactor },
  { type: 'http', path: '/web', handle: shell },
  {
    type: 'http',
    path: ['/odoo', '/odoo/<path:screen>', '/scoped_app/<path:screen>'],
    majors: [18, 19],
    handle: shell,
  },
  { type: 'http', path: '/web/session/logout', handle: logout },
  { type: 'http', path: '/web/login_successful', auth: 'user', handle: loginSuccessful },
  {
    type: 'http',
    path: ['/web/reset_password', '/web/signup'],
    auth: 'public',
    isFrontend: true,
    handle(exchange) {
      const { odoo, session, path, method } = exchange;
      if (method === 'POST') odoo.board.count('routes', path);
      return html(
        layout(odoo, session, {
          title: 'Odoo',
          body: `<body><form action="${path}" method="post"></form></body>`,
        }),
      );
    },
  },
  { type: 'http', path: '/auth-timeout/check-identity', majors: [19], auth: 'user', handle: loginSuccessful },
  {
    type: 'http',
    path: ['/auth_oauth/signin', '/auth_oauth/oea'],
    handle: ({ query }) =>
      query.size === 0
        ? html(
            "<html><head><script>var l = window.location; window.location = l.pathname + l.search + '?' + l.hash.substr(1);</script></head><body></body></html>",
          )
        : redirect('/web/login?oauth_error=2'),
  },
];

const sameOrigin = { 'X-Frame-Options': 'SAMEORIGIN', 'Content-Security-Policy': "frame-ancestors 'self'" };

function loginHeaders({ odoo }: OdooExchange): Readonly<Record<string, string>> {
  return odoo.version.major >= 18 ? { 'Cache-Control': 'no-cache', ...sameOrigin } : sameOrigin;
}

function login(exchange: OdooExchange): OdooAnswer {
  const { odoo, session, form, method } = exchange;
  const first = ensureDatabase(exchange);
  if (first !== undefined) return first;
  const given = { login: form.get('login') ?? '', redirect: form.get('redirect') ?? '' };
  if (method !== 'POST') {
    if (given.redirect !== '' && session.uid !== null) return redirect(given.redirect);
    return html(loginPage(odoo, session, given), loginHeaders(exchange));
  }
  const user = findUserByLogin(given.login);
  if (user === undefined || user.password !== form.get('password')) {
    return html(
      loginPage(odoo, session, { ...given, error: 'Wrong login/password' }),
      loginHeaders(exchange),
    );
  }
  return redirect(enter(exchange, user, given.redirect));
}

/** Signs in, or half in with a second factor; gives where to go on. */
function enter({ session, odoo }: OdooExchange, user: OdooUser, wanted: string): string {
  session.uid = null;
  session.isDirty = true;
  if (user.totpCode !== undefined) {
    session.preUid = user.id;
    return wanted === '' ? '/web/login/totp' : `/web/login/totp?${new URLSearchParams({ redirect: wanted })}`;
  }
  session.uid = user.id;
  session.preUid = null;
  session.shouldRotate = true;
  return wanted === '' ? homeOf(user, odoo.version.home, odoo.hasWebsite) : wanted;
}

function homeOf(user: OdooUser, home: string, hasPortal: boolean): string {
  if (user.kind === 'internal') return home;
  return hasPortal ? '/my' : '/web/login_successful';
}

function secondFactor(exchange: OdooExchange): OdooAnswer {
  const { odoo, session, form, method } = exchange;
  const { version } = odoo;
  const wanted = form.get('redirect') ?? '';
  if (session.uid !== null) return redirect(wanted === '' ? version.home : wanted);
  const pending = findUser(session.preUid);
  if (pending === undefined) return redirect('/web/login');
  if (method !== 'POST') return html(totpPage(odoo, session, { redirect: wanted }));
  if (form.get('totp_token') !== pending.totpCode) {
    const error = 'Verification failed, please double-check the 6-digit code';
    return html(totpPage(odoo, session, { redirect: wanted, error }));
  }
  session.uid = pending.id;
  session.preUid = null;
  session.isDirty = true;
  session.shouldRotate = true;
  if (form.has('remember')) {
    const ninetyDays = 90 * 86_400;
    const expires = new Date(Date.now() + ninetyDays * 1000).toUTCString();
    exchange.cookies.push(
      `td_id=${session.sid.slice(0, 20)}; Expires=${expires}; Max-Age=${ninetyDays}; HttpOnly; Path=/; SameSite=Lax`,
    );
  }
  return redirect(wanted === '' ? version.home : wanted);
}

function shell(exchange: OdooExchange): OdooAnswer {
  const { odoo, session, user, form, path, rawQuery } = exchange;
  const { major } = odoo.version;
  const first = ensureDatabase(exchange);
  if (first !== undefined) return first;
  if (user === undefined) {
    return major >= 18
      ? redirectWithQuery('/web/login', [['redirect', `${path}?${rawQuery}`]])
      : redirectWithQuery('/web/login', form);
  }
  if (user.kind === 'portal') return redirect(odoo.hasWebsite ? '/my' : '/web/login_successful');
  // The shell refreshes the life of its session.
  session.isDirty = true;
  return html(shellPage(odoo, session, sessionInfo(odoo, session, user)), {
    'X-Frame-Options': 'DENY',
    ...(major >= 19 ? { 'Cache-Control': 'no-store' } : {}),
  });
}

/** `ensure_db`: `?db=` chooses; where nothing chose and there are several, the selector asks. */
function ensureDatabase(exchange: OdooExchange): OdooAnswer | undefined {
  const { odoo, session, form, path, rawQuery } = exchange;
  const wanted = form.get('db')?.trim() ?? '';
  if (wanted !== '' && odoo.databases.includes(wanted) && wanted !== session.database) {
    if (session.database !== null) {
      exchange.session = odoo.sessions.open(undefined);
    }
    exchange.session.database = wanted;
    exchange.session.isDirty = true;
    return redirect(`${path}?${rawQuery}`, 302);
  }
  return exchange.database === null ? redirect('/web/database/selector') : undefined;
}

/** Keeps the debug flag: it survives logout. */
export function leave({ session }: OdooExchange): void {
  session.uid = null;
  session.preUid = null;
  session.devices = [];
  session.isDirty = true;
  session.shouldRotate = true;
}

function logout(exchange: OdooExchange): OdooAnswer {
  const { odoo, form } = exchange;
  leave(exchange);
  if (odoo.version.major >= 18) {
    exchange.cookies.push('cids=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/');
  }
  return redirect(form.get('redirect') ?? odoo.version.home);
}

function loginSuccessful({ odoo, session, user }: OdooExchange): OdooAnswer {
  if (user === undefined) throw sessionExpired();
  return html(layout(odoo, session, { title: 'Odoo', body: '<body>You are logged in.</body>' }));
}
