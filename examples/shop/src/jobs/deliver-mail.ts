import { deliverOutbox } from '../domain/mail.ts';
import type { JobContext, JobQueue } from './job-queue.ts';
import { recurringJob } from './recurring-job.ts';

export function deliverMail(context: JobContext): JobQueue {
  return recurringJob('deliver-mail', context, (transaction) =>
    deliverOutbox(transaction, context.deliverMail),
  );
}
