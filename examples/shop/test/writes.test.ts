import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_LOGINS } from '../src/index.ts';
import type { VisitorClient, VisitorResponse } from '../src/visitor-client.ts';
import { ADDRESS, PAYMENT, PICTURE, type ShopUnderTest, startShopUnderTest } from './shop-under-test.ts';

let shop: ShopUnderTest;
let mia: VisitorClient;
let admin: VisitorClient;

beforeAll(async () => {
  shop = await startShopUnderTest();
  mia = await shop.logIn('customer');
  admin = await shop.logIn('admin');
});

afterAll(() => shop.close());

const MIA = DEMO_LOGINS.customer.email;
const ADMIN = DEMO_LOGINS.admin.email;
const PROFILE = { name: 'Mia L.', phone: '030 1234', about: 'Ring twice' } as const;
const SETTINGS = {
  legacyOrderWriter: 'yes',
  shipping: '4.90',
  freeShippingFrom: '50',
  announcement: '',
  contactEmail: 'help@shop.example',
} as const;

interface WriteCase {
  readonly name: string;
  readonly act: () => Promise<VisitorResponse>;
  /** Method, path, actor and what the detail begins with. */
  readonly record: readonly [string, string, string, string];
  readonly status?: number;
}

/** In order: later ones build on earlier ones. Products 9, 16, 19 are the desk lamp, the vase and the pot. */
const WRITES: readonly WriteCase[] = [
  {
    name: 'add to cart',
    act: () => mia.submit('/cart/add', { product: '9', quantity: '2' }),
    record: ['POST', '/cart/add', MIA, '2 × product 9 put into cart'],
  },
  {
    name: 'change a quantity',
    act: () => mia.submit('/cart/update', { 'quantity-9': '3' }),
    record: ['POST', '/cart/update', MIA, 'product 9 in cart'],
  },
  {
    name: 'remove from cart',
    act: () => mia.submit('/cart/remove', { product: '9' }),
    record: ['POST', '/cart/remove', MIA, 'product 9 removed'],
  },
  {
    name: 'add something else',
    act: () => mia.submit('/cart/add', { product: '16', quantity: '1' }),
    record: ['POST', '/cart/add', MIA, '1 × product 16'],
  },
  {
    name: 'use a promo code',
    act: () => mia.submit('/cart/promo', { code: 'quiet10' }),
    record: ['POST', '/cart/promo', MIA, 'promo code QUIET10'],
  },
  {
    name: 'redeem a gift card',
    act: () => mia.submit('/gift-cards/redeem', { code: 'GIFT-0001-LARK' }),
    record: ['POST', '/gift-cards/redeem', MIA, 'gift card GIFT-0001-LARK redeemed'],
  },
  {
    name: 'check out',
    act: () => mia.submit('/checkout', PAYMENT),
    // 32.00 less 10 %, with shipping.
    record: ['POST', '/checkout', MIA, 'order 1013 placed, 1 items paid with €33.70, 1 written'],
  },
  {
    name: 'change the profile',
    act: () => mia.submit('/account/profile', PROFILE),
    record: ['POST', '/account/profile', MIA, 'profile of account'],
  },
  {
    name: 'autosave the profile',
    act: () =>
      mia.send({
        method: 'PUT',
        path: '/account/profile/draft',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...PROFILE, about: 'Ring three' }),
      }),
    record: ['PUT', '/account/profile/draft', MIA, 'draft of account'],
    status: 204,
  },
  {
    name: 'upload a picture',
    act: () => mia.upload('/account/avatar', { name: 'picture', content: PICTURE }),
    record: ['POST', '/account/avatar', MIA, 'avatar of account'],
  },
  {
    name: 'change the address',
    act: () => mia.submit('/account/address', ADDRESS),
    record: ['POST', '/account/address', MIA, 'address of account'],
  },
  {
    name: 'change the password',
    act: () =>
      mia.submit('/account/password', {
        current: DEMO_LOGINS.customer.password,
        password: 'something-quieter',
      }),
    record: ['POST', '/account/password', MIA, 'password of account'],
  },
  {
    name: 'sign up',
    act: () =>
      shop.client().submit('/signup', { name: 'New', email: 'New@shop.example', password: 'a-new-password' }),
    record: ['POST', '/signup', 'New@shop.example', 'account'],
  },
  {
    name: 'ask for a password reset',
    act: () => shop.client().submit('/password-reset', { email: 'hana@shop.example' }),
    record: ['POST', '/password-reset', 'nobody', 'password reset asked for, account'],
  },
  {
    name: 'subscribe to the newsletter',
    act: () => shop.client().submit('/newsletter', { email: 'reader@shop.example' }),
    record: ['POST', '/newsletter', 'nobody', 'newsletter subscribed'],
  },
  {
    name: 'unsubscribe, by a GET',
    act: () => shop.client().get('/unsubscribe?token=letter-to-mia'),
    record: ['GET', '/unsubscribe', 'nobody', 'newsletter unsubscribed'],
    status: 200,
  },
  {
    name: 'refund',
    act: () => admin.submit('/admin/orders/1009/refund', { amount: '10,50', reason: 'A chip in the glaze' }),
    record: ['POST', '/admin/orders/1009/refund', ADMIN, 'order 1009 refunded €10.50'],
  },
  {
    name: 'edit orders in bulk',
    act: () =>
      admin.send({
        method: 'POST',
        path: '/admin/orders/bulk',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'orders=1009&orders=1012&change=shipped',
      }),
    record: ['POST', '/admin/orders/bulk', ADMIN, 'orders 1009, 1012 marked as shipped'],
  },
  {
    name: 'edit products in bulk',
    act: () => admin.submit('/admin/products/bulk', { products: '24', change: 'restock' }),
    record: ['POST', '/admin/products/bulk', ADMIN, 'restock for products 24'],
  },
  {
    name: 'change a role',
    act: () => admin.submit('/admin/users/7/role', { role: 'support' }),
    record: ['POST', '/admin/users/7/role', ADMIN, 'hana@shop.example is now support'],
  },
  {
    name: 'change the settings',
    act: () => admin.submit('/admin/settings', SETTINGS),
    record: ['POST', '/admin/settings', ADMIN, 'settings saved, legacy order writer on'],
  },
];

