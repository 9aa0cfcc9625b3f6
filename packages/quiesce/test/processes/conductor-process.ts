import { once } from 'node:events';
import pg from 'pg';
import { createPostgresGuard } from '../../src/postgres/index.ts';

/**
 * Closes, waits and opens, as a program does that somebody ends on the way: says when it has come to a statement, goes on with it
 * when it is told to, and says when that is done, and no more.
 */
process.once('disconnect', () => process.exit());
const [connectionString = '', statement = ''] = process.argv.slice(2);
const client = new pg.Client({ connectionString, application_name: 'a conductor' });
await client.connect();

const guard = createPostgresGuard({
  async query(text, values) {
    if (!text.includes(statement)) return client.query(text, values);
    process.send?.('here');
    await once(process, 'message');
    await client.query(text, values);
    process.send?.('done');
    return new Promise(() => {});
  },
});
await guard.close({ reason: 'a repair that was cut off' });
await guard.drain({ timeoutMs: 30_000 });
await guard.open();
