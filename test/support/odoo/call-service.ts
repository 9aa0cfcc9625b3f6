import { callMethod } from './call-method.ts';
import { callDatabaseService } from './manage-database.ts';
import { accessDenied, builtin, keyError } from './odoo-error.ts';
import type { OdooState } from './odoo-exchange.ts';
import { findUser, findUserByLogin, type OdooUser } from './odoo-users.ts';
import { isJsonArray, isJsonObject, type Json } from './python-json.ts';

/** Services of `/jsonrpc` and `/xmlrpc`: common, db, object. They know passwords and keys, no sessions. */
export function callService(odoo: OdooState, service: string, method: string, args: readonly Json[]): Json {
  switch (service) {
    case 'common':
      return callCommon(odoo, method, args);
    case 'db':
      return callDatabaseService(odoo, method, args);
    case 'object':
      return callObject(odoo, method, args);
    default:
      throw keyError(service);
  }
}

function callCommon(odoo: OdooState, method: string, args: readonly Json[]): Json {
  const { info, major } = odoo.version;
  switch (method) {
    case 'version':
      return {
        server_version: `${major}.0`,
        server_version_info: info,
        server_serie: `${major}.0`,
        protocol_version: 1,
      };
    case 'about':
      return 'See http://openerp.com';
    case 'set_loglevel':
      return true;
    case 'login':
    case 'authenticate': {
      const [database, login, password] = args;
      if (!odoo.databases.includes(String(database))) throw missingDatabase(String(database));
      const user = findUserByLogin(String(login));
      return user !== undefined && hasCredential(user, password) ? user.id : false;
    }
    default:
      throw builtin('Exception', `Method not found: ${method}`);
  }
}

function callObject(odoo: OdooState, method: string, args: readonly Json[]): Json {
  if (method !== 'execute' && method !== 'execute_kw')
    throw builtin('NameError', `Method not available ${method}`);
  const [database, uid, password, model, modelMethod, ...more] = args;
  const user = typeof uid === 'number' ? findUser(uid) : undefined;
  if (!odoo.databases.includes(String(database))) throw missingDatabase(String(database));
  if (user === undefined || !hasCredential(user, password)) throw accessDenied();
  const [listed, named] = method === 'execute' ? [more, {}] : [more[0] ?? [], more[1] ?? {}];
  return callMethod({
    odoo,
    user,
    model: String(model),
    method: String(modelMethod),
    args: isJsonArray(listed) ? listed : [],
    kwargs: isJsonObject(named) ? named : {},
  });
}

/** With a second factor a password alone is not taken; a key always is. */
function hasCredential(user: OdooUser, given: Json | undefined): boolean {
  return given === user.apiKey || (given === user.password && user.totpCode === undefined);
}

function missingDatabase(name: string): Error {
  return builtin('Exception', `connection to server failed: FATAL: database "${name}" does not exist`);
}