describe('writes', () => {
  it.each(WRITES)('$name is carried out and recorded once', async ({ act, record, status = 303 }) => {
    let response: VisitorResponse | null = null;
    const before = await shop.digest();
    const records = await shop.recordsOf(async () => {
      response = await act();
    });
    expect(response).toMatchObject({ status });
    const [method, path, actor, detail] = record;
    expect(records).toMatchObject([
      { kind: 'write', method, path, actor, detail: expect.stringContaining(detail) },
    ]);
    expect(await shop.digest()).not.toBe(before);
  });

  it('what was written is there to be read', async () => {
    const order = await mia.get('/account/orders/1013');
    expect(order.text).toContain('Glass vase');
    expect(order.text).toContain('Promo code QUIET10');
    expect((await mia.get('/account/profile')).text).toContain('Ring three');
    expect((await mia.get('/account/profile')).text).toContain('Birkenweg 3');
    const picture = await mia.get('/account/avatar');
    expect([picture.headers['content-type'], picture.body.equals(PICTURE)]).toEqual(['image/png', true]);
    expect((await admin.get('/admin/orders/1009')).text).toContain('A chip in the glaze');
    expect((await mia.get('/cart')).text).toContain('Nothing in it yet');
  });

  it('keeps the caller’s own request number', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-request-id': 'mixed-load-17' };
    const records = await shop.recordsOf(() =>
      mia.send({ method: 'POST', path: '/cart/add', headers, body: 'product=1&quantity=1' }),
    );
    expect(records.map((record) => record.requestId)).toEqual(['mixed-load-17']);
  });

  it('records logging in and out as sign-in, and a wrong password not at all', async () => {
    const visitor = shop.client();
    const { email, password } = DEMO_LOGINS.support;
    const records = await shop.recordsOf(async () => {
      expect((await visitor.submit('/login', { email, password: 'not the password' })).status).toBe(422);
      await visitor.submit('/login', { email, password });
      await visitor.submit('/logout', {});
    });
    expect(records.map(({ kind, path, actor }) => [kind, path, actor])).toEqual([
      ['sign-in', '/login', email],
      ['sign-in', '/logout', email],
    ]);
    expect(visitor.cookies().size).toBe(0);
  });
});

