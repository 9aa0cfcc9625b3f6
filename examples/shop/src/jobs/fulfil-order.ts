import { commitJob } from '../database/commit-job.ts';
import type { WriteTransaction } from '../database/write-record.ts';
import { advanceFulfilment, type FollowUp, queueFulfilment } from '../domain/fulfilment.ts';
import type { JobContext, JobQueue, SendJob } from './job-queue.ts';
import { readPurchaseId } from './read-purchase-id.ts';

export const FULFIL_ORDER = 'fulfil-order';
export const TEST_FULFIL_ORDER = 'fulfil-order-test';

/** Also for whoever only sends. */
export const fulfilmentQueue: JobQueue['queue'] = {
  retryLimit: 20,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  expireInSeconds: 60,
  deleteAfterSeconds: 3600,
};

/**
 * Each job takes its order one step on and sends the job for the next step, in one transaction: an order that is stopped on
 * its way stays where it is, and goes on from there.
 */
export function fulfilOrder(
  { database, send, pollingIntervalSeconds }: JobContext,
  isTest: boolean,
): JobQueue {
  return {
    queue: fulfilmentQueue,
    options: { pollingIntervalSeconds },
    everySeconds: null,
    async handler(jobs) {
      for (const { id, data } of jobs) {
        const purchaseId = readPurchaseId(FULFIL_ORDER, data);
        const origin = { method: 'JOB', name: FULFIL_ORDER, jobId: id, isTest } as const;
        await commitJob(database, origin, async (transaction) => {
          const isStepLeft = await advanceFulfilment(transaction, {
            purchaseId,
            actor: `job:${FULFIL_ORDER}`,
          });
          if (isStepLeft) {
            await send(transaction, queueOf(transaction), { purchaseId });
          }
        });
      }
    },
  };
}

/** What a checkout does where a worker takes it from there. */
export function fulfilByJob(send: SendJob): FollowUp {
  return async (transaction, purchaseId) => {
    await queueFulfilment(transaction, purchaseId);
    await send(transaction, queueOf(transaction), { purchaseId });
  };
}

/** A test run has a queue of its own: its jobs run while the worker of all others is paused. */
function queueOf({ isTest }: WriteTransaction): string {
  return isTest ? TEST_FULFIL_ORDER : FULFIL_ORDER;
}
