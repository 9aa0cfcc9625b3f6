import { leftOutTables } from './left-out-functions.ts';
import { noteTables } from './note-functions.ts';

/** The gate where it is open: it has been called. */
export const openGate = 0;

/** Those that a guard of an earlier version lacks. */
export const laterTables = `${noteTables}${leftOutTables}`;

/** What the guard keeps in a database. Nothing of it is in a dump's schema alone: a copy is as closed as its original. */
export const guardTables = `
create sequence portcullis.gate as bigint minvalue -9007199254740991 start ${openGate};
select pg_catalog.setval('portcullis.gate', ${openGate}, true);
create table portcullis.state (
  id int primary key default 1 check (id = 1),
  closed boolean not null default false,
  gate bigint not null default ${openGate},
  generation bigint not null default 0,
  -- Whether all who were let through before have ended.
  drained boolean not null default false,
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
${laterTables}`;
