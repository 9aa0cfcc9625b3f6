import { synchroniseCustomers } from '../domain/customer-mirror.ts';
import type { JobContext, JobQueue } from './job-queue.ts';
import { recurringJob } from './recurring-job.ts';

export function synchroniseCrm(context: JobContext): JobQueue {
  return recurringJob('synchronise-crm', context, synchroniseCustomers);
}
