import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fleetOverHttp, type JoinedFleet, joinFleet } from '@portcullis/quiesce/fleet';
import { guardRefusalOf } from '@portcullis/quiesce/refusal';
import { createPgBossWorker } from '@portcullis/quiesce/workers';
import type { PgBoss } from 'pg-boss';
import type { JobQueues } from './jobs/job-queues.ts';
import { quietRefusals } from './jobs/quiet-refusals.ts';
import { startShopWorker } from './start-shop-worker.ts';

const { values } = parseArgs({
  options: {
    'mail-file': { type: 'string', default: fileURLToPath(new URL('../.demo/mail.mbox', import.meta.url)) },
    'every-seconds': { type: 'string', default: '5' },
    // Where the gate in front listens for programs of this host.
    'portcullis-socket': { type: 'string' },
  },
});

// In the environment and not among the arguments, which every user of the host may read.
const databaseUrl = process.env.SHOP_DATABASE_URL;
if (databaseUrl === undefined) {
  throw new Error('Expected the URL of the shop’s database in SHOP_DATABASE_URL.');
}

const repairDatabaseUrl = process.env.SHOP_REPAIR_DATABASE_URL;

const providersUrl = process.env.SHOP_PROVIDERS_URL;

const socketPath = values['portcullis-socket'];
let fleet: JoinedFleet | null = null;

const worker = await startShopWorker({
  databaseUrl,
  ...(repairDatabaseUrl !== undefined && { repairDatabaseUrl }),
  ...(providersUrl !== undefined && { providersUrl }),
  mailFile: values['mail-file'],
  everySeconds: Number(values['every-seconds']),
  onError: quietRefusals((error) => process.stderr.write(`${describe(error)}\n`)),
  ...(socketPath !== undefined && {
    async work(boss: PgBoss, queues: JobQueues) {
      fleet = joinFleet({
        name: 'shop-worker',
        workers: [createPgBossWorker({ boss, queues })],
        send: fleetOverHttp({ site: 'shop', server: { socketPath } }),
        // A worker that starts in a window begins nothing.
        initially: 'paused',
      });
    },
  }),
});
process.stdout.write(
  `The worker works on ${Object.keys(worker.queues).join(', ')}. Mail is in ${values['mail-file']}\n`,
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await worker.close();
    await fleet?.leave();
  });
}

/** pg-boss hands on copies of errors, which have all but the class. */
function describe(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return guardRefusalOf(error) === null
    ? `A job failed: ${String(message)}`
    : `The worker was refused a write, as it is meant to be while its database stands still (${String(message)}). It goes on afterwards.`;
}
