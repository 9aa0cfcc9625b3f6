import { PgBoss } from 'pg-boss';
import type { SendJob } from './job-queue.ts';

export interface StartBossOptions {
  readonly databaseUrl: string;
  readonly onError: (error: unknown) => void;
}

/**
 * For the process that runs jobs: it makes the queues' tables and clears up after others. They lie in the shop's own
 * database, where a job commits together with its reason.
 */
export async function startBoss({ databaseUrl, onError }: StartBossOptions): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    application_name: 'shop-queues',
    max: 4,
    // They find a job whose process died; the usual minute is long for somebody who watches.
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
    // Its schedules are made of minutes; see start-producer.ts.
    schedule: false,
  });
  boss.on('error', onError);
  await startOrLeave(boss);
  return boss;
}

/** For a process that sends jobs and runs none. It writes nothing by itself, so a closed guard has nothing to refuse. */
export async function startSendingBoss({ databaseUrl, onError }: StartBossOptions): Promise<PgBoss> {
  const connection = { connectionString: databaseUrl, application_name: 'shop-jobs', max: 2 };
  const quiet = { supervise: false, schedule: false, registerInstance: false };
  // One that migrates goes on looking for migrations, by a write each minute.
  const boss = new PgBoss({ ...connection, ...quiet, migrate: false });
  boss.on('error', onError);
  try {
    await startOrLeave(boss);
  } catch {
    // Nobody has made the tables yet, or an older version did. What else is wrong goes wrong again, and is thrown here.
    const maker = new PgBoss({ ...connection, ...quiet });
    maker.on('error', onError);
    await startOrLeave(maker);
    await maker.stop();
    await startOrLeave(boss);
  }
  return boss;
}

async function startOrLeave(boss: PgBoss): Promise<void> {
  try {
    await boss.start();
  } catch (error) {
    // Timers that it had set would keep the process from ending.
    await boss.stop({ graceful: false });
    throw error;
  }
}

export function createSendJob(boss: PgBoss): SendJob {
  return async (transaction, name, data) => {
    await boss.send(name, data, {
      db: { executeSql: async (text, values) => ({ rows: [...(await transaction.query(text, values))] }) },
    });
  };
}
