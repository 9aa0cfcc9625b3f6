import { subjectOf } from '../claims.ts';
import { failure, type Unanswered } from '../probe/session-answer.ts';
import type { SessionCalls } from '../probe/session-calls.ts';
import { callOdoo, isObject, type OdooAnswer } from './odoo-call.ts';
import { groupUsersFields, type OdooDialect } from './odoo-dialect.ts';

export type Answered<Value> = { readonly kind: 'answered'; readonly value: Value } | Unanswered;

/** What is spoken by the server that is asked: a wrong guess is corrected by whoever finds out. */
export interface DialectInUse {
  current(): OdooDialect;
  correct(change: Partial<OdooDialect>): void;
}

export interface Conversation {
  readonly calls: SessionCalls;
  readonly dialect: DialectInUse;
}

/**
 * Who the session belongs to. `context_get` says the user's id (odoo/addons/base/models/res_users.py, "ensure uid is
 * set"), reads, and is answered from memory; `/web/session/get_session_info`, which says more, writes the session and
 * makes a record of settings for the user.
 */
export async function askUserId(calls: SessionCalls): Promise<Answered<number>> {
  const answer = await callOdoo(calls, { model: 'res.users', method: 'context_get', args: [] });
  if (answer.kind !== 'result') return unanswered(answer);
  const uid = isObject(answer.value) ? answer.value.uid : undefined;
  return typeof uid === 'number' && Number.isSafeInteger(uid) && uid > 0 ? answered(uid) : failure;
}

/** The login, which everybody may read of himself, portal users too (`SELF_READABLE_FIELDS`). */
export async function askLogin({ calls }: Conversation, uid: number): Promise<Answered<string>> {
  const answer = await callOdoo(calls, { model: 'res.users', method: 'read', args: [[uid], ['login']] });
  if (answer.kind !== 'result') return unanswered(answer);
  const [user, ...others]: readonly unknown[] = Array.isArray(answer.value) ? answer.value : [];
  if (others.length > 0 || !isObject(user) || user.id !== uid) return failure;
  const login = subjectOf(user.login);
  return login === null ? failure : answered(login);
}

/** Whether the user is in a group, by its external id, implied groups included. Unknown groups are `false`. */
export async function askGroup(
  { calls, dialect }: Conversation,
  uid: number,
  group: string,
): Promise<Answered<boolean>> {
  const ask = (takesUser: boolean): Promise<OdooAnswer> =>
    callOdoo(calls, {
      model: 'res.users',
      method: 'has_group',
      args: takesUser ? [[uid], group] : [group],
    });
  const { hasGroupTakesUser } = dialect.current();
  const first = await ask(hasGroupTakesUser);
  const isOtherShape = first.kind === 'error' && first.name === 'builtins.TypeError';
  const answer = isOtherShape ? await ask(!hasGroupTakesUser) : first;
  if (answer.kind !== 'result') return unanswered(answer);
  if (typeof answer.value !== 'boolean') return failure;
  if (isOtherShape) dialect.correct({ hasGroupTakesUser: !hasGroupTakesUser });
  return answered(answer.value);
}

/**
 * The names of the user's groups, each with and without its application. Portal users may not read groups
 * and are in none by name. Null = an internal user who may not read them either: not known.
 */
export async function askGroupNames(
  conversation: Conversation,
  uid: number,
): Promise<Answered<ReadonlySet<string> | null>> {
  const { calls, dialect } = conversation;
  for (const field of groupUsersFields(dialect.current())) {
    const answer = await callOdoo(calls, {
      model: 'res.groups',
      method: 'search_read',
      args: [[[field, 'in', [uid]]], ['name', 'full_name']],
    });
    // "Invalid field res.groups.users in leaf …": another version calls it otherwise.
    if (answer.kind === 'error' && answer.name === 'builtins.ValueError') continue;
    if (answer.kind === 'error' && answer.name === 'odoo.exceptions.AccessError') {
      const isInternal = await askGroup(conversation, uid, 'base.group_user');
      if (isInternal.kind !== 'answered') return isInternal;
      return answered(isInternal.value ? null : new Set());
    }
    if (answer.kind !== 'result') return unanswered(answer);
    const names = namesIn(answer.value);
    if (names === null) return failure;
    dialect.correct({ groupUsersField: field });
    return answered(names);
  }
  return failure;
}

function namesIn(groups: unknown): ReadonlySet<string> | null {
  if (!Array.isArray(groups)) return null;
  const names = new Set<string>();
  for (const group of groups as readonly unknown[]) {
    if (!isObject(group) || typeof group.name !== 'string') return null;
    names.add(group.name);
    if (typeof group.full_name === 'string') names.add(group.full_name);
  }
  return names;
}

function answered<Value>(value: Value): Answered<Value> {
  return { kind: 'answered', value };
}

/** An exception where none belongs: this is no Odoo that we know. */
function unanswered(answer: Exclude<OdooAnswer, { readonly kind: 'result' }>): Unanswered {
  return answer.kind === 'error' ? failure : answer;
}
