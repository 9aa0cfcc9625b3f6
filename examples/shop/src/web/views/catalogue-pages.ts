import { describeStock, type Product, type ProductOrder } from '../../domain/catalogue.ts';
import { formatMoney } from '../../domain/money.ts';
import { attributes, type Html, html, type Renderable } from '../html.ts';
import { field, hidden, writeForm } from './forms.ts';
import { type Frame, page } from './frame.ts';
import { productArt } from './product-art.ts';

export interface CatalogueModel {
  readonly products: readonly Product[];
  readonly categories: readonly string[];
  readonly category: string | null;
  readonly order: ProductOrder;
}

const ORDER_NAMES: Readonly<Record<ProductOrder, string>> = {
  featured: 'Featured',
  price: 'Price, low first',
  'price-down': 'Price, high first',
  name: 'Name',
};

export function cataloguePage(frame: Frame, { products, categories, category, order }: CatalogueModel): Html {
  const address = (name: string | null) => (name === null ? '/' : `/?category=${encodeURIComponent(name)}`);
  return page(frame, {
    title: category ?? 'Things for a quiet home',
    width: 'wide',
    main: html`<div class="lead"><h1>${category ?? 'Things for a quiet home'}</h1>
${category === null && html`<p>Made by small workshops, chosen one by one, meant to be kept. Shipping is free from ${formatMoney(frame.visit.settings.freeShippingFromCents)}.</p>`}</div>
<div class="shelf-tools">
<nav class="tabs" aria-label="Categories">${[null, ...categories].map(
      (name) =>
        html`<a href="${address(name)}"${attributes({ 'aria-current': name === category ? 'page' : null })}>${name ?? 'Everything'}</a>`,
    )}</nav>
<form action="/" class="inline">${category !== null && hidden('category', category)}
<label for="sort">Sort by</label>
<select id="sort" name="sort">${Object.entries(ORDER_NAMES).map(
      ([value, text]) => html`<option${attributes({ value, selected: value === order })}>${text}</option>`,
    )}</select>
<button class="quiet-button">Sort</button></form>
</div>
${shelf(products)}`,
  });
}

export function searchPage(frame: Frame, query: string, products: readonly Product[]): Html {
  return page(frame, {
    title: query === '' ? 'Search' : `Search for ${query}`,
    width: 'wide',
    main: html`<div class="lead"><h1>Search</h1></div>
<form action="/search" class="inline search-again"><label class="unseen" for="q">Search for</label>
<input id="q" name="q" type="search" value="${query}" maxlength="200"> <button type="submit">Search</button></form>
${
  query !== '' &&
  html`<p class="muted">${products.length === 0 ? 'Nothing found' : products.length === 1 ? 'One thing found' : `${products.length} things found`} for “${query}”.</p>`
}
${query !== '' && products.length === 0 && html`<p>Try a single word such as <a href="/search?q=lamp">lamp</a>, or see <a href="/">everything we have</a>.</p>`}
${shelf(products)}`,
  });
}

export function productPage(frame: Frame, product: Product): Html {
  return page(frame, {
    title: product.name,
    width: 'wide',
    scripts: ['live-stock'],
    main: html`<nav class="crumbs" aria-label="You are here"><a href="/">Everything</a> <span aria-hidden="true">/</span> <a href="/?category=${encodeURIComponent(product.category)}">${product.category}</a></nav>
<article class="product">
<div class="picture">${productArt(product.art)}</div>
<div>
<h1>${product.name}</h1>
<p class="price">${formatMoney(product.priceCents)}</p>
<p class="summary">${product.summary}</p>
<p>${product.description}</p>
${stockNote(product)}
${
  product.stock > 0 &&
  writeForm(frame.visit, {
    action: '/cart/add',
    submit: 'Add to cart',
    name: 'add-to-cart',
    fields: html`${hidden('product', product.id)}${field({
      name: 'quantity',
      label: 'How many',
      type: 'number',
      value: 1,
      minimum: 1,
      maximum: 20,
    })}`,
  })
}
<p class="muted">Sent within two working days. Return it within 30 days, no questions.</p>
</div>
</article>`,
  });
}

/** What it says is kept up to date by assets/live-stock.js, and right without it. */
function stockNote({ slug, stock }: Product): Html {
  return html`<p class="${stock === 0 ? 'stock none' : 'stock'}" data-live-stock="${slug}">${describeStock(stock)}</p>`;
}

function shelf(products: readonly Product[]): Renderable {
  return (
    products.length > 0 &&
    html`<ul class="shelf">${products.map(
      (
        product,
      ) => html`<li><a href="/products/${product.slug}"><div class="picture">${productArt(product.art)}</div>
<h2>${product.name}</h2><p class="muted">${product.summary}</p><p class="price">${formatMoney(product.priceCents)}</p></a></li>`,
    )}</ul>`
  );
}
