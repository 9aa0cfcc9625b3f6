import type { Queryable } from '../database/open-database.ts';
import type { WriteTransaction } from '../database/write-record.ts';
import { retryCharge } from './card-payment.ts';
import { sendMail } from './mail.ts';
import { formatMoney } from './money.ts';

interface FailedInvoice {
  readonly number: number;
  readonly amountCents: number;
  readonly attempts: number;
  readonly cardEnding: string;
  readonly name: string;
  readonly email: string;
}

/** Nobody is asked for money for ever. */
const ATTEMPTS = 4;
const INVOICES_AT_ONCE = 20;

/** Asks for the subscriptions that the nightly billing booked and the card did not pay. */
export async function retryFailedPayments(transaction: WriteTransaction): Promise<void> {
  const failed = await transaction.query<FailedInvoice>(
    `select i.number, i.amount_cents as "amountCents", i.attempts, s.card_ending as "cardEnding", s.name, a.email
     from subscription_invoice i join subscription s on s.id = i.subscription_id join account a on a.id = s.account_id
     where i.state = 'failed' order by i.number limit $1 for update of i skip locked`,
    [INVOICES_AT_ONCE],
  );
  let paid = 0;
  for (const invoice of failed) {
    paid += (await retryPayment(transaction, invoice)) ? 1 : 0;
  }
  transaction.note(`${failed.length} failed payments tried again, ${paid} paid`);
}

async function retryPayment(transaction: WriteTransaction, invoice: FailedInvoice): Promise<boolean> {
  const { number, amountCents, cardEnding, name, email } = invoice;
  const attempts = invoice.attempts + 1;
  const reference = retryCharge(cardEnding, attempts);
  const state = reference !== null ? 'paid' : attempts < ATTEMPTS ? 'failed' : 'given-up';
  await transaction.query(
    'update subscription_invoice set state = $2, attempts = $3, payment_reference = $4 where number = $1',
    [number, state, attempts, reference],
  );
  if (state !== 'failed') {
    await sendMail(transaction, {
      recipient: email,
      subject: `Invoice ${number}`,
      body:
        state === 'paid'
          ? `We received ${formatMoney(amountCents)} for “${name}”. Thank you.`
          : `Your card did not pay ${formatMoney(amountCents)} for “${name}”. Please give us another one.`,
    });
  }
  return state === 'paid';
}

export interface InvoiceCount {
  readonly state: 'paid' | 'failed' | 'given-up';
  readonly invoices: number;
  readonly lastNumber: number;
}

export async function countInvoices(database: Queryable): Promise<readonly InvoiceCount[]> {
  return database.query<InvoiceCount>(
    `select state, count(*)::integer as invoices, max(number) as "lastNumber"
     from subscription_invoice group by state order by state`,
  );
}
