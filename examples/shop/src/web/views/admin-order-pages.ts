import type { OutgoingMail } from '../../domain/mail.ts';
import { formatMoney } from '../../domain/money.ts';
import { type FulfilmentState, isDamaged, type Order, type OrderSummary } from '../../domain/orders.ts';
import { attributes, type Html, html, type Renderable } from '../html.ts';
import { field, select, writeForm } from './forms.ts';
import { type Frame, problemMessage } from './frame.ts';
import { mailState } from './mail-state.ts';
import { orderBody, orderHistory, orderTable } from './order-views.ts';
import { staffPage } from './staff-page.ts';
import { momentOf } from './when.ts';

export interface OrderListModel {
  readonly orders: readonly OrderSummary[];
  readonly query: string;
  readonly damaged: boolean;
  readonly damagedCount: number;
}

const BULK_FORM = 'bulk-orders';

export function adminOrdersPage(
  frame: Frame,
  { orders, query, damaged, damagedCount }: OrderListModel,
): Html {
  return staffPage(frame, {
    area: 'admin',
    title: 'Orders',
    main: html`${
      damagedCount > 0 &&
      html`<p class="message problem"><strong>${damagedCount} ${damagedCount === 1 ? 'order has' : 'orders have'} lost items their customers paid for.</strong> <a href="/admin/orders?damaged=yes">Show them</a> · <a href="/admin/errors">Error log</a></p>`
    }
<form action="/admin/orders" class="inline"><label for="look-up">Number, name or e-mail</label>
<input id="look-up" name="q" type="search" value="${query}" maxlength="200">
<label class="check"><input${attributes({ type: 'checkbox', name: 'damaged', value: 'yes', checked: damaged })}> Items missing</label>
<button type="submit">Look up</button></form>
${orders.length === 0 ? html`<p>No such orders.</p>` : orderTable({ orders, base: '/admin/orders', selectFor: BULK_FORM, customers: true })}
${bulkForm(frame, {
  id: BULK_FORM,
  action: '/admin/orders/bulk',
  label: 'Mark the selected orders as',
  choices: [
    { value: 'shipped', text: 'Shipped' },
    { value: 'paid', text: 'Paid, not shipped' },
  ],
})}`,
  });
}

export interface BulkFormOptions {
  readonly id: string;
  readonly action: string;
  readonly label: string;
  readonly choices: readonly { readonly value: string; readonly text: string }[];
}

/** The checkboxes stand in the table above the form and name it. */
export function bulkForm(frame: Frame, { id, action, label, choices }: BulkFormOptions): Html {
  return html`<div class="bulk">${writeForm(frame.visit, {
    id,
    action,
    submit: 'Change',
    name: id,
    fields: select({ name: 'change', label, choices, value: choices[0]?.value ?? '', idPrefix: id }),
  })}</div>`;
}

const FULFILMENT: Readonly<Record<FulfilmentState, string>> = {
  queued: 'Waiting for the worker',
  reserved: 'Goods reserved',
  confirmed: 'Confirmation sent',
  'handed-over': 'Handed to the warehouse',
};

export interface AdminOrderModel {
  readonly order: Order;
  readonly mails: readonly OutgoingMail[];
  /** @default null */
  readonly problem?: string | null;
}

export function adminOrderPage(frame: Frame, { order, mails, problem = null }: AdminOrderModel): Html {
  const leftCents = order.paidCents - order.refundedCents;
  return staffPage(frame, {
    area: 'admin',
    title: `Order ${order.id}`,
    main: html`${problemMessage(problem)}
<p class="muted">${order.email} · by ${order.channel} · payment ${order.paymentReference}</p>
${order.fulfilment !== null && html`<p>Fulfilment: <strong>${FULFILMENT[order.fulfilment]}</strong></p>`}
<div class="two-columns"><div>${orderBody(order)}${orderHistory(order)}${orderMails(mails)}</div><aside>
${
  isDamaged(order) &&
  html`<section class="card"><h2>Repair</h2><p>The customer paid for ${order.expectedItems} items, but the order has ${order.writtenItems}. The basket of the payment still has them all.</p>
${writeForm(frame.visit, { action: `/admin/orders/${order.id}/repair`, submit: 'Write the lost items again', name: 'repair' })}</section>`
}
<section class="card"><h2>Refund</h2>${
      leftCents === 0
        ? html`<p>Everything was refunded.</p>`
        : writeForm(frame.visit, {
            action: `/admin/orders/${order.id}/refund`,
            submit: 'Refund',
            name: 'refund',
            quiet: true,
            fields: html`${field({ name: 'amount', label: `Amount, up to ${formatMoney(leftCents)}`, value: (leftCents / 100).toFixed(2), inputmode: 'decimal' })}
${field({ name: 'reason', label: 'Reason' })}`,
          })
    }</section>
</aside></div>`,
  });
}

function orderMails(mails: readonly OutgoingMail[]): Renderable {
  return (
    mails.length > 0 &&
    html`<h2>Mails</h2><ul class="plain mails">${mails.map(
      (mail) =>
        html`<li><strong>${mail.subject}</strong> <span class="muted">to ${mail.recipient}, ${momentOf(mail.at)}${mailState(mail)}</span></li>`,
    )}</ul>`
  );
}
