import type { Migration } from 'kysely/migration';

export interface SqliteMigration extends Migration {
  /**
   * Whether programs of the version before may go on beside it, as they do while one server after the other is brought up to date. A
   * change of which they would know nothing and break something is two: one that adds, and in a later version one that takes away.
   * @default false
   */
  readonly isKnownBefore?: boolean;
}
