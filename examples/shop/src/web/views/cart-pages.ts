import type { Account } from '../../domain/accounts.ts';
import { type Cart, MAXIMUM_QUANTITY } from '../../domain/cart.ts';
import { formatMoney } from '../../domain/money.ts';
import { attributes, type Html, html, type Renderable } from '../html.ts';
import { field, writeForm } from './forms.ts';
import { type Frame, page, problemMessage } from './frame.ts';
import { productArt } from './product-art.ts';

export function cartPage(frame: Frame, cart: Cart, problem: string | null = null): Html {
  const empty = cart.lines.length === 0;
  return page(frame, {
    title: 'Cart',
    width: 'wide',
    main: html`<h1>Your cart</h1>${problemMessage(problem ?? cart.promoProblem)}
${empty && html`<p>Nothing in it yet. <a href="/">See everything we have</a>.</p>`}
${
  !empty &&
  html`<div class="two-columns"><div>
${writeForm(frame.visit, { action: '/cart/update', submit: 'Update cart', name: 'cart', quiet: true, fields: cartLines(cart) })}
</div><aside class="card">
<h2>Total</h2>
${totalsTable(cart, 0)}
<p><a class="button" href="/checkout">Check out</a></p>
${writeForm(frame.visit, {
  action: '/cart/promo',
  submit: 'Use code',
  name: 'promo',
  quiet: true,
  fields: field({ name: 'code', label: 'Promo code', value: cart.promo?.code ?? '', autocomplete: 'off' }),
})}
</aside></div>`
}`,
  });
}

function cartLines(cart: Cart): Html {
  // Enter in a field presses a form's first button, which must not be a "Remove".
  return html`<button class="unseen" tabindex="-1" aria-hidden="true">Update cart</button><ul class="lines">${cart.lines.map(
    (line) => html`<li><div class="picture">${productArt(line.art)}</div>
<div class="what"><a href="/products/${line.slug}">${line.name}</a><span class="muted">${formatMoney(line.unitCents)} each</span></div>
<div class="how-many"><label class="unseen" for="quantity-${line.productId}">How many of ${line.name}</label>
<input${attributes({
      type: 'number',
      id: `quantity-${line.productId}`,
      name: `quantity-${line.productId}`,
      value: line.quantity,
      min: 0,
      max: MAXIMUM_QUANTITY,
      required: true,
    })}>
<button class="link" formaction="/cart/remove" name="product" value="${line.productId}">Remove<span class="unseen"> ${line.name}</span></button></div>
<div class="amount">${formatMoney(line.unitCents * line.quantity)}</div></li>`,
  )}</ul>`;
}

export interface CheckoutModel {
  readonly cart: Cart;
  readonly account: Account;
  readonly entered: (name: string) => string;
  readonly problem: string | null;
}

export function checkoutPage(frame: Frame, { cart, account, entered, problem }: CheckoutModel): Html {
  const creditCents = Math.min(account.creditCents, cart.totals.totalCents);
  const dueCents = cart.totals.totalCents - creditCents;
  const value = (name: string, otherwise: string) => entered(name) || otherwise;
  const empty = cart.lines.length === 0;
  return page(frame, {
    title: 'Checkout',
    width: 'wide',
    main: html`<h1>Checkout</h1>${problemMessage(problem ?? cart.promoProblem)}
${empty && html`<p>Your cart is empty. <a href="/">See everything we have</a>.</p>`}
${
  !empty &&
  html`<div class="two-columns"><div>
${writeForm(frame.visit, {
  action: '/checkout',
  submit: `Pay ${formatMoney(dueCents)}`,
  name: 'checkout',
  fields: html`<h2>Where to</h2>
${field({ name: 'recipient', label: 'Name', value: value('recipient', account.name), autocomplete: 'name' })}
${addressFields({
  street: value('street', account.street),
  postcode: value('postcode', account.postcode),
  city: value('city', account.city),
  country: value('country', account.country),
})}
<h2>Card</h2>
<p class="hint">This is a simulated payment: 4242 4242 4242 4242 is accepted, 4000 0000 0000 0002 is declined, and no money moves.</p>
${field({ name: 'card-number', label: 'Card number', value: entered('card-number'), inputmode: 'numeric', autocomplete: 'cc-number', optional: dueCents === 0 })}
<div class="row">${field({ name: 'card-expiry', label: 'Expires (MM/YY)', value: entered('card-expiry'), autocomplete: 'cc-exp', optional: dueCents === 0 })}
${field({ name: 'card-code', label: 'Security code', inputmode: 'numeric', autocomplete: 'cc-csc', optional: dueCents === 0 })}</div>`,
})}
</div><aside class="card"><h2>Your order</h2>
<ul class="plain">${cart.lines.map(
    (line) =>
      html`<li>${line.quantity} × ${line.name} <span class="amount">${formatMoney(line.unitCents * line.quantity)}</span></li>`,
  )}</ul>
${totalsTable(cart, creditCents)}
<p><a href="/cart">Change the cart</a></p></aside></div>`
}`,
  });
}

export interface AddressValues {
  readonly street: string;
  readonly postcode: string;
  readonly city: string;
  readonly country: string;
}

export function addressFields({ street, postcode, city, country }: AddressValues): Html {
  return html`${field({ name: 'street', label: 'Street and number', value: street, autocomplete: 'street-address' })}
<div class="row">${field({ name: 'postcode', label: 'Postcode', value: postcode, autocomplete: 'postal-code' })}
${field({ name: 'city', label: 'City', value: city, autocomplete: 'address-level2' })}</div>
${field({ name: 'country', label: 'Country', value: country, autocomplete: 'country-name' })}`;
}

function totalsTable({ totals, promo, promoProblem }: Cart, creditCents: number): Html {
  const row = (name: Renderable, cents: number, className = '') =>
    html`<div class="${className}"><dt>${name}</dt><dd>${formatMoney(cents)}</dd></div>`;
  return html`<dl class="totals">${row(`${totals.items} ${totals.items === 1 ? 'item' : 'items'}`, totals.goodsCents)}
${promo !== null && promoProblem === null && row(`Promo code ${promo.code}`, -totals.discountCents)}
${row('Shipping', totals.shippingCents)}
${creditCents > 0 && row('Your credit', -creditCents)}
${row('To pay', totals.totalCents - creditCents, 'sum')}</dl>`;
}
