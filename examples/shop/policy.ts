import type { PolicyInput } from '@portcullis/gate';

/**
 * What the owner of this shop decided. Everything that is not named here is judged by its method: reads pass
 * while the shop is read-only, writes do not.
 */
export const shopPolicy: PolicyInput = {
  health: ['/healthz'],
  signIn: { page: '/login', routes: ['POST /login', 'POST /logout'] },
  identity: [
    {
      kind: 'probe',
      request: { path: '/api/me' },
      cookies: ['shop_session'],
      subject: '/subject',
      role: { pointer: '/role', map: { admin: 'admin', support: 'support' } },
    },
  ],
  trusted: {
    // Every caller of a demo comes from loopback, so its trusted path is a host name, never 127.0.0.1.
    adminHosts: ['admin.localhost'],
  },
  areas: {
    checkout: {
      title: { en: 'Checkout', de: 'Kasse', fr: 'Paiement', es: 'Pago', ar: 'إتمام الشراء' },
      routes: ['/cart/**', '/checkout/**', 'POST /api/orders'],
    },
    accounts: {
      title: { en: 'Your account', de: 'Ihr Konto', fr: 'Votre compte', es: 'Su cuenta', ar: 'حسابك' },
      routes: ['/account/**', '/signup', '/password-reset/**'],
    },
  },
  routes: [
    { match: '/admin/**', protected: true },
    { match: '/support/**', protected: true },
    {
      match: 'GET /unsubscribe',
      access: 'write',
      why: 'the link in newsletters writes although it is a GET',
    },
    { match: 'POST /api/products/search', access: 'read', why: 'a search whose words come in the body' },
    {
      match: 'GET,POST /graphql',
      calls: { protocol: 'graphql', maxTokens: 1000, maxBatch: 10 },
      why: 'one address for everything: queries read (the suggestions below the search field), mutations write',
    },
    {
      match: 'GET /live/stock',
      socket: { read: [{ '/type': 'subscribe' }, 'ping'] },
      why: 'the stock on product pages: its clients only say what they look at',
    },
    {
      match: 'GET /live/chat',
      access: 'write',
      why: 'every message of the chat is kept; a socket is refused where nothing lets it in',
    },
    { match: 'POST /admin/orders/:id/refund', sensitive: true, why: 'money leaves' },
    { match: 'POST /admin/users/:id/role', sensitive: true, why: 'power is given away' },
  ],
  webhooks: [
    {
      match: 'POST /webhooks/payments',
      provider: 'stripe',
      secretFrom: 'SHOP_PAYMENTS_SECRET',
      why: 'money that came in: each is booked once, and none is lost',
    },
    {
      match: 'POST /webhooks/mail',
      provider: 'standard',
      secretFrom: 'SHOP_MAIL_SECRET',
      order: { pointer: '/data/message' },
      why: 'what became of a mail',
    },
    {
      match: 'POST /webhooks/crm',
      provider: 'github',
      secretFrom: 'SHOP_CRM_SECRET',
      order: { pointer: '/customer/id' },
      why: 'this one sends once and never again: what is refused is lost',
    },
  ],
  page: {
    brand: 'Larkspur',
    contact: { email: 'help@shop.example' },
    timeZone: 'UTC',
  },
};
