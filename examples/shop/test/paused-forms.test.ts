import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GateDecision } from '../src/index.ts';
import type { VisitorClient } from '../src/visitor-client.ts';
import { type ShopUnderTest, startShopUnderTest } from './shop-under-test.ts';

let shop: ShopUnderTest;
let mia: VisitorClient;
let admin: VisitorClient;
let decision: GateDecision | null = null;

beforeAll(async () => {
  shop = await startShopUnderTest({ decisionOf: () => decision });
  mia = await shop.logIn('customer');
  admin = await shop.logIn('admin');
  await mia.submit('/cart/add', { product: '9', quantity: '1' });
});

afterAll(() => shop.close());

const READ_ONLY: GateDecision = {
  mode: 'read-only',
  mayWrite: false,
  scope: 'none',
  role: 'visitor',
  until: '2099-06-01T14:30:00Z',
  message: 'We repair <the> checkout.',
};

const REASON =
  'Changes are paused for maintenance, probably until 1 June at 14:30 UTC. We repair &lt;the&gt; checkout.';

const FORM_PAGES = [
  ['mia', '/products/glass-vase', '/cart/add'],
  ['mia', '/cart', '/cart/update'],
  ['mia', '/cart', '/cart/promo'],
  ['mia', '/checkout', '/checkout'],
  ['mia', '/gift-cards', '/gift-cards/redeem'],
  ['mia', '/faq', '/chat'],
  ['mia', '/signup', '/signup'],
  ['mia', '/password-reset', '/password-reset'],
  ['mia', '/password-reset/token', '/password-reset/finish'],
  ['mia', '/account/profile', '/account/profile'],
  ['mia', '/account/profile', '/account/avatar'],
  ['mia', '/account/profile', '/account/address'],
  ['mia', '/account/profile', '/account/password'],
  ['admin', '/admin/orders', '/admin/orders/bulk'],
  ['admin', '/admin/orders/1010', '/admin/orders/1010/repair'],
  ['admin', '/admin/orders/1010', '/admin/orders/1010/refund'],
  ['admin', '/admin/products', '/admin/products/bulk'],
  ['admin', '/admin/settings', '/admin/settings'],
] as const;

function postForms(page: string): readonly string[] {
  return page.match(/<form method="post"[\s\S]*?<\/form>/g) ?? [];
}

function formTo(page: string, action: string): string {
  return postForms(page).find((form) => form.includes(`action="${action}"`)) ?? `no form to ${action}`;
}

describe('forms while the gate refuses writes', () => {
  it.each(FORM_PAGES)('%s, %s: the form to %s is disabled and says why', async (who, path, action) => {
    const client = who === 'mia' ? mia : admin;
    decision = READ_ONLY;
    const paused = formTo((await client.get(path)).text, action);
    expect(paused).toMatch(/<fieldset disabled aria-describedby="[\w-]+-paused">/);
    expect(paused).toContain(REASON);
    decision = null;
    const open = formTo((await client.get(path)).text, action);
    expect(open).toContain('<fieldset>');
    expect(open).not.toContain('paused');
  });

  it('not one form that writes stays enabled, and signing in and out does', async () => {
    decision = READ_ONLY;
    for (const path of [
      ...new Set(FORM_PAGES.map(([, page]) => page)),
      '/',
      '/login',
      '/admin/users',
      '/faq',
    ]) {
      const { text } = await admin.get(path);
      const enabled = postForms(text).filter((form) => form.includes('<fieldset>'));
      expect(enabled.every((form) => /action="\/log(?:in|out)"/.test(form))).toBe(true);
    }
    expect(formTo((await mia.get('/login')).text, '/login')).toContain('<fieldset>');
    expect(formTo((await mia.get('/account/orders')).text, '/logout')).toContain('<fieldset>');
    expect((await mia.get('/')).text).toContain('action="/search" role="search"');
  });

  it('no draft is saved while the form is disabled', async () => {
    decision = READ_ONLY;
    expect((await mia.get('/account/profile')).text).not.toContain('data-autosave');
    decision = null;
    expect((await mia.get('/account/profile')).text).toContain('data-autosave="/account/profile/draft"');
  });

  const enabled: readonly (readonly [string, GateDecision | null])[] = [
    ['nobody decides', null],
    ['the mode is open', { ...READ_ONLY, mode: 'open' }],
    ['the caller may write', { ...READ_ONLY, role: 'admin', mayWrite: true }],
  ];

  it.each(enabled)('forms are enabled when %s', async (_name, now) => {
    decision = now;
    expect((await mia.get('/products/glass-vase')).text).not.toContain('<fieldset disabled');
  });
});
