import { sendDigests } from '../domain/digest.ts';
import type { JobContext, JobQueue } from './job-queue.ts';
import { recurringJob } from './recurring-job.ts';

/** A letter a minute to each reader: few would stay, but who watches a demo has no month. */
const READER_RESTS_MS = 60_000;

export function sendDigest(context: JobContext): JobQueue {
  return recurringJob('send-digest', context, (transaction) => {
    const now = context.now();
    return sendDigests(transaction, { now, before: new Date(now.getTime() - READER_RESTS_MS) });
  });
}
