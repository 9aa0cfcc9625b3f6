import { MIGRATIONS } from './migrations.ts';
import type { Database } from './open-database.ts';

/** Any number, the same for every shop on a database, so that two starting together take turns. */
const MIGRATION_LOCK = 7_310_442;

export async function migrate(database: Database): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await transaction.query(
      'create table if not exists migration (name text primary key, at timestamptz not null default now())',
    );
    const done = await transaction.query<{ name: string }>('select name from migration');
    for (const { name, sql } of MIGRATIONS.filter(
      (candidate) => !done.some((row) => row.name === candidate.name),
    )) {
      await transaction.query(sql);
      await transaction.query('insert into migration (name) values ($1)', [name]);
    }
  });
}
