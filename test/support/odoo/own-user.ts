import { accessError, builtin } from './odoo-error.ts';
import { findUser, isMember, type OdooUser } from './odoo-users.ts';
import { isJsonArray, type Json, type JsonObject } from './python-json.ts';
import { recordIds } from './record-store.ts';

export interface UserQuestion {
  readonly user: OdooUser;
  readonly args: readonly Json[];
  readonly kwargs: JsonObject;
}

/** `res.users.read`: everybody may read these fields of himself (`SELF_READABLE_FIELDS`), internal users of all. */
export function readUsers({ user, args, kwargs }: UserQuestion): Json {
  const fields = args[1] ?? kwargs.fields ?? [];
  return recordIds(args[0] ?? kwargs.ids).flatMap((id) => {
    const read = findUser(id);
    if (read === undefined) return [];
    if (read.id !== user.id && user.kind === 'portal') {
      throw accessError("You are not allowed to access 'User' (res.users) records.");
    }
    const values = (isJsonArray(fields) ? fields : []).map((field) => [field, fieldOf(read, field)] as const);
    return [{ id: read.id, ...Object.fromEntries(values) }];
  });
}

/** `res.users.context_get`: "ensure uid is set". */
export function userContext({ user }: UserQuestion): Json {
  return { lang: 'en_US', tz: 'Europe/Brussels', uid: user.id };
}

function fieldOf(user: OdooUser, field: Json): Json {
  switch (field) {
    case 'login':
      return user.login;
    case 'name':
      return user.name;
    case 'share':
      return !isMember(user, 'base.group_user');
    default:
      throw builtin('ValueError', `Invalid field '${String(field)}' on 'res.users'`);
  }
}
