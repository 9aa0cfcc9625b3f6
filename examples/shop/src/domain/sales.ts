import type { Queryable } from '../database/open-database.ts';
import type { WriteTransaction } from '../database/write-record.ts';

export interface DailySales {
  /** ISO 8601, in UTC. */
  readonly day: string;
  readonly orders: number;
  readonly items: number;
  readonly revenueCents: number;
  readonly calculatedAt: Date;
}

/** From the orders, for the day of `since` and all after it. Days without orders have no row. */
export async function recalculateSales(
  transaction: WriteTransaction,
  { since }: { readonly since: Date },
): Promise<void> {
  const days = await transaction.query<object>(
    `insert into daily_sales (day, orders, items, revenue_cents)
     select (placed_at at time zone 'UTC')::date, count(*), sum(expected_items),
       sum(charged_cents + credit_cents - refunded_cents)
     from purchase where placed_at >= date_trunc('day', $1::timestamptz, 'UTC') group by 1 order by 1
     on conflict (day) do update set orders = excluded.orders, items = excluded.items,
       revenue_cents = excluded.revenue_cents, calculated_at = excluded.calculated_at
     returning day`,
    [since],
  );
  transaction.note(`sales of ${days.length} days calculated`);
}

/** The newest first. */
export async function listSales(database: Queryable): Promise<readonly DailySales[]> {
  return database.query<DailySales>(
    `select day::text, orders, items, revenue_cents as "revenueCents", calculated_at as "calculatedAt"
     from daily_sales order by day desc limit 31`,
  );
}
