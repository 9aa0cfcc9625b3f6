import { expect, test } from 'vitest';
import { parsePolicy } from '../model/parse-policy.ts';
import { compilePolicy } from './compile-policy.ts';

const compiled = compilePolicy(
  parsePolicy({
    identity: [
      { kind: 'header', subject: 'X-Staff-Name', role: { header: 'x-staff-role', map: { ops: 'admin' } } },
      {
        kind: 'jwt',
        from: { header: 'X-Token' },
        algorithms: ['ES256'],
        issuer: 'https://id.example.com/',
        audience: 'shop',
        jwksUrl: 'https://id.example.com/keys',
        role: { pointer: '/roles', map: { ops: 'admin' } },
      },
    ],
    trusted: {
      networks: [
        { name: 'office', cidr: '203.0.113.0/24' },
        { name: 'office v6', cidr: '2001:db8:5::/48' },
      ],
      adminHosts: ['Admin.Shop.example'],
      proxies: ['10.0.0.0/8'],
    },
  }),
);

test('networks are told by name', () => {
  expect(compiled.trustedNetwork('203.0.113.7')).toBe('office');
  expect(compiled.trustedNetwork('2001:db8:5::1')).toBe('office v6');
  expect(compiled.trustedNetwork('198.51.100.9')).toBeNull();
});

test('admin hosts are compared in lower case', () => {
  expect([...compiled.adminHosts]).toEqual(['admin.shop.example']);
});

const ours = [
  'portcullis-decision',
  'portcullis-mode',
  'portcullis-confirm',
  'portcullis-delivery',
  'portcullis-delivery-proof',
  'portcullis-reference',
  'x-middleware-subrequest',
  'x-middleware-subrequest-id',
];
const signInProxies = [
  'remote-user',
  'x-auth-request-access-token',
  'x-auth-request-email',
  'x-auth-request-groups',
  'x-auth-request-preferred-username',
  'x-auth-request-user',
  'x-remote-user',
  'x-webauth-user',
];
const believed = ['x-staff-name', 'x-staff-role'];

test('what says who somebody is may come from named proxies only, what is ours from nobody', () => {
  expect([...compiled.strippedHeaders]).toEqual([...ours, ...signInProxies, ...believed]);
  expect([...compiled.strippedFromProxies]).toEqual(ours);
});

// The application may read an alias as the header itself, which the gate does not.
test('headers that say who somebody is are known by their exact names, signed ones too', () => {
  const { identityHeaders, strippedHeaders } = compiled;
  expect([...identityHeaders]).toEqual(['authorization', ...signInProxies, ...believed, 'x-token']);
  // A token proves itself, whoever sends it.
  expect(strippedHeaders.has('x-token')).toBe(false);
});

const why = 'a test';

test.each([
  [{ routes: [{ match: 'DELETE /a', protected: true }] }, true],
  [{ routes: [{ match: 'DELETE /a', sensitive: true }] }, true],
  [{ routes: [{ match: 'GET /a', access: 'write' }] }, true],
  [{ routes: [{ match: 'POST /a', calls: { protocol: 'graphql' } }] }, true],
  [{ areas: { cart: { routes: ['POST /cart'] } } }, true],
  [{ routes: [{ match: '/a', protected: true }] }, false],
  [{ routes: [{ match: 'POST /a', access: 'read' }] }, false],
  [{ routes: [{ match: 'POST /a', exception: true, why }] }, false],
  [{ routes: [{ match: 'GET /a', socket: 'allow' }] }, false],
  [{ areas: { cart: { routes: ['/cart'] } } }, false],
  [{ signIn: { routes: ['POST /login'] } }, false],
])('%j: the method that a body asks for matters %s', (policy, matters) => {
  expect(compilePolicy(parsePolicy(policy)).methodsMatter).toBe(matters);
});

test.each([
  [[{ match: '/a', protected: true }], false],
  [[{ match: '/a', protected: true, host: 'admin.example' }], true],
  [
    [
      { match: '/a', protected: true, host: 'admin.example' },
      { match: '/b', protected: true },
    ],
    true,
  ],
])('%j: other hosts of a request matter %s', (routes, matters) => {
  expect(compilePolicy(parsePolicy({ routes })).hostsMatter).toBe(matters);
});
