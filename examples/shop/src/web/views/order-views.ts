import { formatMoney } from '../../domain/money.ts';
import { isDamaged, type Order, type OrderStatus, type OrderSummary } from '../../domain/orders.ts';
import { attributes, type Html, html, type Renderable } from '../html.ts';
import { productArt } from './product-art.ts';
import { dayOf, momentOf } from './when.ts';

const STATUS_NAMES: Readonly<Record<OrderStatus, string>> = {
  paid: 'Paid',
  shipped: 'Shipped',
  refunded: 'Refunded',
};

function statusBadge(order: OrderSummary): Html {
  const partly = order.refundedCents > 0 && order.status !== 'refunded';
  const name = order.status === 'paid' && order.awaitsPayment ? 'Paying' : STATUS_NAMES[order.status];
  return html`<span class="badge ${order.status}">${name}</span>${partly && html` <span class="badge">partly refunded</span>`}${isDamaged(order) && html` <span class="badge damaged">items missing</span>`}`;
}

/**
 * `Paid €59.00 — 3 items`, or, when the order writer lost some, `Paid €59.00 — 1 of 3 items`; `Paying …` while the payment
 * provider has not said that it has the money.
 */
function paidSentence(order: OrderSummary): string {
  const items = isDamaged(order)
    ? `${order.writtenItems} of ${order.expectedItems} items`
    : `${order.expectedItems} ${order.expectedItems === 1 ? 'item' : 'items'}`;
  return `${order.awaitsPayment ? 'Paying' : 'Paid'} ${formatMoney(order.paidCents)} — ${items}`;
}

export interface OrderTableOptions {
  readonly orders: readonly OrderSummary[];
  /** Where an order's own page is, without its number. */
  readonly base: string;
  /** Shows a column of checkboxes that belong to this form. */
  readonly selectFor?: string;
  readonly customers?: boolean;
}

export function orderTable({ orders, base, selectFor, customers = false }: OrderTableOptions): Html {
  return html`<div class="scroll" role="region" aria-label="Orders" tabindex="0"><table>
<thead><tr>${selectFor !== undefined && html`<th><span class="unseen">Select</span></th>`}<th>Order</th><th>Placed</th>${customers && html`<th>Customer</th>`}<th>State</th><th>Payment</th></tr></thead>
<tbody>${orders.map(
    (order) =>
      html`<tr>${
        selectFor !== undefined &&
        html`<td><input${attributes({ type: 'checkbox', name: 'orders', value: order.id, form: selectFor, 'aria-label': `Select order ${order.id}` })}></td>`
      }<td><a href="${base}/${order.id}">${order.id}</a></td><td>${dayOf(order.placedAt)}</td>${
        customers && html`<td>${order.recipient}<br><span class="muted">${order.email}</span></td>`
      }<td>${statusBadge(order)}</td><td>${paidSentence(order)}</td></tr>`,
  )}</tbody></table></div>`;
}

export function damageNotice(order: Order, contactEmail: string): Renderable {
  return (
    isDamaged(order) &&
    html`<p class="message problem"><strong>${paidSentence(order)}.</strong> Something went wrong on our side: ${order.expectedItems - order.writtenItems} of the items you paid for did not reach this order. Your payment is safe; write to <a href="mailto:${contactEmail}">${contactEmail}</a> and we put it right.</p>`
  );
}

export function orderBody(order: Order): Html {
  return html`<p class="order-state">${statusBadge(order)} <span>${paidSentence(order)}</span></p>
${paymentList(order)}
<ul class="lines">${order.lines.map(
    (line) =>
      html`<li><div class="picture">${productArt(line.art)}</div><div class="what"><a href="/products/${line.slug}">${line.name}</a><span class="muted">${line.quantity} × ${formatMoney(line.unitCents)}</span></div><div class="amount">${formatMoney(line.unitCents * line.quantity)}</div></li>`,
  )}</ul>
<div class="two-columns even"><div>${amounts(order)}</div>
<address>${order.recipient}<br>${order.street}<br>${order.postcode} ${order.city}<br>${order.country}</address></div>`;
}

/** Each payment that was booked, so that one booked twice is seen; nothing where no provider was asked. */
function paymentList({ awaitsPayment, payments }: Order): Renderable {
  if (awaitsPayment) {
    return html`<p class="muted">The payment provider has not confirmed the payment yet.</p>`;
  }
  return (
    payments.length > 0 &&
    html`<ul class="plain payments">${payments.map(
      ({ paymentId, amountCents, bookedAt }) =>
        html`<li>Payment of ${formatMoney(amountCents)} booked ${momentOf(bookedAt)} <span class="muted">${paymentId}</span></li>`,
    )}</ul>`
  );
}

export function orderHistory(order: Order): Html {
  return html`<h2>What happened</h2><ol class="events">${order.events.map(
    (event) =>
      html`<li>${momentOf(event.at)} <span>${event.text}</span> <span class="muted">${event.actor}</span></li>`,
  )}</ol>`;
}

function amounts(order: Order): Html {
  const rows: readonly (readonly [string, number, boolean])[] = [
    ['Goods', order.goodsCents, true],
    [`Promo code ${order.promoCode ?? ''}`, -order.discountCents, order.discountCents > 0],
    ['Shipping', order.shippingCents, true],
    ['Paid with credit', -order.creditCents, order.creditCents > 0],
    [
      order.cardEnding === null ? 'Charged' : `Charged to card …${order.cardEnding}`,
      order.chargedCents,
      true,
    ],
    ['Refunded', -order.refundedCents, order.refundedCents > 0],
  ];
  return html`<dl class="totals">${rows
    .filter(([, , shown]) => shown)
    .map(([name, cents]) => html`<div><dt>${name}</dt><dd>${formatMoney(cents)}</dd></div>`)}</dl>`;
}
