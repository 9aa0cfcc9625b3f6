import type { GuardFunction } from './guard-function.ts';

const asCaller = 'returns event_trigger language plpgsql set search_path = pg_catalog, pg_temp';
const isOpen = `pg_sequence_last_value('portcullis.gate') is not null`;

/**
 * Commands that may be about temporary objects are judged when it is known what they were about; so are all while only some tables
 * are closed. What commits by itself on the way cannot be taken back then, and is judged before.
 */
const ddlStart: GuardFunction = {
  signature: 'portcullis.ddl_start()',
  head: asCaller,
  body: `
begin
  if ${isOpen} then return; end if;
  -- Null: of a worker in the background, whose statement nobody sees.
  if current_query() ~* '[[:<:]]concurrently[[:>:]]' is not false then
    perform portcullis.check_write(0, tg_tag);
  end if;
  if tg_tag in ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'CREATE SEQUENCE', 'CREATE VIEW', 'CREATE INDEX', 'CREATE TRIGGER',
      'ALTER TABLE', 'ALTER SEQUENCE', 'ALTER VIEW', 'ALTER INDEX', 'COMMENT',
      'DROP TABLE', 'DROP SEQUENCE', 'DROP VIEW', 'DROP INDEX', 'DROP TRIGGER',
      -- One that was forgotten is disabled without opening.
      'ALTER SUBSCRIPTION') then
    return;
  end if;
  perform portcullis.check_write(null, tg_tag);
end`,
  callers: 'everybody',
};

/**
 * By the table that a command was about: of a trigger, a policy, an index or a rule, the one it belongs to. By those as well whose rows
 * change with it: the parents of a child, the tables of a type.
 */
const ddlEnd: GuardFunction = {
  signature: 'portcullis.ddl_end()',
  head: asCaller,
  body: `
declare
  command record;
  relation oid;
begin
  if ${isOpen} then return; end if;
  for command in select * from pg_event_trigger_ddl_commands() loop
    continue when starts_with(command.schema_name, 'pg_temp');
    continue when command.classid = 'pg_subscription'::regclass
      and not exists (select from pg_subscription where oid = command.objid and subenabled);
    relation := case command.classid
      when 'pg_class'::regclass then coalesce((select indrelid from pg_index where indexrelid = command.objid), command.objid)
      when 'pg_trigger'::regclass then (select tgrelid from pg_trigger where oid = command.objid)
      when 'pg_policy'::regclass then (select polrelid from pg_policy where oid = command.objid)
      when 'pg_rewrite'::regclass then (select ev_class from pg_rewrite where oid = command.objid)
      when 'pg_constraint'::regclass then (select conrelid from pg_constraint where oid = command.objid)
    end;
    continue when exists (select from pg_class c where c.oid = relation and c.relpersistence = 't');
    perform portcullis.check_write(relation, tg_tag);
    perform portcullis.check_write(other, tg_tag) from (
      select inhparent from pg_inherits where inhrelid = relation
      union select c.oid from pg_class c join pg_type t on t.oid = c.reloftype where t.typrelid = relation
    ) others (other);
  end loop;
end`,
  callers: 'everybody',
};

/** What is gone is known by its name alone: the table is looked up by that of what hung on it. */
const sqlDrop: GuardFunction = {
  signature: 'portcullis.sql_drop()',
  head: asCaller,
  body: `
declare
  dropped record;
  relation oid;
  is_about_temporary boolean := not exists (select from pg_event_trigger_dropped_objects() d where d.original and not d.is_temporary);
begin
  if ${isOpen} then return; end if;
  for dropped in select * from pg_event_trigger_dropped_objects() loop
    continue when dropped.is_temporary or starts_with(dropped.schema_name, 'pg_temp');
    continue when portcullis.was_left_out(coalesce(dropped.schema_name, dropped.address_names[1]));
    -- With the table that it belongs to, which is judged.
    continue when dropped.schema_name = 'pg_toast' and not dropped.original;
    -- What hangs on a temporary object is as temporary, and does not always say so; but a column of a table that lasts may hang on it.
    continue when is_about_temporary and dropped.classid <> 'pg_class'::regclass;
    relation := case
      when dropped.classid = 'pg_class'::regclass then dropped.objid
      when cardinality(dropped.address_names) = 3
        then to_regclass(format('%I.%I', dropped.address_names[1], dropped.address_names[2]))
    end;
    perform portcullis.check_write(relation, tg_tag);
  end loop;
end`,
  callers: 'everybody',
};

/** Tables are born guarded. */
const guardNewTables: GuardFunction = {
  signature: 'portcullis.guard_new_tables()',
  head: asCaller,
  body: `
declare
  created record;
begin
  for created in
    select distinct g.relid, g.kind from pg_event_trigger_ddl_commands() d
    join portcullis.guardable() g on g.relid = d.objid
    where d.classid = 'pg_class'::regclass
      and not exists (select from pg_trigger t where t.tgrelid = g.relid and t.tgname = 'aa_portcullis')
  loop
    execute format('create trigger aa_portcullis before insert or update or delete%s on %s for each statement execute function portcullis.guard()',
      case when created.kind = 'f' then '' else ' or truncate' end, created.relid::regclass);
    execute format('alter table %s enable always trigger aa_portcullis', created.relid::regclass);
  end loop;
end`,
  callers: 'everybody',
};

export const ddlFunctions: readonly GuardFunction[] = [ddlStart, ddlEnd, sqlDrop, guardNewTables];

export interface EventTrigger {
  readonly name: string;
  readonly event: 'ddl_command_start' | 'ddl_command_end' | 'sql_drop';
  readonly signature: string;
  readonly tags?: readonly string[];
}

export const eventTriggers: readonly EventTrigger[] = [
  { name: 'portcullis_ddl_start', event: 'ddl_command_start', signature: ddlStart.signature },
  { name: 'portcullis_ddl_end', event: 'ddl_command_end', signature: ddlEnd.signature },
  { name: 'portcullis_sql_drop', event: 'sql_drop', signature: sqlDrop.signature },
  {
    name: 'portcullis_guard_new_tables',
    event: 'ddl_command_end',
    signature: guardNewTables.signature,
    // The last four make tables on their way, of which no command of their own tells.
    tags: [
      ...['CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'CREATE FOREIGN TABLE'],
      ...['CREATE SCHEMA', 'IMPORT FOREIGN SCHEMA', 'CREATE EXTENSION', 'ALTER EXTENSION'],
    ],
  },
];
