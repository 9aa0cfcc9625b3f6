import { writeSync } from 'node:fs';
import { createSqliteStore } from '@portcullis/store/sqlite';
import Database from 'better-sqlite3';
import { changeOf, passOf, recordOf } from '../fixtures.ts';

/**
 * Changes the switch of a store `count` times, with a pass created and redeemed between, and prints the last
 * sequence number of its chain after each acknowledgement; or prints why it could not.
 */
const [file = '', chain = '', count = '1', userId = ''] = process.argv.slice(2);
if (userId !== '') {
  // The binding is loaded by the first database, and may lie where that user cannot read.
  new Database(':memory:').close();
  process.seteuid?.(Number(userId));
}

const site = 'shop';
const store = createSqliteStore({ file, busyTimeoutMs: 20_000 });
let sequence = 0;

async function change(): Promise<void> {
  for (;;) {
    const record = recordOf(chain, sequence + 1);
    const expectedEpoch = (await store.switch.version(site)).epoch;
    // Never open: the end of a window would end the passes that others are about to redeem.
    const mode = sequence % 2 === 0 ? 'read-only' : 'closed';
    // Long enough for a change to fill pages and for a small limit to be reached.
    const result = await store.switch.change(
      site,
      changeOf({ expectedEpoch, record, mode, reason: 'x'.repeat(2000) }),
    );
    if (result.kind === 'changed') return;
  }
}

async function acknowledged(work: Promise<unknown>): Promise<void> {
  await work;
  sequence += 1;
  writeSync(1, `${sequence}\n`);
}

try {
  const { lineage } = await store.switch.read(site);
  writeSync(1, `${lineage}\n`);
  for (let round = 0; round < Number(count); round += 1) {
    await acknowledged(change());
    const id = `${chain}-${round}`;
    await acknowledged(
      store.passes.create(passOf(id), { ...recordOf(chain, sequence + 1), kind: 'pass.created' }),
    );
    await acknowledged(
      store.passes.redeem(site, `token of ${id}`, {
        ...recordOf(chain, sequence + 1),
        kind: 'pass.redeemed',
      }),
    );
  }
  await store.close();
} catch (error) {
  writeSync(1, `${error instanceof Error && 'code' in error ? error.code : error}: ${error}\n`);
  process.exitCode = 1;
}
