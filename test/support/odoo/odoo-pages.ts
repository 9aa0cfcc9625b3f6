import { escapeHtml } from './odoo-answer.ts';
import type { OdooState } from './odoo-exchange.ts';
import { csrfToken, type OdooSession } from './odoo-session.ts';
import { type JsonObject, pythonJson } from './python-json.ts';

/** The script every rendered page carries: it shows the token and the stored debug flag. */
function odooScript(odoo: OdooState, session: OdooSession): string {
  return `<script id="web.layout.odooscript" type="text/javascript">
            var odoo = {
                csrf_token: "${csrfToken(session, odoo.version)}",
                debug: "${session.debug}",
            };
        </script>`;
}

export interface PageParts {
  readonly title: string;
  readonly head?: string;
  readonly body: string;
}

export function layout(odoo: OdooState, session: OdooSession, { title, head = '', body }: PageParts): string {
  return `<!DOCTYPE html>
<html lang="en-US">
    <head>
        <meta charset="utf-8"/>
        <title>${escapeHtml(title)}</title>
        <link rel="stylesheet" href="${assetPath(odoo, session, 'web.assets_frontend.min.css')}"/>
        ${odooScript(odoo, session)}
        <script type="text/javascript" src="${assetPath(odoo, session, 'web.assets_frontend_minimal.min.js')}"></script>
        <script type="text/javascript" data-src="${assetPath(odoo, session, 'web.assets_frontend_lazy.min.js')}"></script>
        ${head}
    </head>
    ${body}
</html>
`;
}

/** 16: `/web/assets/<id>-<hash>/…`; later `/web/assets/<hash>/…`, with a website its id before; debug: unversioned. */
function assetPath({ version, hasWebsite }: OdooState, { debug }: OdooSession, name: string): string {
  if (debug.includes('assets')) return `/web/assets/debug/${name.replace('.min.', '.')}`;
  if (version.major <= 17) return `/web/assets/217-5b3d2e1/${name}`;
  return `/web/assets/${hasWebsite ? '1/' : ''}5b3d2e1/${name}`;
}

export interface LoginPage {
  readonly login?: string;
  readonly redirect?: string;
  readonly error?: string;
}

export function loginPage(
  odoo: OdooState,
  session: OdooSession,
  { login = '', redirect = '', error }: LoginPage,
): string {
  const hidden = (name: string, value: string): string =>
    `<input type="hidden" name="${name}" value="${escapeHtml(value)}"/>`;
  const body = `<body>
        <form class="oe_login_form" role="form" action="/web/login" method="post">
            ${hidden('csrf_token', csrfToken(session, odoo.version))}
            <input type="text" placeholder="Email" name="login" id="login" class="form-control" required="required" value="${escapeHtml(login)}"/>
            <input type="password" placeholder="Password" name="password" id="password" class="form-control" required="required"/>
            ${error === undefined ? '' : `<p class="alert alert-danger" role="alert">${escapeHtml(error)}</p>`}
            ${odoo.version.major >= 18 ? hidden('type', 'password') : ''}
            ${hidden('redirect', redirect)}
            <button type="submit" class="btn btn-primary">Log in</button>
            ${session.debug === '' ? '' : '<button type="submit" name="redirect" value="/web/become" class="btn btn-link">Log in as superuser</button>'}
        </form>
        <img src="/web/binary/company_logo" alt="Logo"/>
    </body>`;
  return layout(odoo, session, { title: 'Odoo', body });
}

export function totpPage(odoo: OdooState, session: OdooSession, { redirect = '', error }: LoginPage): string {
  const body = `<body>
        <form method="POST" action="/web/login/totp">
            <input type="hidden" name="csrf_token" value="${csrfToken(session, odoo.version)}"/>
            <input type="hidden" name="redirect" value="${escapeHtml(redirect)}"/>
            <input id="totp_token" name="totp_token" class="form-control mb-2" required="required"/>
            <input type="checkbox" name="remember" id="switch-remember"/>
            ${error === undefined ? '' : `<p class="alert alert-danger" role="alert">${escapeHtml(error)}</p>`}
            <button type="submit" class="btn btn-primary">Log in</button>
        </form>
    </body>`;
  return layout(odoo, session, { title: 'Two-factor Authentication', body });
}

const buttons = [
  ['Save', 'res.partner', 'write', '[[1], {"name": "Changed"}]'],
  ['Discount', 'test.errors', 'raise_user_error', '[]'],
  ['Report', 'test.errors', 'raise_value_error', '[]'],
]
  .map(
    ([label, model, method, args = '']) =>
      `<button data-model="${model}" data-method="${method}" data-args="${escapeHtml(args)}">${label}</button>`,
  )
  .join('');

/** The web client's shell; with debug on it holds the bug menu, and the developer tools of the settings screen. */
export function shellPage(odoo: OdooState, session: OdooSession, info: JsonObject): string {
  const tools =
    session.debug === ''
      ? '<div id="developer_tool"><a href="?debug=1">Activate the developer mode</a></div>'
      : '<div class="o_debug_manager"><button class="fa fa-bug" title="Open Developer Tools"></button></div>' +
        '<div id="developer_tool"><a href="?debug=">Deactivate the developer mode</a></div>';
  return layout(odoo, session, {
    title: 'Odoo',
    head: `<script type="text/javascript">odoo.__session_info__ = ${pythonJson(info).replaceAll('</', '<\\/')};</script>`,
    body: `<body class="o_web_client">${tools}${buttons}<script src="/web/assets/5b3d2e1/web.assets_web.min.js"></script></body>`,
  });
}

/** With http_routing: the traceback when debug is on, nothing of it otherwise. */
export function websiteErrorPage(
  odoo: OdooState,
  session: OdooSession,
  error: { readonly status: number; readonly reason: string; readonly traceback: string },
): string {
  const debug =
    session.debug === ''
      ? ''
      : `<div class="accordion mt-5" id="debug_infos">
            <h6>Error message:</h6>
            <pre id="exception_traceback">${escapeHtml(error.traceback)}</pre>
        </div>`;
  return layout(odoo, session, {
    title: `${error.status} | My Website`,
    body: `<body><div id="wrap" class="container">
        <h1 class="mt-5">${error.status === 404 ? 'Error 404' : `${error.status}: ${escapeHtml(error.reason)}`}</h1>
        <p>We couldn't find the page you're looking for, or something went wrong.</p>
        ${debug}
    </div></body>`,
  });
}

export function databasePage(odoo: OdooState, isManager: boolean, error?: string): string {
  const shown = odoo.listsDatabases ? odoo.databases : [];
  const forms = ['create', 'duplicate', 'drop', 'backup', 'restore', 'change_password'].map(
    (action) =>
      `<form role="form" action="/web/database/${action}" method="post"><input type="password" name="master_pwd"/></form>`,
  );
  return `<!DOCTYPE html>
<html>
    <head><meta charset="utf-8"/><title>Odoo</title></head>
    <body>
        ${error === undefined ? '' : `<div class="alert alert-danger">${escapeHtml(error)}</div>`}
        ${shown.map((name) => `<a href="${odoo.version.home}?db=${encodeURIComponent(name)}">${escapeHtml(name)}</a>`).join('\n        ')}
        ${isManager ? forms.join('\n        ') : ''}
    </body>
</html>
`;
}
