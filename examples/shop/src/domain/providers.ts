import type { MirroredCustomer } from './customer-mirror.ts';
import type { DeliverMail } from './mail.ts';

/** What the shop asks other companies for. What becomes of it they tell later, by a webhook. */
export interface ShopProviders {
  /** For one order there is one payment, however often it is asked for. Resolves with the provider's name of it. */
  createPayment(payment: {
    readonly purchaseId: number;
    readonly amountCents: number;
  }): Promise<{ readonly id: string }>;
  /** A mail that is handed over again is sent once. */
  readonly handOverMail: DeliverMail;
  updateCustomers(customers: readonly MirroredCustomer[]): Promise<void>;
}
