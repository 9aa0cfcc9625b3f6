import type { ProductionInput, RefusedRouteInput } from '../../model/production.ts';

/** The database manager, for everybody: whoever guesses the master password owns every database (`addons/web/controllers/database.py`). */
const databaseManager: readonly RefusedRouteInput[] = [
  '/web/database/**',
  '/xmlrpc/db',
  '/xmlrpc/2/db',
  // Installs a module for whoever knows a password of an administrator, without a session.
  '/base_import_module/login_upload',
].map((match) => ({ match, for: 'everybody', why: 'It manages databases or installs code.' }));

/** Tools of developers, and pages that tell what is installed (16 to 19). */
const developerTools: readonly RefusedRouteInput[] = [
  '/web/assets/debug/**',
  '/web/become',
  '/web/benchmarks',
  '/web/profile_config/**',
  '/web/set_profiling',
  '/web/speedscope/**',
  '/web/tests/**',
  '/web/filestore/**',
  '/website/info',
  '/doc/**',
  '/doc-bearer/**',
  '/web/version',
  '/json/version',
  // Where the Debugger of werkzeug is left on (`--dev=werkzeug`).
  '/console',
].map((match) => ({ match, why: 'A tool of developers, or a page that tells what is installed.' }));

/**
 * Exceptions whose message is written for people: subclasses of UserError (`odoo/exceptions.py`), and those by which the web
 * client is led (`addons/web/static/src/core/errors/error_handlers.js`). Everything else is technical.
 */
const businessErrors: readonly string[] = [
  'odoo.exceptions.UserError',
  'odoo.exceptions.ValidationError',
  'odoo.exceptions.AccessError',
  'odoo.exceptions.AccessDenied',
  'odoo.exceptions.MissingError',
  'odoo.exceptions.RedirectWarning',
  'odoo.exceptions.LockError',
  'odoo.addons.web.controllers.action.MissingActionError',
  'odoo.addons.base.models.ir_actions.ServerActionWithWarningsError',
  'odoo.http.SessionExpiredException',
  'werkzeug.exceptions.Forbidden',
];

/**
 * The bug menu, the developer tools of the settings, and what shows a trace. The web client's own errors never cross a
 * proxy: their details are hidden where they are shown (`addons/web/static/src/core/errors/error_dialogs.xml`).
 */
const stylesheet = `.o_debug_manager,#developer_tool,.o_error_detail,
.o_error_dialog .modal-body button.btn-link,.o_error_dialog .modal-footer .btn-clipboard,
.o_dialog_error .modal-body button.btn-link,#debug_infos,#exception_traceback,
form.oe_login_form button[value="/web/become"]{display:none!important}`;

export interface OdooProductionOptions {
  readonly restrictedGroups: readonly string[];
  readonly everyoneExcept: readonly string[] | null;
  readonly anonymous: boolean;
  readonly businessErrors: readonly string[];
}

export function odooProduction(options: OdooProductionOptions): ProductionInput {
  const { restrictedGroups, everyoneExcept, anonymous } = options;
  return {
    restricted:
      everyoneExcept === null
        ? { groups: restrictedGroups, exceptRoles: [], anonymous }
        : { exceptGroups: everyoneExcept, exceptRoles: [], anonymous },
    refused: [...databaseManager, ...developerTools],
    calls: [
      {
        match: '/jsonrpc',
        protocol: 'json-rpc',
        // Whatever else it may be in some add-on: of the services that come with Odoo only `db` manages databases.
        allow: [{ '/params/service': ['common', 'object'] }],
      },
    ],
    switches: [
      {
        in: 'query',
        name: 'debug',
        off: '0',
        // `str2bool` of odoo/tools/misc.py; whatever else is said turns it on.
        falsy: ['', '0', 'false', 'f', 'n', 'no', 'off'],
        isRemembered: true,
      },
      // 16 and 17 take somebody else's session from these, 19 another database.
      { in: 'query', name: 'session_id', for: 'everybody' },
      { in: 'query', name: 'db', for: 'everybody' },
      { in: 'header', name: 'x-openerp-session-id', for: 'everybody' },
      { in: 'header', name: 'x-odoo-database', for: 'everybody' },
    ],
    errors: { business: [...businessErrors, ...options.businessErrors], jsonRpc: 'odoo' },
    stylesheet,
  };
}
