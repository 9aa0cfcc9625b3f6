import type { Account } from '../../domain/accounts.ts';
import type { Product } from '../../domain/catalogue.ts';
import type { LoggedError } from '../../domain/error-log.ts';
import type { OutgoingMail } from '../../domain/mail.ts';
import { formatMoney } from '../../domain/money.ts';
import { ROLES } from '../../domain/role.ts';
import type { Settings } from '../../domain/settings.ts';
import { attributes, type Html, html } from '../html.ts';
import { bulkForm } from './admin-order-pages.ts';
import { checkbox, field, select, writeForm } from './forms.ts';
import { type Frame, problemMessage } from './frame.ts';
import { mailState } from './mail-state.ts';
import { crmOf, lookUpForm, staffPage } from './staff-page.ts';
import { dayOf, momentOf } from './when.ts';

const BULK_FORM = 'bulk-products';

export function adminProductsPage(frame: Frame, products: readonly Product[]): Html {
  return staffPage(frame, {
    area: 'admin',
    title: 'Products',
    main: html`<div class="scroll" role="region" aria-label="Products" tabindex="0"><table>
<thead><tr><th><span class="unseen">Select</span></th><th>Product</th><th>Category</th><th class="number">Price</th><th class="number">Stock</th><th>Shown</th></tr></thead>
<tbody>${products.map(
      (
        product,
      ) => html`<tr><td><input${attributes({ type: 'checkbox', name: 'products', value: product.id, form: BULK_FORM, 'aria-label': `Select ${product.name}` })}></td>
<td><a href="/products/${product.slug}">${product.name}</a></td><td>${product.category}</td><td class="number">${formatMoney(product.priceCents)}</td><td class="number">${product.stock}</td><td>${product.visible ? 'Yes' : 'No'}</td></tr>`,
    )}</tbody></table></div>
${bulkForm(frame, {
  id: BULK_FORM,
  action: '/admin/products/bulk',
  label: 'For the selected products',
  choices: [
    { value: 'restock', text: 'Add 50 to the stock' },
    { value: 'hide', text: 'Take off the shelf' },
    { value: 'show', text: 'Put on the shelf' },
    { value: 'discount-10', text: 'Lower the price by 10 %' },
    { value: 'undo-discount-10', text: 'Undo that' },
  ],
})}`,
  });
}

export function adminUsersPage(frame: Frame, users: readonly Account[], query: string): Html {
  return staffPage(frame, {
    area: 'admin',
    title: 'Users',
    main: html`${lookUpForm('/admin/users', query, 'Name or e-mail')}
<div class="scroll" role="region" aria-label="Users" tabindex="0"><table>
<thead><tr><th>Name</th><th>E-mail</th><th>Since</th><th>CRM</th><th>Role</th></tr></thead>
<tbody>${users.map(
      (user) =>
        html`<tr><td>${user.name}</td><td>${user.email}</td><td>${dayOf(user.createdAt)}</td><td>${crmOf(user)}</td><td>${
          user.id === frame.visit.account?.id
            ? html`${user.role} <span class="muted">(you)</span>`
            : writeForm(frame.visit, {
                action: `/admin/users/${user.id}/role`,
                submit: 'Change',
                name: `role-${user.id}`,
                quiet: true,
                brief: true,
                fields: select({
                  name: 'role',
                  label: `Role of ${user.name}`,
                  unseenLabel: true,
                  idPrefix: `user-${user.id}`,
                  value: user.role,
                  choices: ROLES.map((role) => ({ value: role, text: role })),
                }),
              })
        }</td></tr>`,
    )}</tbody></table></div>`,
  });
}

export function adminSettingsPage(frame: Frame, settings: Settings, problem: string | null = null): Html {
  return staffPage(frame, {
    area: 'admin',
    title: 'Settings',
    main: html`${problemMessage(problem)}<div class="narrow">${writeForm(frame.visit, {
      action: '/admin/settings',
      submit: 'Save settings',
      name: 'settings',
      fields: html`${checkbox('legacyOrderWriter', 'Legacy order writer', settings.legacyOrderWriter)}
<p class="hint">The old way of storing orders, kept “just in case” when the new one came. Orders with more than one product lose items with it; switch it off to fix that.</p>
${field({ name: 'shipping', label: 'Shipping (€)', value: (settings.shippingCents / 100).toFixed(2), inputmode: 'decimal' })}
${field({ name: 'freeShippingFrom', label: 'Free shipping from (€)', value: (settings.freeShippingFromCents / 100).toFixed(2), inputmode: 'decimal' })}
${field({ name: 'announcement', label: 'Announcement on every page', value: settings.announcement, optional: true })}
${field({ name: 'contactEmail', label: 'Contact', type: 'email', value: settings.contactEmail })}`,
    })}</div>`,
  });
}

export function adminErrorsPage(frame: Frame, errors: readonly LoggedError[]): Html {
  return staffPage(frame, {
    area: 'admin',
    title: 'Error log',
    main:
      errors.length === 0
        ? html`<p>No errors.</p>`
        : html`<div class="scroll" role="region" aria-label="Errors" tabindex="0"><table>
<thead><tr><th>When</th><th>Where</th><th>What</th><th>Order</th></tr></thead>
<tbody>${errors.map(
            (error) =>
              html`<tr><td>${momentOf(error.at)}</td><td><code>${error.source}</code></td><td>${error.message}</td><td>${error.purchaseId !== null && html`<a href="/admin/orders/${error.purchaseId}">${error.purchaseId}</a>`}</td></tr>`,
          )}</tbody></table></div>`,
  });
}

export function adminMailPage(frame: Frame, mails: readonly OutgoingMail[]): Html {
  return staffPage(frame, {
    area: 'admin',
    title: 'Outgoing mail',
    main: html`<p class="muted">This shop sends no real mail; what it would send is kept here, and the worker delivers it to a file.</p>
<ul class="plain mails">${mails.map(
      (mail) =>
        html`<li><strong>${mail.subject}</strong> <span class="muted">to ${mail.recipient}, ${momentOf(mail.at)}${mailState(mail)}</span><br>${mail.body}</li>`,
    )}</ul>`,
  });
}
