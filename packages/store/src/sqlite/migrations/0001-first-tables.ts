import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * STRICT tables: a value of another type is refused when it is written, not found later.
 * The builder has no word for STRICT, hence plain SQL.
 */
export const firstTables: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const table of tables) await table.execute(database);
    await sql`insert into identity (one, lineage) values (1, ${randomUUID()})`.execute(database);
  },
};

const tables = [
  sql`create table identity (
    one integer primary key check (one = 1),
    lineage text not null
  ) strict`,
  sql`create table switches (
    site text primary key not null,
    epoch integer not null,
    window_id text,
    mode text not null,
    production integer not null,
    since integer not null,
    details text not null
  ) strict`,
  sql`create table passes (
    site text not null,
    id text not null,
    subject text not null,
    scope text not null,
    token_hash text not null,
    window_id text,
    created_at integer not null,
    created_by text not null,
    expires_at integer not null,
    redeemed_at integer,
    revoked_at integer,
    primary key (site, id),
    unique (site, token_hash)
  ) strict`,
  sql`create table claims (
    site text not null,
    key text not null,
    expires_at integer not null,
    primary key (site, key)
  ) strict, without rowid`,
  sql`create index claims_by_end on claims (expires_at)`,
  sql`create table instances (
    site text not null,
    id text not null,
    seen_at integer not null,
    report text not null,
    primary key (site, id)
  ) strict`,
  sql`create table audit_records (
    site text not null,
    chain text not null,
    sequence integer not null,
    at integer not null,
    kind text not null,
    actor text not null,
    data text not null,
    previous_hash text not null,
    hash text not null,
    primary key (site, chain, sequence)
  ) strict`,
  sql`create index audit_records_by_time on audit_records (site, at)`,
  sql`create table audit_seals (
    site text not null,
    chain text not null,
    sequence integer not null,
    hash text not null,
    at integer not null,
    signature text not null,
    primary key (site, chain, sequence, hash)
  ) strict`,
];
