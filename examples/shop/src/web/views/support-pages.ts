import type { Account } from '../../domain/accounts.ts';
import { formatMoney } from '../../domain/money.ts';
import type { Order, OrderSummary } from '../../domain/orders.ts';
import type { SupportMessage } from '../../domain/support-chat.ts';
import { type Html, html } from '../html.ts';
import type { Frame } from './frame.ts';
import { orderBody, orderHistory, orderTable } from './order-views.ts';
import { crmOf, lookUpForm, staffPage } from './staff-page.ts';
import { dayOf } from './when.ts';

export function supportOrdersPage(frame: Frame, orders: readonly OrderSummary[], query: string): Html {
  return staffPage(frame, {
    area: 'support',
    title: 'Look up orders',
    main: html`${lookUpForm('/support/orders', query, 'Number, name or e-mail')}
${orders.length === 0 ? html`<p>No such orders.</p>` : orderTable({ orders, base: '/support/orders', customers: true })}`,
  });
}

export function supportOrderPage(frame: Frame, order: Order): Html {
  return staffPage(frame, {
    area: 'support',
    title: `Order ${order.id}`,
    main: html`<p class="muted">${order.email} · payment ${order.paymentReference}</p>${orderBody(order)}${orderHistory(order)}
<p class="muted">Support looks things up. An admin can repair or refund this order.</p>`,
  });
}

export function supportUsersPage(frame: Frame, users: readonly Account[], query: string): Html {
  return staffPage(frame, {
    area: 'support',
    title: 'Look up users',
    main: html`${lookUpForm('/support/users', query, 'Name or e-mail')}
<div class="scroll" role="region" aria-label="Users" tabindex="0"><table>
<thead><tr><th>Name</th><th>E-mail</th><th>Place</th><th class="number">Credit</th><th>Since</th><th>CRM</th><th>Orders</th></tr></thead>
<tbody>${users.map(
      (user) =>
        html`<tr><td>${user.name}</td><td>${user.email}</td><td>${user.city}</td><td class="number">${formatMoney(user.creditCents)}</td><td>${dayOf(user.createdAt)}</td><td>${crmOf(user)}</td><td><a href="/support/orders?q=${encodeURIComponent(user.email)}">Show</a></td></tr>`,
    )}</tbody></table></div>`,
  });
}

export function supportMessagesPage(frame: Frame, messages: readonly SupportMessage[]): Html {
  return staffPage(frame, {
    area: 'support',
    title: 'Messages',
    main:
      messages.length === 0
        ? html`<p>Nobody has written yet.</p>`
        : html`<div class="scroll" role="region" aria-label="Messages" tabindex="0"><table>
<thead><tr><th>From</th><th>Message</th><th>On</th><th>Orders</th></tr></thead>
<tbody>${messages.map(
            ({ name, email, text, at }) =>
              html`<tr><td>${name}<br><a href="mailto:${email}">${email}</a></td><td>${text}</td><td>${dayOf(at)}</td><td><a href="/support/orders?q=${encodeURIComponent(email)}">Show</a></td></tr>`,
          )}</tbody></table></div>`,
  });
}
