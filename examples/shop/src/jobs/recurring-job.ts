import { commitJob } from '../database/commit-job.ts';
import type { WriteTransaction } from '../database/write-record.ts';
import type { JobContext, JobQueue } from './job-queue.ts';

/**
 * What is to be done again and again. At most one job of its queue waits or runs, in all of the worker's processes: while
 * the worker is paused one piles up and not hundreds. It is not tried again, because the next one does the same.
 */
export function recurringJob(
  name: string,
  { database, everySeconds, pollingIntervalSeconds }: JobContext,
  work: (transaction: WriteTransaction) => Promise<void>,
): JobQueue {
  return {
    queue: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 60, deleteAfterSeconds: 600 },
    options: { pollingIntervalSeconds },
    everySeconds,
    async handler(jobs) {
      for (const { id } of jobs) {
        await commitJob(database, { method: 'JOB', name, jobId: id }, work);
      }
    },
  };
}
