import { describe, expect, it } from 'vitest';
import { PortcullisError } from './error.ts';
import { parsePolicy } from './parse-policy.ts';
import type { PolicyInput } from './policy.ts';

/** The problems as they are listed; an empty list for a policy that is fine. */
function problemsOf(input: unknown): readonly string[] {
  try {
    parsePolicy(input);
    return [];
  } catch (error) {
    if (!(error instanceof PortcullisError) || error.code !== 'PORTCULLIS_POLICY_INVALID') throw error;
    return error.message.split('\n- ').slice(1);
  }
}

/** Every setting once, each identity source included. */
const whole = {
  routes: [
    { match: 'POST,PUT /carts/:id', exception: true, why: 'Carts are kept in a cookie.' },
    { match: 'GET /unsubscribe', access: 'write' },
    { match: '/admin/**', protected: true, host: 'Shop.Example' },
    { match: 'POST /orders/:id/refund', sensitive: true },
  ],
  areas: {
    checkout: { title: { en: 'Checkout', de: 'Kasse' }, routes: ['/checkout/**'] },
    uploads: { routes: ['POST /files'] },
  },
  health: ['/up'],
  signIn: { page: '/login', routes: ['POST /login', 'POST /logout'] },
  identity: [
    {
      kind: 'probe',
      request: { path: '/api/me' },
      cookies: ['session'],
      subject: '/user/name',
      role: { pointer: '/user/role', map: { administrator: 'admin', helpdesk: 'support' } },
    },
    {
      kind: 'jwt',
      from: { header: 'authorization' },
      algorithms: ['ES256'],
      issuer: 'https://id.example.com/',
      audience: 'shop',
      jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }] },
      subject: '/sub',
      role: { pointer: '/role', map: { root: 'admin' } },
      clockToleranceSeconds: 1,
    },
    { kind: 'header', subject: 'x-user', role: { header: 'x-role', map: { root: 'admin' } } },
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
} satisfies PolicyInput;

describe('any value in any place', () => {
  const hostile: readonly unknown[] = [
    null,
    true,
    7,
    Number.NaN,
    '',
    ' ',
    '\u0000',
    '\ud800',
    'x'.repeat(100_000),
    '__proto__',
    [],
    [null],
    [[]],
    [undefined],
    {},
    { constructor: 1 },
    JSON.parse('{"__proto__":{"role":"admin"}}'),
    () => 'x',
    Symbol('x'),
    10n,
    new Date(0),
    new Proxy({}, {}),
  ];

  it.each(pathsOf(whole, []).map((path) => [path.join('.'), path] as const))(
    '%s: is taken or refused with its path, and nothing else happens',
    (_, path) => {
      for (const value of hostile) {
        const problems = problemsOf(replaced(whole, path, value));
        const [root] = path;
        if (root === undefined || problems.length === 0) continue;
        expect(problems.join('\n'), typeof value).toContain(String(root));
      }
    },
  );

  it('does not take what is none of its type anywhere', () => {
    const taken = pathsOf(whole, []).filter(
      (path) => problemsOf(replaced(whole, path, () => 'x')).length === 0,
    );
    expect(taken).toEqual([]);
  });
});

type Step = string | number;

/** Every place in a tree of data, the root included. */
function pathsOf(value: unknown, path: readonly Step[]): (readonly Step[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const steps: Step[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [path, ...steps.flatMap((step) => pathsOf(Reflect.get(value, step), [...path, step]))];
}

function replaced(value: unknown, path: readonly Step[], by: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null) return by;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  Reflect.set(copy, step, replaced(Reflect.get(value, step), rest, by));
  return copy;
}
