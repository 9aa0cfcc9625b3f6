import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** How far turning on or off has come, and who carries it out: one row for each site. */
export const transitions: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    await sql`create table transitions (
      site text not null primary key,
      version integer not null,
      transition text,
      conductor text,
      lease_until integer not null
    ) strict`.execute(database);
  },
};
