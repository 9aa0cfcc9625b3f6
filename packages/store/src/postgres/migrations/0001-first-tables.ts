import type { PostgresMigration } from './migration.ts';

/**
 * Texts are compared by their bytes, as in the other drivers, whatever the database's own order is. Times are milliseconds, and
 * booleans 0 or 1: every driver has the same columns.
 */
export const firstTables: PostgresMigration = {
  name: '0001-first-tables',
  isKnownBefore: false,
  statements: [
    `create table switches (
      site text collate "C" primary key,
      epoch bigint not null,
      window_id text collate "C",
      mode text not null,
      production integer not null,
      since bigint not null,
      details text not null
    )`,
    `create table passes (
      site text collate "C" not null,
      id text collate "C" not null,
      subject text not null,
      folded_subject text not null,
      scope text not null,
      is_test integer not null,
      token_hash text collate "C" not null,
      window_id text collate "C",
      created_at bigint not null,
      created_by text not null,
      expires_at bigint not null,
      redeemed_at bigint,
      revoked_at bigint,
      primary key (site, id),
      unique (site, token_hash)
    )`,
    `create index passes_by_creation on passes (site, created_at, id)`,
    `create table claims (
      site text collate "C" not null,
      key text collate "C" not null,
      expires_at bigint not null,
      primary key (site, key)
    )`,
    `create index claims_by_end on claims (expires_at)`,
    // Written each second by every instance: room in each page lets PostgreSQL do it without touching an index.
    `create table instances (
      site text collate "C" not null,
      id text collate "C" not null,
      seen_at bigint not null,
      report text not null,
      primary key (site, id)
    ) with (fillfactor = 50)`,
    `create table audit_records (
      site text collate "C" not null,
      chain text collate "C" not null,
      sequence bigint not null,
      at bigint not null,
      kind text collate "C" not null,
      actor text collate "C" not null,
      data text not null,
      previous_hash text not null,
      hash text not null,
      primary key (site, chain, sequence)
    )`,
    `create index audit_records_by_time on audit_records (site, at desc, sequence desc, chain)`,
    `create index audit_records_by_kind on audit_records (site, kind, at desc, sequence desc, chain)`,
    `create index audit_records_by_actor on audit_records (site, actor, kind, at desc, sequence desc, chain)`,
    `create table audit_seals (
      site text collate "C" not null,
      chain text collate "C" not null,
      sequence bigint not null,
      hash text collate "C" not null,
      at bigint not null,
      signature text not null,
      primary key (site, chain, sequence, hash)
    )`,
    `create table settings (
      site text collate "C" primary key,
      settings text not null,
      changed_at bigint not null,
      changed_by text not null
    )`,
    `create table operators (
      site text collate "C" not null,
      id text collate "C" not null,
      name text not null,
      folded_name text collate "C" not null,
      role text not null,
      password_hash text,
      second_factor text,
      last_step bigint,
      issuer text collate "C",
      subject text collate "C",
      invitation_hash text collate "C",
      invitation_expires_at bigint,
      disabled_at bigint,
      created_at bigint not null,
      created_by text not null,
      version bigint not null,
      primary key (site, id),
      unique (site, folded_name),
      unique (site, issuer, subject),
      unique (site, invitation_hash)
    )`,
    `create table operator_sessions (
      site text collate "C" not null,
      id text collate "C" not null,
      token_hash text collate "C" not null,
      operator_id text collate "C" not null,
      stage text not null,
      created_at bigint not null,
      confirmed_at bigint not null,
      seen_at bigint not null,
      expires_at bigint not null,
      address text,
      user_agent text not null,
      primary key (site, id),
      unique (site, token_hash)
    )`,
    `create index operator_sessions_by_creation on operator_sessions (site, created_at desc, id)`,
    `create index operator_sessions_by_operator on operator_sessions (site, operator_id, created_at desc, id)`,
    `create table api_keys (
      site text collate "C" not null,
      id text collate "C" not null,
      name text not null,
      token_hash text collate "C" not null,
      scopes text not null,
      created_at bigint not null,
      created_by text not null,
      expires_at bigint,
      revoked_at bigint,
      last_used_at bigint,
      primary key (site, id),
      unique (site, token_hash)
    )`,
    `create index api_keys_by_creation on api_keys (site, created_at, id)`,
    `create table ledger (
      site text collate "C" not null,
      window_id text collate "C" not null,
      method text collate "C" not null,
      route text collate "C" not null,
      actor text collate "C" not null,
      rule text collate "C" not null,
      count bigint not null,
      first_at bigint not null,
      last_at bigint not null,
      reference text,
      primary key (site, window_id, method, route, actor, rule)
    )`,
    `create index ledger_by_count on ledger (site, window_id, count desc, method, route, actor, rule)`,
    `create index ledger_by_end on ledger (site, last_at)`,
    `create table ledger_windows (
      site text collate "C" not null,
      window_id text collate "C" not null,
      entries bigint not null,
      refused bigint not null,
      first_at bigint not null,
      last_at bigint not null,
      primary key (site, window_id)
    )`,
    `create index ledger_windows_by_end on ledger_windows (site, last_at desc, window_id)`,
    `create table incidents (
      site text collate "C" not null,
      id text collate "C" not null,
      at bigint not null,
      expires_at bigint not null,
      method text not null,
      path text not null,
      status bigint not null,
      channel text not null,
      name text,
      sealed bytea not null,
      primary key (site, id)
    )`,
    `create index incidents_by_time on incidents (site, at desc, id)`,
    `create index incidents_by_end on incidents (site, expires_at)`,
    `create table transitions (
      site text collate "C" primary key,
      version bigint not null,
      transition text,
      conductor text,
      lease_until bigint not null
    ) with (fillfactor = 50)`,
  ],
};
