import type { FollowUp } from '../domain/fulfilment.ts';
import { FULFIL_ORDER, fulfilByJob, fulfilmentQueue, TEST_FULFIL_ORDER } from './fulfil-order.ts';
import { makeQueues } from './make-queues.ts';
import { payByProvider, paymentQueue, REQUEST_PAYMENT, TEST_REQUEST_PAYMENT } from './request-payment.ts';
import { createSendJob, type StartBossOptions, startSendingBoss } from './start-boss.ts';

export interface StartSendingOptions extends StartBossOptions {
  /** Whether a provider is asked for the money of orders. */
  readonly payments: boolean;
}

export interface Sending {
  readonly followUp: FollowUp;
  stop(): Promise<void>;
}

/** For a process that sends jobs and runs none; they wait until there is a worker. */
export async function startSending({ payments, ...options }: StartSendingOptions): Promise<Sending> {
  const boss = await startSendingBoss(options);
  try {
    const fulfilment = { queue: fulfilmentQueue };
    await makeQueues(boss, { [FULFIL_ORDER]: fulfilment, [TEST_FULFIL_ORDER]: fulfilment });
    if (payments) {
      const payment = { queue: paymentQueue };
      await makeQueues(boss, { [REQUEST_PAYMENT]: payment, [TEST_REQUEST_PAYMENT]: payment });
    }
  } catch (error) {
    await boss.stop({ graceful: false });
    throw error;
  }
  const send = createSendJob(boss);
  const fulfil = fulfilByJob(send);
  return { followUp: payments ? payByProvider(send, fulfil) : fulfil, stop: () => boss.stop() };
}
