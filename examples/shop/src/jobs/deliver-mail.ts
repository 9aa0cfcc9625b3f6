import { deliverOutbox } from '../domain/mail.ts';
import type { JobContext, JobQueue } from './job-queue.ts';
import { recurringJob } from './recurring-job.ts';

export function deliverMail(context: JobContext): JobQueue {
  const { providers, deliverMail: keepMail } = context;
  return recurringJob('deliver-mail', context, (transaction) =>
    deliverOutbox(transaction, async (mails) => {
      // First where the same mail twice is one.
      await providers?.handOverMail(mails);
      await keepMail(mails);
    }),
  );
}
