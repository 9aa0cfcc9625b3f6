import { synchroniseCustomers } from '../domain/customer-mirror.ts';
import type { JobContext, JobQueue } from './job-queue.ts';
import { recurringJob } from './recurring-job.ts';

export function synchroniseCrm(context: JobContext): JobQueue {
  const tell = context.providers?.updateCustomers ?? (async () => undefined);
  return recurringJob('synchronise-crm', context, (transaction) => synchroniseCustomers(transaction, tell));
}
