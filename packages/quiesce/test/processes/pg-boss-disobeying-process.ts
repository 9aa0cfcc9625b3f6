import { fastOptions, openBoss } from '../queues/pg-boss-versions.ts';

/** Works on a queue of pg-boss as any process does that the adapter is not in: nothing of a pause reaches it. */
const [version = '12', url = '', schema = '', queue = '', end = ''] = process.argv.slice(2);
const boss = await openBoss({ version: version === '10' ? 10 : 12, url, schema });
// Until it is killed.
await boss.work(queue, fastOptions, async () => {
  process.send?.('begun');
  if (end !== 'ends') await new Promise(() => {});
});
