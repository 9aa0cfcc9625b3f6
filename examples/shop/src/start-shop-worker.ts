import type { PgBoss } from 'pg-boss';
import { migrate } from './database/migrate.ts';
import { type Database, openDatabase } from './database/open-database.ts';
import { callProviders } from './jobs/call-providers.ts';
import { type JobQueues, jobQueues } from './jobs/job-queues.ts';
import { createMailFile } from './jobs/mail-file.ts';
import { makeQueues } from './jobs/make-queues.ts';
import { createSendJob, startBoss } from './jobs/start-boss.ts';
import { startProducer } from './jobs/start-producer.ts';
import { startTestJobs, type TestJobs } from './jobs/start-test-jobs.ts';

export interface StartShopWorkerOptions {
  readonly databaseUrl: string;
  /** Of a role that a closed guard lets write, for the jobs of test runs. @default nobody runs these */
  readonly repairDatabaseUrl?: string;
  /** The file that all mail is delivered to. */
  readonly mailFile: string;
  /** Where the payment, mail and CRM providers are asked. @default nobody is asked for anything */
  readonly providersUrl?: string;
  /** How often each recurring job is sent. @default 5 */
  readonly everySeconds?: number;
  /** How often a queue is asked for jobs, at least 0.5. @default 1 */
  readonly pollingIntervalSeconds?: number;
  /** @default the wall clock */
  readonly now?: () => Date;
  /** Told of what fails, also of what a closed guard refuses. @default written to standard error */
  readonly onError?: (error: unknown) => void;
  /** Lets the queues work. @default each begins at once; pass another to decide when */
  readonly work?: (boss: PgBoss, queues: JobQueues) => Promise<void>;
}

export interface RunningShopWorker {
  readonly boss: PgBoss;
  /** What works on each queue, for whoever pauses and resumes them. */
  readonly queues: JobQueues;
  readonly database: Database;
  /** Lets the jobs in hand end; calling again waits for the same end. */
  close(): Promise<void>;
}

/** Does what nobody clicks. The shop's web process only sends jobs; this one runs them. */
export async function startShopWorker({
  databaseUrl,
  repairDatabaseUrl,
  mailFile,
  providersUrl,
  everySeconds = 5,
  pollingIntervalSeconds = 1,
  now = () => new Date(),
  onError = console.error,
  work = beginWork,
}: StartShopWorkerOptions): Promise<RunningShopWorker> {
  const database = openDatabase(databaseUrl, { applicationName: 'shop-worker' });
  let boss: PgBoss | null = null;
  let testJobs: TestJobs | null = null;
  try {
    await migrate(database);
    boss = await startBoss({ databaseUrl, onError });
    const shared = {
      deliverMail: createMailFile(mailFile),
      providers: providersUrl === undefined ? null : callProviders(providersUrl),
      now,
      everySeconds,
      pollingIntervalSeconds,
    };
    const queues = jobQueues({ ...shared, database, send: createSendJob(boss) });
    await makeQueues(boss, queues);
    if (repairDatabaseUrl !== undefined) {
      testJobs = await startTestJobs({ ...shared, repairDatabaseUrl, onError });
    }
    await work(boss, queues);
    const producer = startProducer(boss, queues, onError);
    const started = boss;
    const tests = testJobs;
    let closed: Promise<void> | null = null;
    return {
      boss,
      queues,
      database,
      close() {
        closed ??= (async () => {
          await producer.stop();
          await tests?.close();
          await started.stop();
          await database.close();
        })();
        return closed;
      },
    };
  } catch (error) {
    await testJobs?.close();
    await boss?.stop({ graceful: false });
    await database.close();
    throw error;
  }
}

async function beginWork(boss: PgBoss, queues: JobQueues): Promise<void> {
  for (const [name, { options, handler }] of Object.entries(queues)) {
    await boss.work(name, options, handler);
  }
}
