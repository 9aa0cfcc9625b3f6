import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Passes for a test run; those from before are not. */
export const testPasses: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    await sql`alter table passes add column is_test integer not null default 0`.execute(database);
  },
};
