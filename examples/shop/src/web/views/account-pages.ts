import type { Account } from '../../domain/accounts.ts';
import type { Order, OrderSummary } from '../../domain/orders.ts';
import { type Html, html, type Renderable } from '../html.ts';
import { addressFields } from './cart-pages.ts';
import { field, writeForm } from './forms.ts';
import { type Frame, link, page, problemMessage } from './frame.ts';
import { damageNotice, orderBody, orderHistory, orderTable } from './order-views.ts';
import { dayOf } from './when.ts';

export function orderHistoryPage(frame: Frame, orders: readonly OrderSummary[]): Html {
  return accountPage(
    frame,
    'Your orders',
    orders.length === 0
      ? html`<p>No orders yet. <a href="/">See everything we have</a>.</p>`
      : orderTable({ orders, base: '/account/orders' }),
  );
}

export function orderPage(frame: Frame, order: Order, justPlaced: boolean): Html {
  return accountPage(
    frame,
    `Order ${order.id}`,
    html`${justPlaced && html`<p class="message done" role="status">Thank you. Your order is placed${order.awaitsPayment ? '; your payment is on its way' : ' and paid'}.</p>`}
${damageNotice(order, frame.visit.settings.contactEmail)}
<p class="muted">Placed on ${dayOf(order.placedAt)}</p>
${orderBody(order)}
<p><a class="button quiet-button" href="/account/orders/${order.id}/invoice">Download the invoice</a></p>
${orderHistory(order)}`,
  );
}

export interface ProfileModel {
  readonly account: Account;
  readonly problem: string | null;
}

export function profilePage(frame: Frame, { account, problem }: ProfileModel): Html {
  const draft = account.profileDraft;
  const values = draft ?? account;
  return accountPage(
    frame,
    'Your profile',
    html`<div class="narrow">${problemMessage(problem)}
${draft !== null && html`<p class="message">This is what you wrote last time and did not save yet.</p>`}
${writeForm(frame.visit, {
  action: '/account/profile',
  submit: 'Save profile',
  name: 'profile',
  autosave: '/account/profile/draft',
  fields: html`${field({ name: 'name', label: 'Name', value: values.name, autocomplete: 'name' })}
${field({ name: 'phone', label: 'Phone', type: 'tel', value: values.phone, autocomplete: 'tel', optional: true })}
${field({ name: 'about', label: 'What we should know', value: values.about, rows: 4, optional: true, hint: 'Such as where the courier may leave a parcel. What you write is kept while you type.' })}`,
})}
<h2>Picture</h2>
${account.hasAvatar && html`<img class="avatar" src="/account/avatar" alt="Your picture" width="96" height="96">`}
${writeForm(frame.visit, {
  action: '/account/avatar',
  submit: 'Upload picture',
  name: 'avatar',
  upload: true,
  fields: field({
    name: 'picture',
    label: 'A PNG, JPEG or WebP of at most 512 KB',
    type: 'file',
    accept: 'image/png,image/jpeg,image/webp',
  }),
})}
<h2>Address</h2>
${writeForm(frame.visit, { action: '/account/address', submit: 'Save address', name: 'address', fields: addressFields(account) })}
<h2>Password</h2>
${writeForm(frame.visit, {
  action: '/account/password',
  submit: 'Change password',
  name: 'password',
  fields: html`${field({ name: 'current', label: 'Current password', type: 'password', autocomplete: 'current-password' })}
${field({ name: 'password', label: 'New password', type: 'password', autocomplete: 'new-password', hint: 'At least ten characters.' })}`,
})}</div>`,
  );
}

function accountPage(frame: Frame, title: string, main: Renderable): Html {
  const { account } = frame.visit;
  return page(frame, {
    title,
    width: 'wide',
    main: html`<div class="account-bar"><nav class="tabs" aria-label="Your account">${link(frame.path, '/account/orders', 'Orders')}${link(frame.path, '/account/profile', 'Profile')}</nav>
<div class="who"><span class="muted">${account?.email}</span>
${writeForm(frame.visit, { action: '/logout', submit: 'Log out', name: 'logout', signIn: true, quiet: true })}</div></div>
<h1>${title}</h1>${main}`,
  });
}
