import { type Kysely, sql } from 'kysely';
import type { SqliteMigration } from './migration.ts';

/** Processes of the application, of all servers. */
export const processes: SqliteMigration = {
  isKnownBefore: true,
  async up(database: Kysely<unknown>): Promise<void> {
    await sql`create table processes (
      site text not null,
      worker text not null,
      id text not null,
      instance text not null,
      seen_at integer not null,
      joined_at integer not null,
      said text,
      primary key (site, worker, id)
    ) strict`.execute(database);
  },
};
