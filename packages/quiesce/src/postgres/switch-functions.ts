import { forgetExpiredTokens } from './forget-expired-tokens.ts';
import { asOwner, type GuardFunction } from './guard-function.ts';
import { refusalPlaces } from './note-functions.ts';

/** But for what a transaction has noted that runs: nobody who opens waits until it ends. What is left goes the next time. */
const forgetPassages =
  'delete from portcullis.passage where (pid, relid, xid) in (select pid, relid, xid from portcullis.passage for update skip locked);';

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
  -- Writes to a view are writes to its tables, and these would not be refused.
  select string_agg(format('%s', n), ', ') into missing
    from unnest($3) n where not exists (select from portcullis.guardable() g where g.relid = n);
  if missing is not null then
    raise exception using
      errcode = '42809',
      message = format('portcullis: not closed, because these are no tables that a guard can be on: %s', missing),
      hint = 'Name the tables that hold the rows.';
  end if;
  select string_agg(format('%s (%s)', u.relid::regclass, u.problem), ', ') into missing
    from portcullis.unguarded() u where named = '{}' or u.relid = any (named);
  if missing is not null then
    raise exception using
      errcode = '55000',
      message = format('portcullis: not closed, because these tables are not guarded: %s', missing),
      hint = 'Install the guard again, and close then.';
  end if;
  -- What is said to be closed must be closed after a crash.
  if current_setting('synchronous_commit') = 'off' then perform set_config('synchronous_commit', 'local', true); end if;
  -- A clock that is set back must not make them valid again.
  ${forgetExpiredTokens}
  -- Some may have been held when it was opened.
  if not known.closed then ${forgetPassages} end if;
  if known.closed and known.gate = (select last_value from portcullis.gate where not is_called)
     and named = array(select relid::oid from portcullis.scope order by 1) then
    update portcullis.state set reason = $1, retry_after_seconds = $2;
    return known.generation;
  end if;
  -- Who was refused before gets no way in when other tables are closed.
  grace := case when known.closed then -(known.generation + 1) else pg_current_xact_id()::text::bigint end;
  delete from portcullis.scope;
  insert into portcullis.scope (relid) select unnest(named);
  update portcullis.state set closed = true, gate = grace, generation = known.generation + 1, drained = false,
    reason = $1, retry_after_seconds = $2, closed_at = clock_timestamp(), closed_by = session_user
    returning generation into known.generation;
  -- Last, because from here on nobody new writes.
  perform setval('portcullis.gate', grace, false);
  return known.generation;
end`,
  callers: 'operators',
};

const open: GuardFunction = {
  signature: 'portcullis.open()',
  head: `returns void ${asOwner}`,
  body: `
begin
  perform from portcullis.state for update;
  update portcullis.state set closed = false, gate = 0, drained = false, reason = null, retry_after_seconds = null,
    closed_at = null, closed_by = null;
  delete from portcullis.scope;
  delete from portcullis.admission;
  ${forgetPassages}
  perform setval('portcullis.refused', 1, false);
  perform setval('portcullis.refused_ids', 1, false);
  for place in 0..${refusalPlaces - 1} loop
    perform setval(format('portcullis.refused_%s_at', place), 0, false);
  end loop;
  ${forgetExpiredTokens}
  perform setval('portcullis.gate', 0, true);
end`,
  callers: 'operators',
};

export const switchFunctions: readonly GuardFunction[] = [close, open];
