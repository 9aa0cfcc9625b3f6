import { drainFunctions } from './drain-functions.ts';
import { asOwner, type GuardFunction } from './guard-function.ts';
import { leftOutFunctions } from './left-out-functions.ts';
import { noteFunctions } from './note-functions.ts';
import { switchFunctions } from './switch-functions.ts';

/** Runs for every statement that writes: no SET clause and no operator, which cost, and every name qualified instead. */
const guard: GuardFunction = {
  signature: 'portcullis.guard()',
  head: 'returns trigger language plpgsql',
  body: `
begin
  if pg_catalog.pg_sequence_last_value('portcullis.gate'::pg_catalog.regclass) is not null then
    return null;
  end if;
  perform portcullis.check_write(tg_relid, tg_op);
  return null;
end`,
  callers: 'everybody',
};

/** Whether a write may pass while the gate is not open. Errors deny. */
const checkWrite: GuardFunction = {
  signature: 'portcullis.check_write(oid,text)',
  head: `returns void ${asOwner}`,
  body: `
declare
  relation alias for $1;
  operation alias for $2;
  current_gate bigint := (select last_value from portcullis.gate where not is_called);
  me xid8 := pg_current_xact_id_if_assigned();
  known portcullis.state;
  admitted_as text;
begin
  if current_gate is null then return; end if;
  if portcullis.is_left_out(relation) then return; end if;
  -- Locked: a snapshot from before the approval was taken back fails, and who takes it back waits for who writes by it.
  perform from portcullis.approved where rolname = session_user for key share;
  if found then
    perform portcullis.note_passage(relation, null);
    return;
  end if;
  if me is not null then
    select label into admitted_as from portcullis.admission where xid = me;
    if found then
      perform portcullis.note_passage(relation, admitted_as);
      return;
    end if;
    -- Numbers of another cluster say nothing: a copy that was made while others were waited for lets nobody in.
    if current_gate > 0 and me < current_gate::text::xid8 and exists (
      select from portcullis.state s, pg_control_system() c, pg_database d
      where d.datname = current_database() and s.database = d.oid and s.system_identifier = c.system_identifier::text
    ) then return; end if;
  end if;
  -- A snapshot from before the switch knows nothing of it: then neither scope nor bookkeeping counts.
  select * into known from portcullis.state where closed and state.gate = current_gate;
  if found then
    -- 0: it may be any of them.
    if relation is distinct from 0::oid and not portcullis.in_scope(relation) then return; end if;
    if exists (select from portcullis.bookkeeping where relid = relation) then return; end if;
  end if;
  perform portcullis.note_refusal(relation);
  raise exception using
    errcode = '25006',
    message = format('portcullis: %s refused, maintenance is in progress', operation),
    detail = json_build_object('portcullis', 'closed', 'reason', known.reason, 'retryAfter', known.retry_after_seconds)::text,
    hint = 'Nothing of this transaction is kept. Try again when the maintenance is over.',
    schema = coalesce((select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = relation), ''),
    table = coalesce((select relname from pg_class where oid = relation), ''),
    constraint = 'portcullis_gate';
end`,
  callers: 'everybody',
};

const admit: GuardFunction = {
  signature: 'portcullis.admit(text)',
  head: `returns void ${asOwner}`,
  body: `
declare
  found_label text;
begin
  -- Locked: a snapshot from before it was revoked fails, and who revokes it waits for who was admitted by it.
  select label into found_label from portcullis.token
    where hash = sha256(convert_to($1, 'UTF8')) and expires_at > clock_timestamp()
    for share;
  if not found then
    raise exception using
      errcode = '28000',
      message = 'portcullis: this token admits nobody: it is unknown or has expired',
      hint = 'Ask the operator for a new one.';
  end if;
  insert into portcullis.admission (xid, label, role, at)
    values (pg_current_xact_id(), found_label, session_user, clock_timestamp())
    on conflict (xid) do nothing;
end`,
  callers: 'everybody',
};

