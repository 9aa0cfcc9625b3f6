import { commitJob } from '../database/commit-job.ts';
import type { WriteTransaction } from '../database/write-record.ts';
import type { FollowUp } from '../domain/fulfilment.ts';
import { expectPayment, requestPayment } from '../domain/payments.ts';
import type { ShopProviders } from '../domain/providers.ts';
import type { JobContext, JobQueue, SendJob } from './job-queue.ts';
import { readPurchaseId } from './read-purchase-id.ts';

export const REQUEST_PAYMENT = 'request-payment';
export const TEST_REQUEST_PAYMENT = 'request-payment-test';

/** Also for whoever only sends. A provider that is away is asked again for about half a day. */
export const paymentQueue: JobQueue['queue'] = {
  retryLimit: 50,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 900,
  expireInSeconds: 60,
  deleteAfterSeconds: 3600,
};

/** Asks the payment provider for the money of an order; that it came, the provider tells by a webhook. */
export function requestPaymentOf(
  { database, pollingIntervalSeconds }: JobContext,
  { providers, isTest }: { readonly providers: ShopProviders; readonly isTest: boolean },
): JobQueue {
  return {
    queue: paymentQueue,
    options: { pollingIntervalSeconds },
    everySeconds: null,
    async handler(jobs) {
      for (const { id, data } of jobs) {
        const purchaseId = readPurchaseId(REQUEST_PAYMENT, data);
        const origin = { method: 'JOB', name: REQUEST_PAYMENT, jobId: id, isTest } as const;
        await commitJob(database, origin, (transaction) =>
          requestPayment(transaction, purchaseId, providers),
        );
      }
    },
  };
}

/** What a checkout does, besides `next`, where a provider takes the money. */
export function payByProvider(send: SendJob, next: FollowUp): FollowUp {
  return async (transaction, purchaseId) => {
    if (await expectPayment(transaction, purchaseId)) {
      await send(transaction, queueOf(transaction), { purchaseId });
    }
    await next(transaction, purchaseId);
  };
}

function queueOf({ isTest }: WriteTransaction): string {
  return isTest ? TEST_REQUEST_PAYMENT : REQUEST_PAYMENT;
}
