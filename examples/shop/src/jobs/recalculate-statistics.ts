import { recalculateSales } from '../domain/sales.ts';
import type { JobContext, JobQueue } from './job-queue.ts';
import { recurringJob } from './recurring-job.ts';

/** Refunds reach back as far as this. */
const PERIOD_MS = 90 * 86_400_000;

export function recalculateStatistics(context: JobContext): JobQueue {
  return recurringJob('recalculate-statistics', context, (transaction) =>
    recalculateSales(transaction, { since: new Date(context.now().getTime() - PERIOD_MS) }),
  );
}
