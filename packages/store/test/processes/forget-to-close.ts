import { writeSync } from 'node:fs';
import { createSqliteStore } from '@portcullis/store/sqlite';

/** Listens and does one thing, and has nothing else to do: prints the epoch. Nobody closes the store. */
const [file = ''] = process.argv.slice(2);
const store = createSqliteStore({ file });
store.switch.subscribe('shop', () => undefined);
void store.switch.version('shop').then(({ epoch }) => writeSync(1, `${epoch}\n`));
