import { deliverMail } from './deliver-mail.ts';
import { fulfilOrder, TEST_FULFIL_ORDER } from './fulfil-order.ts';
import type { JobContext, JobQueue } from './job-queue.ts';
import { recalculateStatistics } from './recalculate-statistics.ts';
import { REQUEST_PAYMENT, requestPaymentOf, TEST_REQUEST_PAYMENT } from './request-payment.ts';
import { retryPayments } from './retry-payments.ts';
import { sendDigest } from './send-digest.ts';
import { synchroniseCrm } from './synchronise-crm.ts';

/** By their names. */
export type JobQueues = Readonly<Record<string, JobQueue>>;

/** All that the worker does. */
export function jobQueues(context: JobContext): JobQueues {
  const { providers = null } = context;
  return {
    'deliver-mail': deliverMail(context),
    'fulfil-order': fulfilOrder(context, false),
    'recalculate-statistics': recalculateStatistics(context),
    ...(providers && { [REQUEST_PAYMENT]: requestPaymentOf(context, { providers, isTest: false }) }),
    'retry-payments': retryPayments(context),
    'send-digest': sendDigest(context),
    'synchronise-crm': synchroniseCrm(context),
  };
}

/** What an order of a test run goes through. */
export function testJobQueues(context: JobContext): JobQueues {
  const { providers = null } = context;
  return {
    [TEST_FULFIL_ORDER]: fulfilOrder(context, true),
    ...(providers && { [TEST_REQUEST_PAYMENT]: requestPaymentOf(context, { providers, isTest: true }) }),
  };
}
