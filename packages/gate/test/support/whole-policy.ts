import { PortcullisError } from '../../src/model/error.ts';
import { parsePolicy } from '../../src/model/parse-policy.ts';
import type { PolicyInput } from '../../src/model/policy.ts';

/** The problems as they are listed; an empty list for a policy that is fine. */
export function problemsOf(input: unknown): readonly string[] {
  try {
    parsePolicy(input);
    return [];
  } catch (error) {
    if (!(error instanceof PortcullisError) || error.code !== 'PORTCULLIS_POLICY_INVALID') throw error;
    return error.message.split('\n- ').slice(1);
  }
}

/** Every setting once, each identity source included. */
export const wholePolicy = {
  routes: [
    { match: 'POST,PUT /carts/:id', exception: true, why: 'Carts are kept in a cookie.' },
    { match: 'GET /unsubscribe', access: 'write' },
    { match: '/admin/**', protected: true, host: 'Shop.Example' },
    { match: 'POST /orders/:id/refund', sensitive: true },
  ],
  areas: {
    checkout: { title: { en: 'Checkout', de: 'Kasse' }, routes: ['/checkout/**'] },
    uploads: { routes: ['POST /files'], announced: false },
  },
  health: ['/up'],
  routeParameters: ['q'],
  languagePrefix: ['france'],
  signIn: { page: '/login', routes: ['POST /login', 'POST /logout'] },
  identity: [
    {
      kind: 'probe',
      request: { path: '/api/me' },
      cookies: ['session'],
      subject: '/user/name',
      role: { pointer: '/user/role', map: { administrator: 'admin', helpdesk: 'support' } },
      groups: { pointer: '/user/groups' },
    },
    {
      kind: 'odoo',
      allowedGroups: ['Allowed During Maintenance'],
      supportGroups: ['Helpdesk / User'],
      adminGroups: ['base.group_erp_manager'],
      groups: ['Production Mode Restricted'],
      cacheSeconds: 20,
      timeoutMs: 1_000,
    },
    { kind: 'wordpress', roles: { administrator: 'admin' }, cacheSeconds: 20, timeoutMs: 1_000 },
    {
      kind: 'jwt',
      from: { header: 'authorization' },
      algorithms: ['ES256'],
      issuer: 'https://id.example.com/',
      audience: 'shop',
      jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }] },
      subject: '/sub',
      role: { pointer: '/role', map: { root: 'admin' } },
      groups: { pointer: '/groups' },
      clockToleranceSeconds: 1,
    },
    {
      kind: 'header',
      subject: 'x-user',
      role: { header: 'x-role', map: { root: 'admin' } },
      groups: { header: 'x-groups' },
    },
    { kind: 'callback' },
  ],
  trusted: {
    networks: [{ name: 'office', cidr: '203.0.113.0/24' }],
    adminHosts: ['Admin.Shop.Example'],
    proxies: ['10.0.0.0/8'],
    addressHeader: 'forwarded',
  },
  bypass: { write: ['admin'], allowed: { subjects: ['maria'], write: true } },
  onStoreLost: 'closed',
  neverSeen: 'closed',
  page: {
    brand: 'Shop',
    colors: { accent: '#0a5' },
    timeZone: 'Europe/Berlin',
    contact: { email: 'help@shop.example' },
  },
  banners: { visitors: false },
  retryAfterSeconds: 900,
  cors: { origins: ['https://app.shop.example'], credentials: true },
  strictTargets: true,
  methodOverrides: ['_m', 'X-My-Override'],
} satisfies PolicyInput;
