import { writeSync } from 'node:fs';
import { createHostState } from '@portcullis/store/host';
import { lastKnownOf } from '../fixtures.ts';

/** Saves one state after the other and prints the epoch of each once it is saved; or prints why it could not. */
const [directory = '', count = '1', messageLength = ''] = process.argv.slice(2);
const message = messageLength === '' ? undefined : 'x'.repeat(Number(messageLength));
const hostState = createHostState({ directory });
try {
  for (let epoch = 1; epoch <= Number(count); epoch += 1) {
    await hostState.writeLastKnown('shop', lastKnownOf({ epoch, message }));
    writeSync(1, `${epoch}\n`);
  }
} catch (error) {
  writeSync(1, `${error instanceof Error && 'code' in error ? error.code : error}\n`);
}
