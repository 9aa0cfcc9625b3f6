import { retryFailedPayments } from '../domain/subscriptions.ts';
import type { JobContext, JobQueue } from './job-queue.ts';
import { recurringJob } from './recurring-job.ts';

export function retryPayments(context: JobContext): JobQueue {
  return recurringJob('retry-payments', context, retryFailedPayments);
}
