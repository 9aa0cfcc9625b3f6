import type { Account } from '../../domain/accounts.ts';
import { type Html, html, type Renderable } from '../html.ts';
import { type Frame, link, page } from './frame.ts';

export interface StaffPageContent {
  readonly area: 'admin' | 'support';
  readonly title: string;
  readonly main: Renderable;
}

const TABS = {
  admin: [
    ['/admin/orders', 'Orders'],
    ['/admin/products', 'Products'],
    ['/admin/users', 'Users'],
    ['/admin/statistics', 'Statistics'],
    ['/admin/errors', 'Errors'],
    ['/admin/mail', 'Mail'],
    ['/admin/settings', 'Settings'],
  ],
  support: [
    ['/support/orders', 'Orders'],
    ['/support/users', 'Users'],
    ['/support/messages', 'Messages'],
  ],
} as const;

export function staffPage(frame: Frame, { area, title, main }: StaffPageContent): Html {
  return page(frame, {
    title,
    width: 'wide',
    main: html`<nav class="tabs" aria-label="${area === 'admin' ? 'Admin' : 'Support'}">${TABS[area].map(([href, text]) => link(frame.path, href, text))}</nav>
<h1>${title}</h1>${main}`,
  });
}

export function lookUpForm(action: string, query: string, label: string): Html {
  return html`<form action="${action}" class="inline"><label for="look-up">${label}</label>
<input id="look-up" name="q" type="search" value="${query}" maxlength="200"> <button type="submit">Look up</button></form>`;
}

/** What the CRM says of a customer. */
export function crmOf({ crmSegment, crmKeeper }: Pick<Account, 'crmSegment' | 'crmKeeper'>): Renderable {
  return crmSegment !== null && html`${crmSegment}<br><span class="muted">${crmKeeper}</span>`;
}
