import { hasGroup, hasGroups, searchGroups } from './group-methods.ts';
import { ownReads, ownWrites, reads, writes } from './method-lists.ts';
import { accessError, builtin, keyError, missingError, notFound, userError } from './odoo-error.ts';
import type { OdooState } from './odoo-exchange.ts';
import type { OdooSession } from './odoo-session.ts';
import type { OdooUser } from './odoo-users.ts';
import { readUsers, userContext } from './own-user.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from './python-json.ts';
import { raisedBy } from './raising-methods.ts';
import { recordIds } from './record-store.ts';

export interface MethodCall {
  readonly odoo: OdooState;
  /** None with a password or key. */
  readonly session?: OdooSession;
  readonly user: OdooUser;
  readonly model: string;
  readonly method: string;
  readonly args: readonly Json[];
  readonly kwargs: JsonObject;
}

/**
 * Calls a method as every entrance does. A write that was carried out is counted as `model.method`; one that raises
 * counts only with `write_first` (test.errors), which stands for what no rollback takes back.
 */
export function callMethod(call: MethodCall): Json {
  const { odoo, user, model, method, args, kwargs } = call;
  const { version, records, board } = odoo;
  if (!records.isModel(model)) throw version.major >= 18 ? notFound() : keyError(model);
  if (method.startsWith('_')) throw privateMethod(call);
  const count = (): void => board.count('rpc', `${model}.${method}`);

  if (model === 'test.errors' && method.startsWith('raise_')) {
    const raised = raisedBy(method, version);
    if (raised === undefined) throw noSuchMethod(call);
    if (kwargs.write_first === true) count();
    throw raised;
  }
  const question = { version, session: call.session, user, args, kwargs };
  if (model === 'res.users' && method === 'has_group') return hasGroup(question);
  if (model === 'res.users' && method === 'has_groups' && version.major >= 18) return hasGroups(question);
  if (model === 'res.users' && method === 'read') return readUsers(question);
  if (model === 'res.users' && method === 'context_get') return userContext(question);
  if (model === 'res.groups' && method === 'search_read') return searchGroups(question);

  const isOwnWrite = ownWrites[model]?.includes(method) === true;
  if (isOwnWrite || writes[method]?.includes(version.major) === true) {
    if (user.kind === 'portal') {
      throw accessError(`You are not allowed to modify '${model}' (${model}) records.`);
    }
    const result = carryOut(call);
    count();
    return result;
  }
  if (ownReads[model]?.includes(method) === true || reads[method]?.includes(version.major) === true) {
    return readRecords(call);
  }
  throw noSuchMethod(call);
}

function noSuchMethod({ odoo, model, method }: MethodCall): Error {
  return builtin(
    'AttributeError',
    odoo.version.major >= 18
      ? `The method '${model}.${method}' does not exist`
      : `type object '${model}' has no attribute '${method}'`,
  );
}

/** `_read` exists on every model; other names do not. */
function privateMethod(call: MethodCall): Error {
  const { odoo, model, method } = call;
  const { major } = odoo.version;
  if (major === 18 && !['_read', '_search', '_write', '_create'].includes(method)) return noSuchMethod(call);
  return accessError(
    major >= 18
      ? `Private methods (such as '${model}.${method}') cannot be called remotely.`
      : `Private methods (such as ${method}) cannot be called remotely.`,
  );
}

function carryOut({ odoo, model, method, args, kwargs }: MethodCall): Json {
  const { records } = odoo;
  const ids = recordIds(args[0] ?? kwargs.ids);
  const existing = (): void => {
    for (const id of ids) if (records.find(model, id) === undefined) throw missingError(model, id);
  };
  switch (method) {
    case 'create': {
      const values = args[0] ?? kwargs.vals_list ?? {};
      if (isJsonArray(values))
        return values.map((one) => records.create(model, isJsonObject(one) ? one : {}));
      return records.create(model, isJsonObject(values) ? values : {});
    }
    case 'name_create': {
      const name = args[0] ?? kwargs.name ?? '';
      return [records.create(model, { name }), name];
    }
    case 'web_save': {
      const values = args[1] ?? kwargs.vals;
      const given = isJsonObject(values) ? values : {};
      existing();
      const saved = ids.length === 0 ? [records.create(model, given)] : ids;
      if (ids.length > 0) for (const id of ids) records.update(model, id, given);
      return saved.map((id) => records.find(model, id) ?? null);
    }
    case 'unlink':
      if (model === 'res.lang') {
        throw userError("Base Language 'en_US' can not be deleted.");
      }
      existing();
      for (const id of ids) records.remove(model, id);
      return true;
    case 'copy':
      existing();
      return ids.map((id) => records.create(model, records.find(model, id) ?? {}));
    case 'message_post':
      existing();
      return records.create('mail.message', { body: kwargs.body ?? '' });
    default: {
      const values =
        args[1] ??
        kwargs.vals ??
        (method.endsWith('archive') ? { active: method === 'action_unarchive' } : {});
      existing();
      for (const id of ids) records.update(model, id, isJsonObject(values) ? values : {});
      return true;
    }
  }
}

function readRecords({ odoo, model, method, args, kwargs }: MethodCall): Json {
  const all = odoo.records.list(model);
  const ids = recordIds(args[0] ?? kwargs.ids);
  switch (method) {
    case 'search':
      return all.map(({ id }) => id ?? null);
    case 'search_count':
      return all.length;
    case 'read':
    case 'web_read':
      // A record that is missing is left out, not complained about.
      return all.filter(({ id }) => typeof id === 'number' && ids.includes(id));
    case 'search_read':
    case 'search_fetch':
      return all;
    case 'web_search_read':
      return { length: all.length, records: all };
    case 'name_get':
    case 'name_search':
      return all.map(({ id, name }) => [id ?? null, name ?? '']);
    case 'fields_get':
      return { name: { type: 'char', string: 'Name' } };
    case 'check_access_rights':
    case 'has_access':
      return true;
    case 'onchange':
      return { value: {} };
    case 'get_views':
    case 'load_views':
      return { views: { list: { arch: '<list/>', id: 1 } }, models: { [model]: { fields: {} } } };
    case 'export_data':
      return { datas: [] };
    default:
      return {};
  }
}
