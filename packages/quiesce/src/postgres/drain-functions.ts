import { asOwner, type GuardFunction } from './guard-function.ts';

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

/**
 * Says that all who were let through before this closing ended: false when it is not that one any more, because somebody opened it,
 * or closed it anew, meanwhile.
 */
const endDrain: GuardFunction = {
  signature: 'portcullis.end_drain(bigint)',
  head: `returns boolean ${asOwner}`,
  body: `
begin
  update portcullis.state set drained = true
    where closed and generation = $1 and gate = -$1
      and gate = (select last_value from portcullis.gate where not is_called);
  return found;
end`,
  callers: 'operators',
};

/**
 * Transactions of unapproved roles that may still commit a write: each that has asked the gate holds a lock on it until its end, over
 * savepoints and PREPARE. Our own as well, should whoever works the guard have written; and those that were admitted, since nobody
 * else sees of them that they were.
 */
const holders: GuardFunction = {
  signature: 'portcullis.holders()',
  head: `returns table (transaction text, pid int, role name, application_name text, state text, query text,
  seconds double precision, prepared text) ${asOwner}`,
  body: `
begin
  -- Nobody writes on a replica, so nobody would be found there: a pool that sends what reads to one must not pass for a drained database.
  if pg_is_in_recovery() then
    raise exception using errcode = '55000', message = 'portcullis: this is a replica, which does not know who writes';
  end if;
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
    and l.granted and l.mode <> 'AccessShareLock'
    and not exists (select from portcullis.approved where rolname = coalesce(a.usename, p.owner));
end`,
  callers: 'operators',
};

/** Ends a session that is waited for, and no other, nor the one that asks; what it did is rolled back. */
const endSession: GuardFunction = {
  signature: 'portcullis.end_session(integer)',
  head: `returns boolean ${asOwner}`,
  body: `
begin
  return $1 <> pg_backend_pid() and exists (select from portcullis.holders() h where h.pid = $1) and pg_terminate_backend($1);
end`,
  callers: 'operators',
};

/** What waits for those who had begun. */
export const drainFunctions: readonly GuardFunction[] = [endGrace, endDrain, holders, endSession];
