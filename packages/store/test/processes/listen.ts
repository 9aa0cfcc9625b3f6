import { writeSync } from 'node:fs';
import { createSqliteStore } from '@portcullis/store/sqlite';

/** Prints the epoch once it listens, and again when the first hint comes. */
const [file = ''] = process.argv.slice(2);
const store = createSqliteStore({ file });
const before = (await store.switch.version('shop')).epoch;
const hinted = new Promise<void>((resolve) => {
  store.switch.subscribe('shop', resolve);
});
// A subscription alone keeps no process alive.
const alive = setInterval(() => undefined, 1000);
writeSync(1, `${before}\n`);
await hinted;
clearInterval(alive);
writeSync(1, `${(await store.switch.version('shop')).epoch}\n`);
await store.close();
