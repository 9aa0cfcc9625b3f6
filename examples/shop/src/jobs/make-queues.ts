import type { PgBoss } from 'pg-boss';
import type { JobQueue } from './job-queue.ts';

/** Writes nothing when all are there: a worker also starts on a database whose guard is closed. */
export async function makeQueues(
  boss: PgBoss,
  queues: Readonly<Record<string, Pick<JobQueue, 'queue'>>>,
): Promise<void> {
  const known = new Set((await boss.getQueues()).map(({ name }) => name));
  for (const [name, { queue }] of Object.entries(queues)) {
    if (!known.has(name)) {
      await boss.createQueue(name, queue);
    }
  }
}
