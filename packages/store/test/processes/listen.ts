import { writeSync } from 'node:fs';
import { createSqliteStore } from '@portcullis/store/sqlite';

/** Prints the epoch once it listens, and again when the first hint comes. */
const [file = ''] = process.argv.slice(2);
const store = createSqliteStore({ file });
const before = (await store.switch.version('shop')).epoch;
let isListening: () => void = () => undefined;
const listening = new Promise<void>((resolve) => {
  isListening = resolve;
});
const hinted = new Promise<void>((resolve) => {
  // The first one says that it listens.
  store.switch.subscribe('shop', async () => {
    isListening();
    if ((await store.switch.version('shop')).epoch !== before) resolve();
  });
});
// A subscription alone keeps no process alive.
const alive = setInterval(() => undefined, 1000);
await listening;
writeSync(1, `${before}\n`);
await hinted;
clearInterval(alive);
writeSync(1, `${(await store.switch.version('shop')).epoch}\n`);
await store.close();
