import { commitJob } from '../database/commit-job.ts';
import { advanceFulfilment, type FollowUp, queueFulfilment } from '../domain/fulfilment.ts';
import type { JobContext, JobQueue, SendJob } from './job-queue.ts';

export const FULFIL_ORDER = 'fulfil-order';

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
export function fulfilOrder({ database, send, pollingIntervalSeconds }: JobContext): JobQueue {
  return {
    queue: fulfilmentQueue,
    options: { pollingIntervalSeconds },
    everySeconds: null,
    async handler(jobs) {
      for (const { id, data } of jobs) {
        const purchaseId = readPurchaseId(data);
        await commitJob(database, { method: 'JOB', name: FULFIL_ORDER, jobId: id }, async (transaction) => {
          const isStepLeft = await advanceFulfilment(transaction, {
            purchaseId,
            actor: `job:${FULFIL_ORDER}`,
          });
          if (isStepLeft) {
            await send(transaction, FULFIL_ORDER, { purchaseId });
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
    await send(transaction, FULFIL_ORDER, { purchaseId });
  };
}

function readPurchaseId(data: object): number {
  const purchaseId = 'purchaseId' in data ? data.purchaseId : null;
  if (typeof purchaseId !== 'number' || !Number.isSafeInteger(purchaseId)) {
    throw new Error(
      `Expected a job of ${FULFIL_ORDER} to carry {"purchaseId": NUMBER}, got ${JSON.stringify(data).slice(0, 200)}.`,
    );
  }
  return purchaseId;
}
