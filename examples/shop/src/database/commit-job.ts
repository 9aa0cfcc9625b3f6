import type { Database } from './open-database.ts';
import { commitWrite, type WriteTransaction } from './write-record.ts';

export interface JobOrigin {
  readonly method: 'JOB' | 'CRON';
  readonly name: string;
  /** The queue's number for this very job. @default null */
  readonly jobId?: string | null;
  /** @default false */
  readonly isTest?: boolean;
}

/**
 * The door to writing for what nobody clicked. Each run counts itself, so one that finds nothing to do writes all the
 * same, and a guard that is closed refuses it: the write record alone would pass, being a bookkeeping table.
 */
export async function commitJob<Result>(
  database: Database,
  { method, name, jobId = null, isTest = false }: JobOrigin,
  work: (transaction: WriteTransaction) => Promise<Result>,
): Promise<Result> {
  const actor = `${method.toLowerCase()}:${name}`;
  return commitWrite(
    database,
    { kind: 'job', method, path: name, actor, requestId: jobId, isTest },
    async (transaction) => {
      await transaction.query(
        `insert into job_run (name) values ($1)
         on conflict (name) do update set runs = job_run.runs + 1, last_at = now()`,
        [name],
      );
      return work(transaction);
    },
  );
}
