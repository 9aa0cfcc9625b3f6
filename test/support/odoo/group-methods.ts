import { accessError, builtin } from './odoo-error.ts';
import type { OdooSession } from './odoo-session.ts';
import { effectiveGroups, findUser, isMember, listedGroups, type OdooUser } from './odoo-users.ts';
import type { OdooVersion } from './odoo-version.ts';
import { isJsonArray, type Json, type JsonObject } from './python-json.ts';
import { recordIds } from './record-store.ts';

export interface GroupQuestion {
  readonly version: OdooVersion;
  readonly session: OdooSession | undefined;
  readonly user: OdooUser;
  readonly args: readonly Json[];
  readonly kwargs: JsonObject;
}

/** 16 and 17: `[ext]`; 18 and 19: `[[uid], ext]` or `[uid, ext]`. The wrong one is a TypeError, both ways. */
export function hasGroup(question: GroupQuestion): boolean {
  const { version, user, args, kwargs } = question;
  const self = version.major >= 19 ? 'ResUsers' : 'Users';
  if (!version.hasGroupTakesUid) {
    const [name, ...more] = [...args, ...Object.values(kwargs)];
    if (more.length > 0) {
      throw builtin(
        'TypeError',
        `${self}.has_group() takes 2 positional arguments but ${more.length + 2} were given`,
      );
    }
    if (name === undefined) {
      throw builtin(
        'TypeError',
        `${self}.has_group() missing 1 required positional argument: 'group_ext_id'`,
      );
    }
    return isMember(user, String(name));
  }
  const [ids, name = kwargs.group_ext_id] = args;
  if (name === undefined) {
    throw builtin('TypeError', `${self}.has_group() missing 1 required positional argument: 'group_ext_id'`);
  }
  return isMemberNow(asked(question, ids), String(name), question.session);
}

/** 18+: `a.b,c.d,!e.f`: any of the plain ones, and none of the others. */
export function hasGroups(question: GroupQuestion): boolean {
  const [ids, spec = question.kwargs.group_spec] = question.args;
  const of = asked(question, ids);
  const parts = String(spec ?? '')
    .split(',')
    .map((part) => part.trim());
  const forbidden = parts.filter((part) => part.startsWith('!')).map((part) => part.slice(1));
  const wanted = parts.filter((part) => !part.startsWith('!'));
  const isIn = (name: string): boolean => isMemberNow(of, name, question.session);
  return !forbidden.some(isIn) && (wanted.length === 0 || wanted.some(isIn));
}

/** Names of groups, in the domain `[[<field of users>, "in", [uid]]]`; portal users may not read them. */
export function searchGroups(question: GroupQuestion): Json {
  const { version, user, args, kwargs } = question;
  if (user.kind === 'portal') {
    throw accessError(
      "You are not allowed to access 'Access Groups' (res.groups) records.\n\nThis operation is allowed for the following groups:\n\t- User types/Internal User",
    );
  }
  const domain = args[0] ?? kwargs.domain ?? [];
  let found = effectiveGroups(user);
  for (const leaf of isJsonArray(domain) ? domain : []) {
    const [field, , value] = isJsonArray(leaf) ? leaf : [];
    if (field === version.groupUsersField) {
      const others = recordIds(value).map(findUser);
      found = others.flatMap((other) => (other === undefined ? [] : listedGroups(other, version)));
    } else if (field === version.groupAllUsersField) {
      const others = recordIds(value).map(findUser);
      found = others.flatMap((other) => (other === undefined ? [] : effectiveGroups(other)));
    } else if (field !== 'name') {
      throw builtin('ValueError', `Invalid field res.groups.${String(field)} in leaf ${pythonLeaf(leaf)}`);
    } else found = found.filter((group) => group.name === value);
  }
  return found.map(({ id, name, fullName }) => ({ id, name, full_name: fullName }));
}

function pythonLeaf(leaf: Json): string {
  return isJsonArray(leaf)
    ? `(${leaf.map((part) => JSON.stringify(part).replaceAll('"', "'")).join(', ')})`
    : String(leaf);
}

function asked({ user }: GroupQuestion, ids: Json | undefined): OdooUser {
  const [id] = recordIds(ids);
  const other = findUser(id ?? null);
  if (other === undefined) throw builtin('ValueError', `Expected singleton: res.users(${id ?? ''})`);
  if (other.id !== user.id && user.kind === 'portal') {
    throw accessError("You are not allowed to access 'User' (res.users) records.");
  }
  return other;
}

/** "Technical Features" counts while debug is on. */
function isMemberNow(user: OdooUser, xmlId: string, session: OdooSession | undefined): boolean {
  if (xmlId === 'base.group_no_one' && (session?.debug ?? '') === '') return false;
  return isMember(user, xmlId);
}