describe('refused contents', () => {
  const refused: readonly (readonly [string, string, Readonly<Record<string, string>>, number])[] = [
    ['a promo code that ran out', '/cart/promo', { code: 'SUMMER' }, 422],
    ['an unknown promo code', '/cart/promo', { code: 'NOTHING' }, 422],
    ['a gift card redeemed before', '/gift-cards/redeem', { code: 'GIFT-0001-LARK' }, 422],
    ['a declined card', '/checkout', { ...PAYMENT, 'card-number': '4000 0000 0000 0002' }, 402],
    ['a mistyped card', '/checkout', { ...PAYMENT, 'card-number': '4242 4242 4242 4241' }, 422],
    ['a card past its date', '/checkout', { ...PAYMENT, 'card-expiry': '01/20' }, 422],
    ['no name for the parcel', '/checkout', { ...PAYMENT, recipient: ' ' }, 422],
    ['more than there are in a cart', '/cart/add', { product: '1', quantity: '21' }, 422],
    ['a product that is not there', '/cart/add', { product: '999', quantity: '1' }, 404],
    [
      'a wrong current password',
      '/account/password',
      { current: 'wrong', password: 'something-quieter' },
      422,
    ],
    ['a short password', '/account/password', { current: 'something-quieter', password: 'short' }, 422],
    ['an address without a city', '/account/address', { ...ADDRESS, city: '' }, 422],
  ];

  it.each(refused)('%s changes nothing', async (_name, path, fields, status) => {
    await mia.submit('/cart/add', { product: '16', quantity: '1' });
    const before = await shop.digest();
    const response = await mia.submit(path, fields);
    expect(response.status).toBe(status);
    expect(response.headers['content-type']).toContain('text/html');
    expect(await shop.digest()).toBe(before);
  });

  it('a picture that is none, or is too large, changes nothing', async () => {
    const before = await shop.digest();
    const page = Buffer.from('<svg onload="alert(1)">');
    expect((await mia.upload('/account/avatar', { name: 'picture', content: page })).status).toBe(422);
    const large = Buffer.concat([PICTURE, Buffer.alloc(600 * 1024)]);
    expect((await mia.upload('/account/avatar', { name: 'picture', content: large })).status).toBe(422);
    expect(
      (await mia.upload('/account/avatar', { name: 'picture', content: Buffer.alloc(2 ** 21) })).status,
    ).toBe(422);
    expect(await shop.digest()).toBe(before);
  });

  it('two clicks on “Pay” make one order', async () => {
    await mia.submit('/cart/add', { product: '16', quantity: '1' });
    const records = await shop.recordsOf(async () => {
      const statuses = await Promise.all([
        mia.submit('/checkout', PAYMENT),
        mia.submit('/checkout', PAYMENT),
      ]);
      expect(statuses.map((response) => response.status).sort()).toEqual([303, 422]);
    });
    expect(records).toHaveLength(1);
  });

  it('a refund never exceeds what was paid, even twice at once', async () => {
    const refund = { amount: '26.90', reason: 'Twice' };
    const answers = await Promise.all([
      admin.submit('/admin/orders/1012/refund', refund),
      admin.submit('/admin/orders/1012/refund', refund),
    ]);
    expect(answers.map((response) => response.status).sort()).toEqual([303, 422]);
  });

  it('a password reset link works once', async () => {
    const visitor = shop.client();
    await visitor.submit('/password-reset', { email: 'luc@shop.example' });
    const mail = await admin.get('/admin/mail');
    const token = /\/password-reset\/([\w-]+)/.exec(mail.text)?.[1] ?? '';
    const fields = { token, password: 'luc-forgot-the-old-one' };
    expect((await visitor.submit('/password-reset/finish', fields)).headers.location).toBe(
      '/login?done=reset',
    );
    expect((await visitor.submit('/password-reset/finish', fields)).status).toBe(422);
    const login = { email: 'luc@shop.example', password: fields.password };
    expect((await visitor.submit('/login', login)).status).toBe(303);
  });

  it('went wrong nowhere inside', () => {
    expect(shop.errors).toEqual([]);
  });
});
