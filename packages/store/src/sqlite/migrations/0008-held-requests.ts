import { type Kysely, sql } from 'kysely';
import type { SqliteMigration } from './migration.ts';

/** Webhooks that were acknowledged and are delivered later, and the sums of each webhook's. */
export const heldRequests: SqliteMigration = {
  isKnownBefore: true,
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(database);
  },
};

const statements = [
  sql`create table held_requests (
    site text not null,
    sequence integer not null,
    id text not null,
    webhook text not null,
    order_key text not null,
    delivery_key text,
    is_verified integer not null,
    bytes integer not null,
    received_at integer not null,
    state text not null,
    is_behind integer not null,
    is_skipped integer not null,
    attempts integer not null,
    due_at integer not null,
    lease_by text,
    last_attempt text,
    ended_at integer,
    sealed blob not null,
    primary key (site, sequence),
    unique (site, id)
  ) strict`,
  sql`create index held_requests_by_due on held_requests (site, due_at, sequence)
    where state = 'waiting' and is_behind = 0`,
  sql`create index held_requests_by_order on held_requests (site, order_key, sequence)
    where ended_at is null and is_skipped = 0`,
  sql`create index held_requests_by_delivery on held_requests (site, delivery_key)
    where ended_at is null and delivery_key is not null`,
  sql`create index held_requests_by_webhook on held_requests (site, webhook, state, sequence)`,
  sql`create index held_requests_by_lease on held_requests (site, webhook) where lease_by is not null`,
  sql`create index held_requests_by_end on held_requests (site, ended_at) where ended_at is not null`,
  sql`create table held_webhooks (
    site text not null,
    webhook text not null,
    waiting integer not null,
    failed integer not null,
    skipped integer not null,
    bytes integer not null,
    delivered integer not null,
    dropped integer not null,
    duplicates integer not null,
    paused text,
    primary key (site, webhook)
  ) strict`,
];
