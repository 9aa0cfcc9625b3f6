import { type Kysely, sql } from 'kysely';
import type { SqliteMigration } from './migration.ts';

/** What is due is looked for webhook by webhook: those of one that is paused or shut, however many, are passed by. */
export const heldByWebhook: SqliteMigration = {
  // The version before finds the same by the new index.
  isKnownBefore: true,
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(database);
  },
};

const statements = [
  sql`create index held_requests_due on held_requests (site, webhook, due_at, sequence)
    where state = 'waiting' and is_behind = 0`,
  sql`drop index held_requests_by_due`,
];
