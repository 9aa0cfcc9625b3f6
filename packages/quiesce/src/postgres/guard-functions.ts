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
export const openGate = 0;

/** A function of the guard, told apart from one that somebody changed. */
export interface GuardFunction {
  /** With the types of its arguments, as `regprocedure` reads it. */
  readonly signature: string;
  /** Everything between name and body. */
  readonly head: string;
  readonly body: string;
  /** Who may call it: everybody who writes, or those who may switch. */
  readonly callers: 'everybody' | 'operators';
}

const asOwner = 'language plpgsql security definer set search_path = pg_catalog, pg_temp';

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
begin
  if current_gate is null then return; end if;
  if exists (select from portcullis.approved where rolname = session_user) then return; end if;
  if me is not null then
    if exists (select from portcullis.admission where xid = me) then return; end if;
    if current_gate > 0 and me < current_gate::text::xid8 then return; end if;
  end if;
  -- A snapshot from before the switch knows nothing of it: then neither scope nor bookkeeping counts.
  select * into known from portcullis.state where closed and state.gate = current_gate;
  if found then
    -- 0: it may be any of them.
    if relation is distinct from 0::oid and exists (select from portcullis.scope)
       and not exists (select from portcullis.scope where relid = relation) then return; end if;
    if exists (select from portcullis.bookkeeping where relid = relation) then return; end if;
  end if;
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
  select label into found_label from portcullis.token
    where hash = sha256(convert_to($1, 'UTF8')) and expires_at > clock_timestamp();
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

/** The tables that can be guarded: all but the system's, the guard's own and temporary ones. */
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
    and n.nspname not in ('pg_catalog', 'information_schema', 'portcullis') and n.nspname not like 'pg\\_toast%';
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
 * Alone in its transaction: a sequence is set for good, so one that is rolled back leaves the gate closed and nothing that
 * says so. Returns the generation of what is closed.
 */
const close: GuardFunction = {
  signature: 'portcullis.close(text,integer,regclass[])',
  head: `returns bigint ${asOwner}`,
  body: `
declare
  known portcullis.state;
  named oid[] := array(select portcullis.family($3) order by 1);
  missing text;
  grace bigint;
begin
  select * into strict known from portcullis.state for update;
  select string_agg(format('%s (%s)', u.relid::regclass, u.problem), ', ') into missing
    from portcullis.unguarded() u where named = '{}' or u.relid = any (named);
  if missing is not null then
    raise exception using
      errcode = '55000',
      message = format('portcullis: not closed, because these tables are not guarded: %s', missing),
      hint = 'Install the guard again, and close then.';
  end if;
  if known.closed and known.gate = (select last_value from portcullis.gate where not is_called)
     and named = array(select relid::oid from portcullis.scope order by 1) then
    update portcullis.state set reason = $1, retry_after_seconds = $2;
    return known.generation;
  end if;
  -- Who was refused before gets no way in when other tables are closed.
  grace := case when known.closed then -(known.generation + 1) else pg_current_xact_id()::text::bigint end;
  delete from portcullis.scope;
  insert into portcullis.scope (relid) select unnest(named);
  update portcullis.state set closed = true, gate = grace, generation = known.generation + 1,
    reason = $1, retry_after_seconds = $2, closed_at = clock_timestamp(), closed_by = session_user
    returning generation into known.generation;
  -- Last, because from here on nobody new writes.
  perform setval('portcullis.gate', grace, false);
  return known.generation;
end`,
  callers: 'operators',
};

/** From here on transactions that were there before are refused as well. Says whether it is closed. */
const endGrace: GuardFunction = {
  signature: 'portcullis.end_grace()',
  head: `returns boolean ${asOwner}`,
  body: `
declare
  known portcullis.state;
begin
  select * into strict known from portcullis.state for update;
  if not known.closed then return false; end if;
  update portcullis.state set gate = -known.generation;
  perform setval('portcullis.gate', -known.generation, false);
  return true;
end`,
  callers: 'operators',
};

const open: GuardFunction = {
  signature: 'portcullis.open()',
  head: `returns void ${asOwner}`,
  body: `
begin
  perform from portcullis.state for update;
  update portcullis.state set closed = false, gate = 0, reason = null, retry_after_seconds = null, closed_at = null,
    closed_by = null;
  delete from portcullis.scope;
  delete from portcullis.admission;
  perform setval('portcullis.gate', 0, true);
end`,
  callers: 'operators',
};

/**
 * Unapproved transactions that may still commit a write: each that has asked the gate holds a lock on it until its end, over
 * savepoints and PREPARE.
 */
const holders: GuardFunction = {
  signature: 'portcullis.holders()',
  head: `returns table (transaction text, pid int, role name, application_name text, state text, query text,
  seconds double precision, prepared text) ${asOwner}`,
  body: `
begin
  return query
  select l.virtualtransaction, l.pid, coalesce(a.usename, p.owner), a.application_name, a.state, a.query,
    extract(epoch from clock_timestamp() - coalesce(a.xact_start, p.prepared))::double precision, p.gid
  from pg_locks l
  left join pg_stat_activity a on a.pid = l.pid
  -- A prepared one belongs to no session any more, and is known by its number alone.
  left join pg_locks x on l.pid is null and x.pid is null and x.locktype = 'transactionid'
    and x.virtualtransaction = l.virtualtransaction
  left join pg_prepared_xacts p on p.transaction = x.transactionid
  where l.locktype = 'relation' and l.relation = 'portcullis.gate'::regclass
    and l.database = (select d.oid from pg_database d where d.datname = current_database())
    and l.granted and l.mode <> 'AccessShareLock' and l.pid is distinct from pg_backend_pid()
    and not exists (select from portcullis.approved where rolname = coalesce(a.usename, p.owner))
    and not exists (select from portcullis.admission where xid::text::bigint % 4294967296 = coalesce(a.backend_xid, p.transaction)::text::bigint);
end`,
  callers: 'operators',
};

/** Ends a session that is waited for, and no other; what it did is rolled back. */
const endSession: GuardFunction = {
  signature: 'portcullis.end_session(integer)',
  head: `returns boolean ${asOwner}`,
  body: `
begin
  return exists (select from portcullis.holders() h where h.pid = $1) and pg_terminate_backend($1);
end`,
  callers: 'operators',
};

/** Below all that use them. */
export const guardFunctions: readonly GuardFunction[] = [
  ...[checkWrite, guard, admit, family, guardable, unguarded, close, endGrace, open, holders, endSession],
];

export const guardTables = `
create sequence portcullis.gate as bigint minvalue -9007199254740991 start ${openGate};
select pg_catalog.setval('portcullis.gate', ${openGate}, true);
create table portcullis.state (
  id int primary key default 1 check (id = 1),
  closed boolean not null default false,
  gate bigint not null default ${openGate},
  generation bigint not null default 0,
  reason text,
  retry_after_seconds int,
  closed_at timestamptz,
  closed_by name,
  -- Where it was installed: a dump that is restored elsewhere says so.
  system_identifier text not null,
  database oid not null
);
-- Empty: the whole database. By name in a dump, because numbers of tables change with it.
create table portcullis.scope (relid regclass primary key);
create table portcullis.bookkeeping (relid regclass primary key, note text not null);
-- Compared with the role that logged in: neither SET ROLE nor membership counts.
create table portcullis.approved (rolname name primary key, note text not null);
-- By the SHA-256 of 32 random bytes.
create table portcullis.token (hash bytea primary key, label text not null, expires_at timestamptz not null);
-- One transaction each.
create table portcullis.admission (xid xid8 primary key, label text not null, role name not null, at timestamptz not null);
`;
