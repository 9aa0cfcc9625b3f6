import { type Database, openDatabase } from '../database/open-database.ts';
import type { JobContext } from './job-queue.ts';
import { testJobQueues } from './job-queues.ts';
import { makeQueues } from './make-queues.ts';
import { createSendJob, startSendingBoss } from './start-boss.ts';

export interface StartTestJobsOptions extends Omit<JobContext, 'database' | 'send'> {
  /** Of a role that a closed guard lets write. */
  readonly repairDatabaseUrl: string;
  readonly onError: (error: unknown) => void;
}

export interface TestJobs {
  close(): Promise<void>;
}

/**
 * Runs the jobs of test runs, at any time: on queues of their own, with a login of their own, and with nothing else to do. Nobody pauses
 * it, so its instance of pg-boss keeps no house.
 */
export async function startTestJobs({
  repairDatabaseUrl,
  onError,
  ...context
}: StartTestJobsOptions): Promise<TestJobs> {
  const database: Database = openDatabase(repairDatabaseUrl, { applicationName: 'shop-test-jobs' });
  try {
    const boss = await startSendingBoss({ databaseUrl: repairDatabaseUrl, onError });
    const queues = testJobQueues({ ...context, database, send: createSendJob(boss) });
    await makeQueues(boss, queues);
    for (const [name, { options, handler }] of Object.entries(queues))
      await boss.work(name, options, handler);
    return {
      async close() {
        await boss.stop();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
