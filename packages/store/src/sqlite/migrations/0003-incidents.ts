import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Technical errors whose originals are kept. The bytes come last: a list of what is before them reads none of their pages. */
export const incidents: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(database);
  },
};

const statements = [
  sql`create table incidents (
    site text not null,
    id text not null,
    at integer not null,
    expires_at integer not null,
    method text not null,
    path text not null,
    status integer not null,
    channel text not null,
    name text,
    sealed blob not null,
    primary key (site, id)
  ) strict`,
  sql`create index incidents_by_time on incidents (site, at desc, id)`,
  sql`create index incidents_by_end on incidents (site, expires_at)`,
];
