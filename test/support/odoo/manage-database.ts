import { accessDenied, builtin, OdooError } from './odoo-error.ts';
import type { OdooState } from './odoo-exchange.ts';
import type { Json } from './python-json.ts';

/** Actions of the database service that ask for the master password, by the name under which they count. */
const counted: Readonly<Record<string, string>> = {
  create_database: 'create',
  duplicate_database: 'duplicate',
  drop: 'drop',
  dump: 'backup',
  restore: 'restore',
  rename: 'rename',
  change_admin_password: 'change_password',
  migrate_databases: 'migrate',
};

/** `service=db` of every RPC entrance: odoo/service/db.py, `dispatch`. */
export function callDatabaseService(odoo: OdooState, method: string, args: readonly Json[]): Json {
  const { databases, version } = odoo;
  switch (method) {
    case 'db_exist':
      return databases.includes(String(args[0]));
    case 'list':
      if (!odoo.listsDatabases) throw accessDenied();
      return databases;
    case 'list_lang':
      return [
        ['en_US', 'English (US)'],
        ['fr_FR', 'French / Français'],
      ];
    case 'server_version':
      return `${version.major}.0`;
    case 'list_countries':
      checkMasterPassword(odoo, args[0]);
      return [['be', 'Belgium']];
    default: {
      const action = counted[method];
      if (action === undefined) throw new OdooError('builtins.KeyError', `'Method not found: ${method}'`);
      checkMasterPassword(odoo, args[0]);
      return manageDatabase(odoo, action, args.slice(1).map(String));
    }
  }
}

/** Refuses the wrong master password, and everything where the server does not manage databases. */
export function checkMasterPassword(odoo: OdooState, given: Json | undefined): void {
  if (!odoo.listsDatabases) {
    throw accessDenied('Database management functions blocked, admin disabled database listing');
  }
  if (given !== odoo.masterPassword) throw accessDenied();
}

/** Carries an action out, after the master password was checked. */
export function manageDatabase(odoo: OdooState, action: string, args: readonly string[]): Json {
  const { databases, board } = odoo;
  const [name = '', second = ''] = args;
  const mustExist = (): void => {
    if (!databases.includes(name)) throw builtin('Exception', `Database ${name} does not exist`);
  };
  const mustNotExist = (fresh: string): void => {
    if (databases.includes(fresh)) {
      throw new OdooError('odoo.service.db.DatabaseExists', `database '${fresh}' already exists!`);
    }
  };
  let result: Json = true;
  switch (action) {
    case 'create':
      mustNotExist(name);
      databases.push(name);
      break;
    case 'duplicate':
      mustExist();
      mustNotExist(second);
      databases.push(second);
      break;
    case 'drop':
      if (!databases.includes(name)) return false;
      databases.splice(databases.indexOf(name), 1);
      break;
    case 'backup':
      mustExist();
      result = Buffer.from(`dump of ${name}`).toString('base64');
      break;
    case 'restore':
      mustNotExist(name);
      databases.push(name);
      break;
    case 'rename':
      mustExist();
      mustNotExist(second);
      databases[databases.indexOf(name)] = second;
      break;
    case 'change_password':
      odoo.masterPassword = name;
      break;
  }
  board.count('databaseActions', action);
  return result;
}
