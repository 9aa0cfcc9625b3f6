import { createPostgresGuard } from '@portcullis/quiesce/postgres';
import pg from 'pg';
import { bookkeepingTables } from './bookkeeping-tables.ts';
import type { RunningDatabase } from './start-database.ts';

/** As an administrator does once for each database: dormant, and nothing but a trigger per statement until it is closed. */
export async function installGuard({ guardUrl }: Pick<RunningDatabase, 'guardUrl'>): Promise<void> {
  const session = new pg.Client({ connectionString: guardUrl, application_name: 'portcullis guard' });
  await session.connect();
  try {
    const guard = createPostgresGuard(session);
    const { state } = await guard.status();
    // Of a start that left the site read-only: it is there, and refuses changes of tables, its own too.
    if (state === 'closed' || state === 'closing') return;
    await guard.install({ approvedRoles: ['shop_repair'], bookkeepingTables });
  } finally {
    await session.end();
  }
}
