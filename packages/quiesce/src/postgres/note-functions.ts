import { asOwner, type GuardFunction } from './guard-function.ts';

/** So many writers that were refused are told apart; one more takes the place of who was refused longest ago. */
export const refusalPlaces = 8;
/** Of an application's name, eight bytes each. */
export const nameParts = 4;
/** How long it is known of a session that is gone that it wrote because it may. */
const keptMinutes = 10;

/**
 * What must outlast the rollback of the statement that was refused: nothing in a database does but the value of a sequence, so each place
 * is some of them. When, who and where, and the beginning of how the application calls itself: a script that was refused is gone before
 * anybody can look at its session.
 */
export const noteTables = `
create sequence if not exists portcullis.refused;
create sequence if not exists portcullis.refused_ids;
do $$ begin
  for place in 0..${refusalPlaces - 1} loop
    execute format('create sequence if not exists portcullis.refused_%s_at minvalue 0 start 0', place);
    execute format('create sequence if not exists portcullis.refused_%s_who minvalue -9223372036854775808 start 0', place);
    for part in 1..${nameParts} loop
      execute format('create sequence if not exists portcullis.refused_%s_name_%s minvalue -9223372036854775808 start 0', place, part);
    end loop;
  end loop;
end $$;
-- Who wrote although it was closed, because he may: one row for each session and table, 0 for a change of tables; and one for each
-- transaction of it that is prepared.
create table if not exists portcullis.passage (pid int, relid oid, role name not null, application text not null, label text,
  xid xid8 not null, at timestamptz not null, primary key (pid, relid, xid));
do $$ begin
  if exists (select from pg_constraint where conrelid = 'portcullis.passage'::regclass and contype = 'p' and cardinality(conkey) = 2) then
    alter table portcullis.passage drop constraint passage_pkey, add primary key (pid, relid, xid);
  end if;
end $$;
`;

/** Costs only who is refused. Whatever goes wrong in it, he still is, and hears why. */
const noteRefusal: GuardFunction = {
  signature: 'portcullis.note_refusal(oid)',
  head: `returns void ${asOwner}`,
  body: `
declare
  application text := coalesce(current_setting('application_name', true), '');
  role oid := (select oid from pg_roles where rolname = session_user);
  first int := abs(hashtext(session_user || ' ' || application)::bigint) % ${refusalPlaces};
  place int;
  name text := rpad(encode(substr(convert_to(application, 'UTF8'), 1, ${8 * nameParts}), 'hex'), ${16 * nameParts}, '0');
  parts bigint[] := array(select ('x' || substr(name, 16 * part - 15, 16))::bit(64)::bigint from generate_series(1, ${nameParts}) part);
  prefix text;
  last_at bigint;
  oldest_at bigint;
  -- A transaction is refused as often as it likes, and has one id: from what is noted here, unless it had one already.
  takes_id boolean := pg_current_xact_id_if_assigned() is null;
begin
  perform nextval('portcullis.refused');
  -- His own, or else one that is free, or else the oldest: an application that is refused all day must not hide a script that was once.
  for step in 0..${refusalPlaces - 1} loop
    prefix := format('portcullis.refused_%s_', (first + step) % ${refusalPlaces});
    last_at := coalesce(pg_sequence_last_value((prefix || 'at')::regclass), 0);
    if last_at = 0 or (((pg_sequence_last_value((prefix || 'who')::regclass) >> 32) & 4294967295) = role::bigint
      and array(select pg_sequence_last_value(format('%sname_%s', prefix, part)::regclass) from generate_series(1, ${nameParts}) part) = parts)
    then
      place := (first + step) % ${refusalPlaces};
      exit;
    end if;
    if oldest_at is null or last_at < oldest_at then
      oldest_at := last_at;
      place := (first + step) % ${refusalPlaces};
    end if;
  end loop;
  prefix := format('portcullis.refused_%s_', place);
  perform setval(prefix || 'who', (role::bigint << 32) | coalesce($1, 0)::bigint);
  for part in 1..${nameParts} loop
    perform setval(format('%sname_%s', prefix, part), parts[part]);
  end loop;
  perform setval(prefix || 'at', (extract(epoch from clock_timestamp()) * 1000)::bigint);
  if takes_id then perform nextval('portcullis.refused_ids'); end if;
exception when others then
  null;
end`,
  callers: 'nobody',
};

/**
 * Of a session its last write to each table, which is forgotten with it if it is rolled back. What a transaction of it has noted that is
 * prepared stays locked until somebody decides it, and is waited for by nobody.
 */
