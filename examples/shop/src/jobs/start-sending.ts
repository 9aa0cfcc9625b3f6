import type { FollowUp } from '../domain/fulfilment.ts';
import { FULFIL_ORDER, fulfilByJob, fulfilmentQueue, TEST_FULFIL_ORDER } from './fulfil-order.ts';
import { makeQueues } from './make-queues.ts';
import { createSendJob, type StartBossOptions, startSendingBoss } from './start-boss.ts';

export interface Sending {
  readonly followUp: FollowUp;
  stop(): Promise<void>;
}

/** For a process that sends jobs and runs none; they wait until there is a worker. */
export async function startSending(options: StartBossOptions): Promise<Sending> {
  const boss = await startSendingBoss(options);
  try {
    const queue = { queue: fulfilmentQueue };
    await makeQueues(boss, { [FULFIL_ORDER]: queue, [TEST_FULFIL_ORDER]: queue });
  } catch (error) {
    await boss.stop({ graceful: false });
    throw error;
  }
  return { followUp: fulfilByJob(createSendJob(boss)), stop: () => boss.stop() };
}
