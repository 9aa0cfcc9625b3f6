import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everybodyIn, type People, type ShopUnderTest, startShopUnderTest } from './shop-under-test.ts';

let shop: ShopUnderTest;
let people: People;

beforeAll(async () => {
  shop = await startShopUnderTest();
  people = await everybodyIn(shop);
});

afterAll(() => shop.close());

/** Seeded orders 1010 (Mia's) and 1011 (Hana's) have lost items; 1010 was paid with 59 euros. */
const PAGES = [
  ['nobody', '/', 'Stoneware mug'],
  ['nobody', '/?category=Garden&sort=price', 'Terracotta pot'],
  ['nobody', '/search', 'Search'],
  ['nobody', '/search?q=linen', 'Linen tea towels, pair'],
  ['nobody', '/search?q=%25', 'Nothing found'],
  ['nobody', '/products/glass-vase', 'Add to cart'],
  ['nobody', '/faq', 'What does shipping cost?'],
  ['nobody', '/faq', 'Log in</a> to write to us here'],
  ['customer', '/faq', 'action="/chat"'],
  ['nobody', '/cart', 'Nothing in it yet'],
  ['nobody', '/gift-cards', 'Log in to redeem a card'],
  ['nobody', '/signup', 'Sign up'],
  ['nobody', '/login', 'Log in'],
  ['nobody', '/password-reset', 'Send me a link'],
  ['nobody', '/password-reset/some-token', 'Your new password'],
  ['customer', '/', 'Account'],
  ['customer', '/checkout', 'Your cart is empty'],
  ['customer', '/gift-cards', 'Your credit'],
  ['customer', '/account/orders', 'Paid €59.00 — 1 of 3 items'],
  ['customer', '/account/orders/1010', 'Paid €59.00 — 1 of 3 items'],
  ['customer', '/account/orders/1004', 'Wool blanket'],
  ['customer', '/account/profile', 'Mia Lindqvist'],
  ['admin', '/admin/orders', 'items missing'],
  ['admin', '/admin/orders?damaged=yes', '1011'],
  ['admin', '/admin/orders/1010', 'Write the lost items again'],
  ['admin', '/admin/products', 'Olive soap'],
  ['admin', '/admin/users', 'support@shop.example'],
  ['admin', '/admin/settings', 'Legacy order writer'],
  ['admin', '/admin/errors', 'Order 1010: charged €59.00 for 3 items, but only 1 were written'],
  ['admin', '/admin/statistics', 'Nothing was calculated yet'],
  ['admin', '/admin/mail', 'Your order 1010'],
  ['admin', '/support/users', 'mia@shop.example'],
  ['support', '/support/orders', '1010'],
  ['support', '/support/orders?q=hana', '1011'],
  ['support', '/support/orders/1010', 'Paid €59.00 — 1 of 3 items'],
  ['support', '/support/users?q=mia', 'Mia Lindqvist'],
  ['support', '/support/messages', 'Nobody has written yet'],
] as const;

describe('pages', () => {
  it.each(PAGES)('%s reads %s', async (who, path, text) => {
    const response = await people[who].get(path);
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toContain('text/html');
    expect(response.text).toContain(text);
    expect(response.text).not.toContain('undefined');
  });

  it('reading any of them, and what belongs to them, writes nothing', async () => {
    const before = await shop.digest();
    for (const [who, path] of PAGES) {
      await people[who].get(path);
      await people[who].send({ method: 'HEAD', path });
    }
    for (const path of [
      '/healthz',
      '/api/me',
      '/assets/base.css',
      '/account/orders/1010/invoice',
      '/no-such-page',
    ]) {
      await people.customer.get(path);
    }
    await people.nobody.send({ method: 'HEAD', path: '/unsubscribe?token=letter-to-mia' });
    expect(await shop.digest()).toBe(before);
    expect(people.nobody.cookies().size).toBe(0);
  });

  it('the shop cannot write outside a recorded write, even by mistake', async () => {
    await expect(shop.database.query('delete from cart')).rejects.toThrow('read-only transaction');
  });

  it('lists all 24 products, each with a drawing of its own', async () => {
    const { text } = await people.nobody.get('/');
    const drawings = text.match(/<svg class="art".*?<\/svg>/gs) ?? [];
    expect(new Set(text.match(/\/products\/[a-z-]+/g)).size).toBe(24);
    expect(new Set(drawings).size).toBe(24);
    expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  it('escapes what people type', async () => {
    const { text } = await people.nobody.get(
      `/search?q=${encodeURIComponent('"><script>alert(1)</script>')}`,
    );
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('&lt;script&gt;alert');
  });

  it('answers 404 with a page for what is not there', async () => {
    for (const path of ['/no-such-page', '/products/no-such-thing', '/?category=Nothing']) {
      const response = await people.nobody.get(path);
      expect(response.status).toBe(404);
      expect(response.headers['content-type']).toContain('text/html');
    }
  });

  it('gives the invoice as a PDF file', async () => {
    const { status, headers, body } = await people.customer.get('/account/orders/1010/invoice');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/pdf');
    expect(headers['content-disposition']).toBe('attachment; filename=invoice-1010.pdf');
    expect(body.toString('latin1')).toMatch(/^%PDF-1\.4\n[\s\S]*Invoice for order 1010[\s\S]*%%EOF\n$/);
  });

  it('says it is healthy', async () => {
    const { status, text } = await people.nobody.get('/healthz');
    expect([status, text]).toEqual([200, '{"status":"ok"}']);
  });

  it('sends whoever is not signed in to the login, by a path and not by an address', async () => {
    for (const path of ['/account/orders', '/checkout', '/admin/orders?damaged=yes', '/support/users']) {
      const { status, headers } = await people.nobody.get(path);
      expect([status, headers.location]).toEqual([303, `/login?next=${encodeURIComponent(path)}`]);
    }
  });

  it('went wrong nowhere inside', () => {
    expect(shop.errors).toEqual([]);
  });
});
