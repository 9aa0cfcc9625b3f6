import { formatMoney } from './money.ts';
import type { Order } from './orders.ts';

/** The invoice as lines of `left` and `right` text; how it is drawn is the web layer's business. */
export interface InvoiceLine {
  readonly left: string;
  readonly right: string;
}

export function invoiceLines(order: Order): readonly InvoiceLine[] {
  const blank = { left: '', right: '' };
  const amounts: readonly (readonly [string, number])[] = [
    ['Goods', order.goodsCents],
    ['Discount', -order.discountCents],
    ['Shipping', order.shippingCents],
    ['Paid with credit', -order.creditCents],
    ['Refunded', -order.refundedCents],
  ];
  return [
    { left: `Invoice for order ${order.id}`, right: order.placedAt.toISOString().slice(0, 10) },
    blank,
    ...[order.recipient, order.street, `${order.postcode} ${order.city}`, order.country].map((left) => ({
      left,
      right: '',
    })),
    blank,
    ...order.lines.map((line) => ({
      left: `${line.quantity} x ${line.name}`,
      right: formatMoney(line.unitCents * line.quantity),
    })),
    blank,
    ...amounts
      .filter(([name, cents]) => name === 'Goods' || cents !== 0)
      .map(([left, cents]) => ({ left, right: formatMoney(cents) })),
    { left: 'Charged', right: formatMoney(order.chargedCents) },
    blank,
    { left: `Payment ${order.paymentReference}`, right: '' },
  ];
}
