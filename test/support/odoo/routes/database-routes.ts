import { checkMasterPassword, manageDatabase } from '../manage-database.ts';
import { answer, html, type OdooAnswer, redirect } from '../odoo-answer.ts';
import { accessDenied, builtin, OdooError } from '../odoo-error.ts';
import type { OdooExchange, OdooRoute } from '../odoo-exchange.ts';
import { databasePage } from '../odoo-pages.ts';

/** What each action's form has to hold besides the master password, and how its failure is called. */
const actions = {
  create: { fields: ['name', 'lang', 'password'], failure: 'Database creation error' },
  duplicate: { fields: ['name', 'new_name'], failure: 'Database duplication error' },
  drop: { fields: ['name'], failure: 'Database deletion error' },
  backup: { fields: ['name'], failure: 'Database backup error' },
  restore: { fields: ['name', 'backup_file'], failure: 'Database restore error' },
  change_password: { fields: ['master_pwd_new'], failure: 'Master password update error' },
} as const;

type DatabaseAction = keyof typeof actions;

/** The database manager, open to everybody. */
export const databaseRoutes: readonly OdooRoute[] = [
  { type: 'http', path: '/web/database/manager', handle: ({ odoo }) => html(databasePage(odoo, true)) },
  { type: 'http', path: '/web/database/selector', handle: ({ odoo }) => html(databasePage(odoo, false)) },
  {
    type: 'json',
    path: '/web/database/list',
    handle({ odoo }) {
      if (!odoo.listsDatabases) throw accessDenied();
      return odoo.databases;
    },
  },
  ...(Object.keys(actions) as DatabaseAction[]).map(
    (action): OdooRoute => ({
      type: 'http',
      path: `/web/database/${action}`,
      methods: ['POST'],
      csrf: false,
      handle: (exchange) => carryOut(exchange, action),
    }),
  ),
];

function carryOut({ odoo, form }: OdooExchange, action: DatabaseAction): OdooAnswer {
  const { fields, failure } = actions[action];
  const given = form.get('master_pwd');
  for (const field of ['master_pwd', ...fields]) {
    if (!form.has(field)) {
      throw builtin('TypeError', `Database.${action}() missing 1 required positional argument: '${field}'`);
    }
  }
  const isInsecure = odoo.masterPassword === 'admin';
  if (isInsecure && given !== undefined && given !== '') manageDatabase(odoo, 'change_password', [given]);
  try {
    checkMasterPassword(odoo, given);
    const [first = '', second = ''] = fields.map((field) => form.get(field) ?? '');
    const result = manageDatabase(odoo, action, [first, second]);
    if (action === 'backup') {
      return answer(200, 'application/octet-stream; charset=binary', Buffer.from(String(result), 'base64'), {
        'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(first)}.${form.get('backup_format') ?? 'zip'}`,
      });
    }
    return redirect(action === 'create' ? odoo.version.home : '/web/database/manager');
  } catch (error) {
    if (!(error instanceof OdooError)) throw error;
    return html(databasePage(odoo, true, `${failure}: ${error.message}`));
  }
}
