import type { WriteTransaction } from '../database/write-record.ts';

/**
 * Brings the copy of the customers up to date that a make-believe CRM reads: those who are new there or not as they are
 * here. What did not change is not touched, so that `synchronised_at` says since when the CRM knows.
 */
export async function synchroniseCustomers(transaction: WriteTransaction): Promise<void> {
  const changed = await transaction.query<object>(
    `insert into crm_customer as mirror (account_id, email, name, city, orders, spent_cents)
     select a.id, a.email, a.name, a.city, count(o.id),
       coalesce(sum(o.charged_cents + o.credit_cents - o.refunded_cents), 0)
     from account a left join purchase o on o.account_id = a.id
     where a.role = 'customer' group by a.id order by a.id
     on conflict (account_id) do update set email = excluded.email, name = excluded.name, city = excluded.city,
       orders = excluded.orders, spent_cents = excluded.spent_cents, synchronised_at = now()
     where (mirror.email, mirror.name, mirror.city, mirror.orders, mirror.spent_cents)
       is distinct from (excluded.email, excluded.name, excluded.city, excluded.orders, excluded.spent_cents)
     returning account_id`,
  );
  transaction.note(`${changed.length} changed customers sent to the CRM`);
}
