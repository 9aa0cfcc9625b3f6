import { writeSync } from 'node:fs';
import { createSqliteStore } from '@portcullis/store/sqlite';
import Database from 'better-sqlite3';
import { recordOf } from '../fixtures.ts';
import { entryOf, operatorOf } from '../server-fixtures.ts';

/**
 * Counts ten refusals and creates an operator, again and again, and prints how many rounds were acknowledged after each; or
 * prints why it could not.
 */
const [file = '', count = '1', userId = ''] = process.argv.slice(2);
if (userId !== '') {
  // The binding is loaded by the first database, and may lie where that user cannot read.
  new Database(':memory:').close();
  process.seteuid?.(Number(userId));
}

const site = 'shop';
const store = createSqliteStore({ file, busyTimeoutMs: 20_000 });
try {
  for (let round = 1; round <= Number(count); round += 1) {
    await store.ledger.add(
      site,
      Array.from({ length: 10 }, (_, index) => entryOf(`/${round}/${index}/${'x'.repeat(200)}`)),
    );
    const name = `operator ${round}`;
    const record = recordOf('fill', round);
    await store.operators.create(site, operatorOf(name, site), { onlyFirst: false, record });
    writeSync(1, `${round}\n`);
  }
  await store.close();
} catch (error) {
  writeSync(1, `${error instanceof Error && 'code' in error ? error.code : error}: ${error}\n`);
  process.exitCode = 1;
}
