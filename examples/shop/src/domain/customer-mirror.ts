import type { WriteTransaction } from '../database/write-record.ts';
import { ShopError } from './shop-error.ts';
import { takeWebhookEvent } from './webhook-events.ts';

/** A customer as the CRM knows them. */
export interface MirroredCustomer {
  readonly accountId: number;
  readonly email: string;
  readonly name: string;
  readonly city: string;
  readonly orders: number;
  readonly spentCents: number;
}

/**
 * Brings the CRM's copy of the customers up to date: those who are new there or not as they are here. What did not change is
 * not touched, so that `synchronised_at` says since when the CRM knows. `tell` hands the changed ones over before they count
 * as handed over.
 */
export async function synchroniseCustomers(
  transaction: WriteTransaction,
  tell: (customers: readonly MirroredCustomer[]) => Promise<void>,
): Promise<void> {
  const changed = await transaction.query<MirroredCustomer>(
    `insert into crm_customer as mirror (account_id, email, name, city, orders, spent_cents)
     select a.id, a.email, a.name, a.city, count(o.id),
       coalesce(sum(o.charged_cents + o.credit_cents - o.refunded_cents), 0)
     from account a left join purchase o on o.account_id = a.id
     where a.role = 'customer' group by a.id order by a.id
     on conflict (account_id) do update set email = excluded.email, name = excluded.name, city = excluded.city,
       orders = excluded.orders, spent_cents = excluded.spent_cents, synchronised_at = now()
     where (mirror.email, mirror.name, mirror.city, mirror.orders, mirror.spent_cents)
       is distinct from (excluded.email, excluded.name, excluded.city, excluded.orders, excluded.spent_cents)
     returning account_id as "accountId", email, name, city, orders, spent_cents as "spentCents"`,
  );
  await tell(changed);
  transaction.note(`${changed.length} changed customers sent to the CRM`);
}

export interface CustomerReport {
  /** The CRM's, of this report. */
  readonly eventId: string;
  readonly accountId: number;
  readonly segment: string;
  /** Who looks after the customer there. */
  readonly keeper: string;
  /** By the CRM's clock. */
  readonly at: Date;
}

/** What the CRM says of a customer, once for each of its events; one that comes late does not undo a later one. */
export async function noteCustomerReport(
  transaction: WriteTransaction,
  { eventId, accountId, segment, keeper, at }: CustomerReport,
): Promise<void> {
  if (!(await takeWebhookEvent(transaction, { provider: 'crm', eventId }))) return;
  const accounts = await transaction.query<object>('select id from account where id = $1', [accountId]);
  if (accounts.length === 0) {
    throw new ShopError('not-found', `There is no customer number ${accountId}.`);
  }
  await transaction.query(
    `insert into crm_report (account_id, segment, keeper, reported_at) values ($1, $2, $3, $4)
     on conflict (account_id) do update
       set segment = excluded.segment, keeper = excluded.keeper, reported_at = excluded.reported_at
       where crm_report.reported_at <= excluded.reported_at`,
    [accountId, segment, keeper, at],
  );
  transaction.note(`the CRM says of customer ${accountId}: ${segment}`);
}
