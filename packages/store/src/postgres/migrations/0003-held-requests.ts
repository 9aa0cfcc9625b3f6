import type { PostgresMigration } from './migration.ts';

/** Webhooks that were acknowledged and are delivered later, and the sums of each webhook's. */
export const heldRequests: PostgresMigration = {
  name: '0003-held-requests',
  // It adds tables that the version before does not look at.
  isKnownBefore: true,
  statements: [
    `create table held_requests (
      site text collate "C" not null,
      sequence bigint not null,
      id text collate "C" not null,
      webhook text collate "C" not null,
      order_key text collate "C" not null,
      delivery_key text collate "C",
      is_verified integer not null,
      bytes bigint not null,
      received_at bigint not null,
      state text not null,
      is_behind integer not null,
      is_skipped integer not null,
      attempts bigint not null,
      due_at bigint not null,
      lease_by text,
      last_attempt text,
      ended_at bigint,
      sealed bytea not null,
      primary key (site, sequence),
      unique (site, id)
    )`,
    // Encrypted bytes cannot be made smaller: trying to would cost time at each of them.
    `alter table held_requests alter column sealed set storage external`,
    `create index held_requests_by_due on held_requests (site, due_at, sequence)
      where state = 'waiting' and is_behind = 0`,
    `create index held_requests_by_order on held_requests (site, order_key, sequence)
      where ended_at is null and is_skipped = 0`,
    // Of each order one alone stands behind nobody.
    `create unique index held_requests_firsts on held_requests (site, order_key)
      where ended_at is null and is_skipped = 0 and is_behind = 0`,
    `create index held_requests_by_delivery on held_requests (site, delivery_key)
      where ended_at is null and delivery_key is not null`,
    `create index held_requests_by_webhook on held_requests (site, webhook, state, sequence)`,
    `create index held_requests_by_lease on held_requests (site, webhook) where lease_by is not null`,
    `create index held_requests_by_end on held_requests (site, ended_at) where ended_at is not null`,
    `create table held_webhooks (
      site text collate "C" not null,
      webhook text collate "C" not null,
      waiting bigint not null,
      failed bigint not null,
      skipped bigint not null,
      bytes bigint not null,
      delivered bigint not null,
      dropped bigint not null,
      duplicates bigint not null,
      paused text,
      primary key (site, webhook)
    ) with (fillfactor = 50)`,
  ],
};
