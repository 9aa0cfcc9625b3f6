import type { Request } from 'express';
import { queryText } from '../form.ts';
import { attributes, type Html, html, type Renderable } from '../html.ts';
import { type Visit, visitOf } from '../visit.ts';
import { field, writeForm } from './forms.ts';
import { logo } from './logo.ts';

/** What every page needs besides its own content. */
export interface Frame {
  readonly visit: Visit;
  readonly path: string;
  /** What a redirect left to say; a word from `DONE`, so a link cannot put words into the shop's mouth. */
  readonly done: string;
}

export interface PageContent {
  readonly title: string;
  readonly main: Renderable;
  /** Staff pages carry tables and use the whole width. @default 'reading' */
  readonly width?: 'reading' | 'wide';
  /** Modules from assets/ that make this page livelier; it works without them. @default [] */
  readonly scripts?: readonly string[];
}

/** From the general to the particular: a later one may refine an earlier one. */
const STYLES = ['base', 'forms', 'frame', 'catalogue', 'orders', 'live'] as const;

const DONE: Readonly<Record<string, string>> = {
  added: 'Added to your cart.',
  cart: 'Your cart is up to date.',
  promo: 'The promo code counts.',
  redeemed: 'The gift card was added to your credit.',
  profile: 'Your profile is saved.',
  address: 'Your address is saved.',
  password: 'Your new password is saved. Other browsers were logged out.',
  picture: 'Your picture is saved.',
  subscribed: 'You are on the list. One letter a month.',
  message: 'We have your message, and answer by e-mail.',
  reset: 'Your new password is saved. Log in with it.',
  saved: 'Saved.',
  refunded: 'The refund is on its way.',
  repaired: 'The order has all its items again.',
};

export function frameOf(request: Request): Frame {
  return { visit: visitOf(request), path: request.path, done: queryText(request, 'done') };
}

export function page(frame: Frame, { title, main, width = 'reading', scripts = [] }: PageContent): Html {
  const { announcement } = frame.visit.settings;
  const done = DONE[frame.done];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Larkspur</title>
${STYLES.map((name) => html`<link rel="stylesheet" href="/assets/${name}.css">`)}
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<script src="/assets/shop.js" defer></script>
${['search-suggestions', ...scripts].map((name) => html`<script type="module" src="/assets/${name}.js"></script>`)}
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
${announcement !== '' && html`<p class="announcement">${announcement}</p>`}
${header(frame)}
<main id="main" class="${width}">
${done !== undefined && html`<p class="message done" role="status">${done}</p>`}
${main}
</main>
${footer(frame)}
</body>
</html>`;
}

function header({ visit, path }: Frame): Html {
  const { account, session } = visit;
  const items = session?.cartItems ?? 0;
  return html`<header class="top">
<a class="brand" href="/">${logo()}<span>Larkspur</span></a>
<form class="search" action="/search" role="search">
<label class="unseen" for="search">Search the shop</label>
<input id="search" name="q" type="search" placeholder="Search" maxlength="200">
</form>
<nav aria-label="Main">
${link(path, '/faq', 'Help')}
${account?.role === 'admin' && link(path, '/admin', 'Admin')}
${account !== null && account.role !== 'customer' && link(path, '/support', 'Support')}
${account === null ? link(path, '/login', 'Log in') : link(path, '/account/orders', 'Account')}
<a class="cart" href="/cart"${attributes({ 'aria-current': path === '/cart' ? 'page' : null })}>Cart${items > 0 && html` <span class="count">${items}<span class="unseen"> ${items === 1 ? 'item' : 'items'}</span></span>`}</a>
</nav>
</header>`;
}

function footer({ visit }: Frame): Html {
  return html`<footer class="bottom">
<div>
<p class="brand">${logo()}<span>Larkspur</span></p>
<p>Things for a quiet home, made to be kept.<br>Questions? <a href="mailto:${visit.settings.contactEmail}">${visit.settings.contactEmail}</a></p>
<p><a href="/faq">Help</a> · <a href="/gift-cards">Gift cards</a></p>
</div>
${writeForm(visit, {
  action: '/newsletter',
  submit: 'Subscribe',
  name: 'newsletter',
  quiet: true,
  brief: true,
  fields: field({
    name: 'email',
    label: 'One letter a month',
    type: 'email',
    autocomplete: 'email',
    idPrefix: 'newsletter',
  }),
})}
</footer>`;
}

export function link(path: string, href: string, text: string): Html {
  const here = path === href || (href !== '/' && path.startsWith(`${href}/`));
  return html`<a href="${href}"${attributes({ 'aria-current': here ? 'page' : null })}>${text}</a>`;
}

export function problemMessage(problem: string | null): Renderable {
  return problem !== null && html`<p class="message problem" role="alert">${problem}</p>`;
}
