import { asOwner, type GuardFunction } from './guard-function.ts';

/**
 * Stores of Portcullis that lie in the database: closed as well, nobody could say any more that it is to be opened. Written by whoever
 * installs, and by nobody else: what an application calls its own schema gets nothing of it past the guard. By names, because a store that
 * is made anew is no other one, and because a dump without it is to be restored.
 */
export const leftOutTables = `
create table if not exists portcullis.left_out (schema name primary key, owner name not null, note text not null);
`;

/**
 * Of a store is what lies in its schema and belongs to its role, and is nobody's partition, child or parent: a table that somebody else
 * puts there is guarded like any other.
 */
const isLeftOut: GuardFunction = {
  signature: 'portcullis.is_left_out(oid)',
  head: `returns boolean ${asOwner} stable`,
  body: `
begin
  return exists (
    select from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join portcullis.left_out l on l.schema = n.nspname and l.owner = pg_get_userbyid(c.relowner)
    where c.oid = $1 and not exists (select from pg_inherits where inhrelid = c.oid or inhparent = c.oid));
end`,
  callers: 'everybody',
};

/** Of what is gone only its schema is known, and who has just dropped it. */
const wasLeftOut: GuardFunction = {
  signature: 'portcullis.was_left_out(text)',
  head: `returns boolean ${asOwner} stable`,
  body: `
begin
  return exists (select from portcullis.left_out l where l.schema = $1 and l.owner = session_user);
end`,
  callers: 'everybody',
};

export const leftOutFunctions: readonly GuardFunction[] = [isLeftOut, wasLeftOut];