/** A partition is written through its parents, and holds what its children hold: named tables count with their families. */
const family: GuardFunction = {
  signature: 'portcullis.family(regclass[])',
  head: `returns setof oid ${asOwner} stable`,
  body: `
begin
  return query
  with recursive upward as (
    select unnest($1)::oid as relid
    union
    select i.inhparent from pg_inherits i join upward on i.inhrelid = upward.relid
  ), downward as (
    select relid from upward
    union
    select i.inhrelid from pg_inherits i join downward on i.inhparent = downward.relid
  )
  select relid from downward;
end`,
  callers: 'operators',
};

/**
 * Whether a table is closed when the gate is: partitions and children that came later are as well. Those of an area that is open
 * ask it with each statement, and most have no family to look for.
 */
const inScope: GuardFunction = {
  signature: 'portcullis.in_scope(oid)',
  head: `returns boolean ${asOwner} stable`,
  body: `
begin
  return not exists (select from portcullis.scope)
    or exists (select from portcullis.scope where relid = $1)
    or (exists (select from pg_inherits where inhrelid = $1) or exists (select from pg_inherits where inhparent = $1))
    and exists (select from portcullis.scope s join portcullis.family(array[$1::regclass]) f on f = s.relid::oid);
end`,
  callers: 'operators',
};

/** The tables that can be guarded: all but the system's, the guard's own, temporary ones and those of a store. */
const guardable: GuardFunction = {
  signature: 'portcullis.guardable()',
  head: `returns table (relid oid, kind "char", trigger_type int) ${asOwner} stable`,
  body: `
begin
  return query
  -- Of foreign tables TRUNCATE fires no trigger.
  select c.oid, c.relkind, case when c.relkind = 'f' then 30 else 62 end
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'f') and c.relpersistence <> 't'
    and n.nspname not in ('pg_catalog', 'information_schema', 'portcullis') and not starts_with(n.nspname, 'pg_toast')
    and not (n.nspname in (select schema from portcullis.left_out) and portcullis.is_left_out(c.oid));
end`,
  callers: 'everybody',
};

/** Tables without a guard that holds. */
const unguarded: GuardFunction = {
  signature: 'portcullis.unguarded()',
  head: `returns table (relid oid, problem text) ${asOwner} stable`,
  body: `
begin
  return query
  select g.relid, case
      when t.oid is null then 'no trigger'
      when t.tgenabled <> 'A' then 'its trigger is disabled, or does not fire for replication'
      else 'its trigger is not the guard''s'
    end
  from portcullis.guardable() g
  left join pg_trigger t on t.tgrelid = g.relid and t.tgname = 'aa_portcullis'
  where t.oid is null or t.tgenabled <> 'A' or t.tgtype <> g.trigger_type or t.tgqual is not null
    or t.tgattr::text <> '' or t.tgfoid <> 'portcullis.guard()'::regprocedure
  order by g.relid::regclass::text;
end`,
  callers: 'operators',
};

/**
 * What the guard is in a database: functions and tables of the schema `portcullis`. The switch is the sequence `portcullis.gate`,
 * because a sequence is read outside of snapshots: a transaction that began before the switch sees it all the same, under
 * any isolation. A table with one row let 22 of 91 late commits through even behind a barrier (measured).
 *
 * The gate is open where it has been called, and closed in every other state, because a role without the privilege reads nothing of it
 * from PostgreSQL 18 on, as of one that was never called. What it is closed at: the id of the transaction that closed it, and
 * transactions with an older id may finish; or, when they have, the negative number of the closing, which is no other's: a snapshot
 * from an earlier one must not be taken for knowing what is closed now.
 */
export const guardFunctions: readonly GuardFunction[] = [
  // First: a guard that is closed already is brought up to date under its own eyes.
  ...noteFunctions,
  ...leftOutFunctions,
  ...[checkWrite, guard, admit, family, inScope, guardable, unguarded],
  ...switchFunctions,
  ...drainFunctions,
];
