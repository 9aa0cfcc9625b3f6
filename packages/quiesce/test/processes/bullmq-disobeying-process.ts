import { openWorker } from '../queues/bullmq-versions.ts';

/** Works on a queue of BullMQ as if nobody had paused it: it looks for the pause where there is none. */
const [major = '6', path = '', name = '', end = ''] = process.argv.slice(2);
const version = major === '5' ? 5 : 6;
const { it: worker } = openWorker({
  version,
  path,
  name,
  workerName: 'the one who disobeys',
  autorun: false,
  async process() {
    process.send?.('begun');
    if (end !== 'ends') await new Promise(() => {});
  },
});
const elsewhere = `${worker.keys.meta}-elsewhere`;
worker.keys.meta = elsewhere;
// Version 5 moves what waits aside while it is paused.
if (version === 5) worker.keys.wait = worker.keys.paused ?? '';
// Until it is killed.
await worker.run();
