import { writeSync } from 'node:fs';
import { createHostState } from '@portcullis/store/host';

/** Uses each of the given passes and prints those it got. */
const [directory = '', ...tokenHashes] = process.argv.slice(2);
const hostState = createHostState({ directory });
for (const tokenHash of tokenHashes) {
  if (await hostState.useBreakGlassPass('shop', tokenHash)) writeSync(1, `${tokenHash}\n`);
}
