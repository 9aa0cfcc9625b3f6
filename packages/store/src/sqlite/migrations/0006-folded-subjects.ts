import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Who has a pass is searched for in any case of its letters, by every driver alike. */
export const foldedSubjects: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    await sql`alter table passes add column folded_subject text not null default ''`.execute(database);
    await sql`update passes set folded_subject = fold_name(subject)`.execute(database);
  },
};
