import { writeSync } from 'node:fs';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { recordOf } from '../fixtures.ts';
import { entryOf, operatorOf, sessionOf } from '../server-fixtures.ts';

/**
 * Waits until the switch of the site `start` is changed, then tries in each round to be the first operator of a site, to
 * use a time step up, and to exchange a session's token, and counts in the ledger. Prints what it won.
 */
const [file = '', name = '', rounds = '1'] = process.argv.slice(2);
const store = createSqliteStore({ file, busyTimeoutMs: 20_000, hintIntervalMs: 1 });
await store.switch.read('start');
const started = new Promise<void>((resolve) => {
  // The first one says that it listens.
  store.switch.subscribe('start', async () => {
    if ((await store.switch.version('start')).epoch > 0) resolve();
  });
});
// A subscription alone keeps no process alive.
const alive = setInterval(() => undefined, 1000);
writeSync(1, 'ready\n');
await started;
clearInterval(alive);

let sequence = 0;
function won(what: string): void {
  sequence += 1;
  writeSync(1, `${what}\n`);
}

for (let round = 0; round < Number(rounds); round += 1) {
  const site = `site ${round}`;
  const creation = { onlyFirst: true, record: recordOf(name, 1) };
  if ((await store.operators.create(site, operatorOf(name, site), creation)) === 'created') {
    writeSync(1, `first of ${site}\n`);
  }
  if (await store.operators.claimStep('shop', 'ada', round)) writeSync(1, `step ${round}\n`);
  const { tokenHash } = sessionOf(`${round}`, { id: 'ada', site: 'shop' });
  const next = { ...sessionOf('next', { id: 'ada', site: 'shop' }), tokenHash: `${name} ${round}` };
  const record = recordOf(name, sequence + 1);
  if ((await store.sessions.replace('shop', tokenHash, { next, record })) !== null) won(`session ${round}`);
  await store.ledger.add('shop', [entryOf('/orders'), entryOf(`/${name}/${round}`)]);
}
await store.close();
