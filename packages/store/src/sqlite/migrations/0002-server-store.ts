import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What a server remembers beyond what gates need, and how the audit log is searched. STRICT as in the first tables. */
export const serverStore: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(database);
  },
};

const statements = [
  sql`create table settings (
    site text primary key not null,
    settings text not null,
    changed_at integer not null,
    changed_by text not null
  ) strict`,
  sql`create table operators (
    site text not null,
    id text not null,
    name text not null,
    folded_name text not null,
    role text not null,
    password_hash text,
    second_factor text,
    last_step integer,
    issuer text,
    subject text,
    invitation_hash text,
    invitation_expires_at integer,
    disabled_at integer,
    created_at integer not null,
    created_by text not null,
    version integer not null,
    primary key (site, id),
    unique (site, folded_name),
    unique (site, issuer, subject),
    unique (site, invitation_hash)
  ) strict`,
  sql`create table operator_sessions (
    site text not null,
    id text not null,
    token_hash text not null,
    operator_id text not null,
    stage text not null,
    created_at integer not null,
    confirmed_at integer not null,
    seen_at integer not null,
    expires_at integer not null,
    address text,
    user_agent text not null,
    primary key (site, id),
    unique (site, token_hash)
  ) strict`,
  sql`create index operator_sessions_by_creation on operator_sessions (site, created_at desc, id)`,
  sql`create index operator_sessions_by_operator on operator_sessions (site, operator_id, created_at desc, id)`,
  sql`create table api_keys (
    site text not null,
    id text not null,
    name text not null,
    token_hash text not null,
    scopes text not null,
    created_at integer not null,
    created_by text not null,
    expires_at integer,
    revoked_at integer,
    last_used_at integer,
    primary key (site, id),
    unique (site, token_hash)
  ) strict`,
  sql`create index api_keys_by_creation on api_keys (site, created_at, id)`,
  sql`create table ledger (
    site text not null,
    window_id text not null,
    method text not null,
    route text not null,
    actor text not null,
    rule text not null,
    count integer not null,
    first_at integer not null,
    last_at integer not null,
    reference text,
    primary key (site, window_id, method, route, actor, rule)
  ) strict, without rowid`,
  sql`create index ledger_by_count on ledger (site, window_id, count desc, method, route, actor, rule)`,
  sql`create index ledger_by_end on ledger (site, last_at)`,
  sql`create table ledger_windows (
    site text not null,
    window_id text not null,
    entries integer not null,
    refused integer not null,
    first_at integer not null,
    last_at integer not null,
    primary key (site, window_id)
  ) strict`,
  sql`create index ledger_windows_by_end on ledger_windows (site, last_at desc, window_id)`,
  sql`create index passes_by_creation on passes (site, created_at, id)`,
  // A search by kind or actor goes through these kind by kind: read-newest-audit.ts.
  sql`drop index audit_records_by_time`,
  sql`create index audit_records_by_time on audit_records (site, at desc, sequence desc, chain)`,
  sql`create index audit_records_by_kind on audit_records (site, kind, at desc, sequence desc, chain)`,
  sql`create index audit_records_by_actor on audit_records (site, actor, kind, at desc, sequence desc, chain)`,
];