const notePassage: GuardFunction = {
  signature: 'portcullis.note_passage(oid,text)',
  head: `returns void ${asOwner}`,
  body: `
declare
  relation oid := coalesce($1, 0);
  transaction xid8 := pg_current_xact_id();
begin
  perform from portcullis.passage p where p.pid = pg_backend_pid() and p.relid = relation and p.xid = transaction;
  if found then return; end if;
  update portcullis.passage p
    set role = session_user, application = coalesce(current_setting('application_name', true), ''), label = $2, xid = transaction,
      at = clock_timestamp()
    where p.pid = pg_backend_pid() and p.relid = relation and p.xid = (
      select o.xid from portcullis.passage o where o.pid = pg_backend_pid() and o.relid = relation limit 1 for update skip locked);
  if found then return; end if;
  insert into portcullis.passage (pid, relid, role, application, label, xid, at)
    values (pg_backend_pid(), relation, session_user, coalesce(current_setting('application_name', true), ''), $2, transaction,
      clock_timestamp());
end`,
  callers: 'nobody',
};

/** Everything but the statistics of tables, which everybody may read: who is there, who was refused, who wrote because he may. */
const evidence: GuardFunction = {
  signature: 'portcullis.evidence()',
  head: `returns json ${asOwner}`,
  body: `
declare
  writers json[] := '{}';
  writer json;
begin
  -- Of sessions that are gone nothing is counted any more: else each that ever wrote would be kept, and told, until it is opened.
  if current_setting('transaction_read_only') = 'off' then
    delete from portcullis.passage where (pid, relid, xid) in (
      select p.pid, p.relid, p.xid from portcullis.passage p
      where p.at < clock_timestamp() - interval '${keptMinutes} minutes' and p.pid not in (select a.pid from pg_stat_activity a where a.pid is not null)
      for update skip locked);
  end if;
  for place in 0..${refusalPlaces - 1} loop
    execute format(
      'select json_build_object(''at'', a.last_value, ''role'', r.rolname,
         ''table'', (select format(''%%I.%%I'', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = (w.last_value & 4294967295)::oid),
         ''name'', json_build_array(%s))
       from portcullis.refused_%s_at a, portcullis.refused_%s_who w left join pg_roles r on r.oid::bigint = (w.last_value >> 32) & 4294967295 %s
       where a.last_value > 0',
      (select string_agg(format('n%s.last_value::text', part), ', ') from generate_series(1, ${nameParts}) part),
      place, place,
      (select string_agg(format('cross join portcullis.refused_%s_name_%s n%s', place, part, part), ' ') from generate_series(1, ${nameParts}) part)
    ) into writer;
    if writer is not null then writers := writers || writer; end if;
    writer := null;
  end loop;
  return json_build_object(
    'refused', (select case when is_called then last_value else 0 end from portcullis.refused),
    'refusedIds', (select case when is_called then last_value else 0 end from portcullis.refused_ids),
    'refusals', to_json(writers),
    'passages', coalesce((select json_agg(json_build_object('pid', pid, 'relid', relid::bigint, 'role', role, 'application', application,
      'label', label, 'xid', xid::text, 'at', extract(epoch from at) * 1000)) from portcullis.passage), '[]'),
    'sessions', coalesce((select json_agg(json_build_object('pid', a.pid, 'startedAt', extract(epoch from a.backend_start) * 1000,
      'role', a.usename, 'isOperator', has_function_privilege(a.usesysid, 'portcullis.evidence()', 'execute'),
      'isStore', exists (select from portcullis.left_out l where l.owner = a.usename), 'application', coalesce(nullif(a.application_name, ''), nullif(a.backend_type, 'client backend'), ''), 'address', host(a.client_addr), 'state', a.state,
      'changedAt', extract(epoch from a.state_change) * 1000, 'begunAt', extract(epoch from a.xact_start) * 1000,
      'askedAt', extract(epoch from a.query_start) * 1000, 'hasXid', a.backend_xid is not null, 'query', left(a.query, 200)))
      from pg_stat_activity a where a.datname = current_database() and a.pid <> pg_backend_pid()
        -- Workers in the background write as well: what a subscription applies, jobs of extensions.
        and coalesce(a.backend_type, '') not in ('autovacuum worker', 'parallel worker', 'walsender')), '[]')
  );
end`,
  callers: 'operators',
};

/** What is kept for whoever watches a closed database. */
export const noteFunctions: readonly GuardFunction[] = [noteRefusal, notePassage, evidence];
