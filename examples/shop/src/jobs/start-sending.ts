import type { FollowUp } from '../domain/fulfilment.ts';
import { FULFIL_ORDER, fulfilByJob, fulfilmentQueue } from './fulfil-order.ts';
import { makeQueues } from './make-queues.ts';
import { createSendJob, startBoss } from './start-boss.ts';

export interface StartSendingOptions {
  readonly databaseUrl: string;
  readonly onError: (error: unknown) => void;
}

export interface Sending {
  readonly followUp: FollowUp;
  stop(): Promise<void>;
}

/** For a process that sends jobs and runs none; they wait until there is a worker. */
export async function startSending({ databaseUrl, onError }: StartSendingOptions): Promise<Sending> {
  const boss = await startBoss({ databaseUrl, applicationName: 'shop-jobs', supervises: false, onError });
  await makeQueues(boss, { [FULFIL_ORDER]: { queue: fulfilmentQueue } });
  return { followUp: fulfilByJob(createSendJob(boss)), stop: () => boss.stop() };
}
