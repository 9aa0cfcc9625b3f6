import { PgBoss } from 'pg-boss';
import type { SendJob } from './job-queue.ts';

export interface StartBossOptions {
  readonly databaseUrl: string;
  readonly applicationName: string;
  /** Whether it clears up after others: fails jobs whose process died, and deletes old ones. */
  readonly supervises: boolean;
  readonly onError: (error: unknown) => void;
}

/** The queues' tables lie in the shop's own database, where a job commits together with its reason. */
export async function startBoss({
  databaseUrl,
  applicationName,
  supervises,
  onError,
}: StartBossOptions): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    application_name: applicationName,
    schema: 'pgboss',
    max: 4,
    supervise: supervises,
    // A job that expired is found by these; the usual minute is long for somebody who watches.
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
    registerInstance: supervises,
    // Its schedules are made of minutes; see start-producer.ts.
    schedule: false,
  });
  boss.on('error', onError);
  await boss.start();
  return boss;
}

export function createSendJob(boss: PgBoss): SendJob {
  return async (transaction, name, data) => {
    await boss.send(name, data, {
      db: { executeSql: async (text, values) => ({ rows: [...(await transaction.query(text, values))] }) },
    });
  };
}
