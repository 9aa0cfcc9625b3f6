import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VisitorClient } from '../src/visitor-client.ts';
import { PAYMENT, type ShopUnderTest, startShopUnderTest } from './shop-under-test.ts';

let shop: ShopUnderTest;
let mia: VisitorClient;
let admin: VisitorClient;

beforeAll(async () => {
  shop = await startShopUnderTest();
  mia = await shop.logIn('customer');
  admin = await shop.logIn('admin');
});

afterAll(() => shop.close());

async function buy(...products: readonly number[]): Promise<string> {
  for (const product of products) {
    await mia.submit('/cart/add', { product: String(product), quantity: '1' });
  }
  const { headers } = await mia.submit('/checkout', PAYMENT);
  return headers.location ?? 'no order';
}

describe('the legacy order writer', () => {
  it('charges for all products and keeps one', async () => {
    const path = await buy(14, 16, 19);
    expect(path).toBe('/account/orders/1013?placed=yes');
    expect((await mia.get(path)).text).toContain('Paid €59.00 — 1 of 3 items');
    expect((await admin.get('/admin/orders')).text).toContain('3 orders have lost items');
    expect((await admin.get('/admin/errors')).text).toContain('Order 1013: charged €59.00 for 3 items');
  });

  it('does well with one product, which is why nobody noticed', async () => {
    expect((await mia.get(await buy(9))).text).toContain('Paid €89.00 — 1 item<');
  });

  it('is repaired order by order from the basket of the payment', async () => {
    const repaired = await admin.submit('/admin/orders/1013/repair', {});
    expect(repaired.headers.location).toBe('/admin/orders/1013?done=repaired');
    const { text } = await mia.get('/account/orders/1013');
    expect(text).toContain('Paid €59.00 — 3 items');
    for (const product of [
      'Beeswax candle',
      'Glass vase',
      'Terracotta pot',
      'Repaired: 2 lost items written again',
    ]) {
      expect(text).toContain(product);
    }
    expect((await admin.submit('/admin/orders/1013/repair', {})).status).toBe(409);
  });

  it('is fixed for good in the settings', async () => {
    const { status } = await admin.submit('/admin/settings', {
      shipping: '4.90',
      freeShippingFrom: '50.00',
      announcement: '',
      contactEmail: 'help@shop.example',
    });
    expect(status).toBe(303);
    expect((await mia.get(await buy(14, 16, 19))).text).toContain('Paid €59.00 — 3 items');
    expect((await admin.get('/admin/orders?damaged=yes')).text).toContain('2 orders have lost items');
  });
});
