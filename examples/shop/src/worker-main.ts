import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { quietRefusals } from './jobs/quiet-refusals.ts';
import { startShopWorker } from './start-shop-worker.ts';

const { values } = parseArgs({
  options: {
    'mail-file': { type: 'string', default: fileURLToPath(new URL('../.demo/mail.mbox', import.meta.url)) },
    'every-seconds': { type: 'string', default: '5' },
  },
});

// In the environment and not among the arguments, which every user of the host may read.
const databaseUrl = process.env.SHOP_DATABASE_URL;
if (databaseUrl === undefined) {
  throw new Error('Expected the URL of the shop’s database in SHOP_DATABASE_URL.');
}

const worker = await startShopWorker({
  databaseUrl,
  mailFile: values['mail-file'],
  everySeconds: Number(values['every-seconds']),
  onError: quietRefusals((error) => process.stderr.write(`${describe(error)}\n`)),
});
process.stdout.write(
  `The worker works on ${Object.keys(worker.queues).join(', ')}. Mail is in ${values['mail-file']}\n`,
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => worker.close());
}

/** pg-boss hands on copies of errors, which have all but the class. */
function describe(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return `A job failed: ${String(message)}`;
}
