import { describe, expect, it } from 'vitest';
import { parsePolicy, parsePolicyWithWarnings } from './parse-policy.ts';

function problemOf(source: unknown, trusted: unknown = { proxies: ['10.0.0.2/32'] }): string {
  try {
    parsePolicy({ identity: [source], trusted });
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const role = { pointer: '/role', map: { administrator: 'admin' } };
const probe = { kind: 'probe', request: { path: '/api/me' }, cookies: ['session'], subject: '/name', role };
const jwk = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'one' };
const jwt = {
  kind: 'jwt',
  from: { header: 'Authorization' },
  algorithms: ['ES256'],
  issuer: 'https://id.example.com/',
  audience: 'shop',
  jwks: { keys: [jwk] },
  role,
};
const header = {
  kind: 'header',
  subject: 'X-Auth-User',
  role: { header: 'X-Auth-Role', map: { ops: 'admin' } },
};
const odoo = { kind: 'odoo' };
const many = (length: number) => Array.from({ length }, (_, index) => `Group ${index}`);
const pem = '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQ==\n-----END PUBLIC KEY-----\n';

describe('what is fine', () => {
  it('fills the defaults of every kind', () => {
    const { identity } = parsePolicy({
      identity: [probe, jwt, header, { kind: 'odoo' }, { kind: 'wordpress' }, { kind: 'callback' }],
      trusted: { proxies: ['10.0.0.2/32'] },
    });
    expect(identity).toEqual([
      {
        ...probe,
        request: { method: 'GET', path: '/api/me', headers: {} },
        cacheSeconds: 30,
        timeoutMs: 2_000,
      },
      { ...jwt, from: { header: 'authorization' }, subject: '/sub', clockToleranceSeconds: 0 },
      { kind: 'header', subject: 'x-auth-user', role: { header: 'x-auth-role', map: { ops: 'admin' } } },
      {
        kind: 'odoo',
        allowedGroups: ['Allowed During Maintenance'],
        supportGroups: [],
        adminGroups: [],
        groups: [],
        cacheSeconds: 30,
        timeoutMs: 5_000,
      },
      { kind: 'wordpress', roles: { administrator: 'admin' }, cacheSeconds: 30, timeoutMs: 2_000 },
      { kind: 'callback' },
    ]);
  });

  it.each([
    [
      {
        ...probe,
        request: {
          method: 'POST',
          path: '/web/session?x=1',
          headers: { 'Content-Type': 'application/json' },
          body: '{}',
        },
      },
    ],
    [{ ...probe, cookies: ['__Host-session', 'sid'], cacheSeconds: 60, timeoutMs: 10_000 }],
    [{ ...probe, subject: '', role: { pointer: '', map: { root: 'admin' } } }],
    [{ ...jwt, jwks: undefined, jwksUrl: 'https://id.example.com/jwks' }],
    [{ ...jwt, jwks: undefined, jwksUrl: 'http://127.0.0.1:9000/jwks' }],
    [{ ...jwt, jwks: undefined, publicKeyPem: pem }],
    [{ ...jwt, from: { cookie: 'token' } }],
    [{ ...jwt, jwks: { keys: [{ ...jwk, key_ops: ['verify'], ext: true }] }, clockToleranceSeconds: 5 }],
    [{ ...probe, groups: { pointer: '/groups' } }],
    [{ ...jwt, groups: { pointer: '' } }],
    [{ ...odoo, adminGroups: ['base.group_erp_manager'], cacheSeconds: 15 }],
    [{ ...odoo, allowedGroups: [], groups: ['Production Mode Restricted', 'Buchhaltung / Büro', '1.5 %'] }],
    [{ ...odoo, allowedGroups: ['a.b'], supportGroups: ['a.b'], groups: many(15) }],
    [{ kind: 'wordpress', roles: { editor: 'support', shop_manager: 'allowed' }, timeoutMs: 10_000 }],
  ])('%j', (source) => {
    expect(problemOf(source)).toBe('');
    expect(parsePolicyWithWarnings({ identity: [source] }).warnings).toEqual([]);
  });

  it('warns of keys fetched over plain http', () => {
    const source = { ...jwt, jwks: undefined, jwksUrl: 'http://id.example.com/jwks' };
    expect(parsePolicyWithWarnings({ identity: [source] }).warnings.join()).toContain('this is plain http');
  });
});

describe('what is refused', () => {
  it.each([
    ['probe', 'policy.identity[0]: expected an object such as { "kind": "probe", … }, got "probe"'],
    [
      {},
      'policy.identity[0].kind: expected one of "probe", "odoo", "wordpress", "jwt", "header", "callback", got nothing',
    ],
    [{ kind: 'jwtt' }, 'Did you mean "jwt"?'],
    [{ kind: 'operator' }, 'got "operator"'],
    [JSON.parse('{"__proto__":{"kind":"callback"}}'), 'policy.identity[0].kind: expected one of'],
    [{ kind: 'callback', timeoutMs: 1 }, 'policy.identity[0].timeoutMs: unknown key'],
  ])('as a source: %j', (source, problem) => {
    expect(problemOf(source)).toContain(problem);
  });

  it.each([
    [
      { request: undefined },
      'policy.identity[0].request: expected an object such as { "path": "/api/me" }, got nothing',
    ],
    [{ request: '/api/me' }, 'policy.identity[0].request: expected an object'],
    [{ request: { path: 'api/me' } }, 'The path begins with a slash'],
    [{ request: { path: 'https://evil.example/me' } }, 'The probe goes to the upstream only'],
    [{ request: { path: 'javascript:alert(1)' } }, 'The probe goes to the upstream only'],
    [{ request: { path: '//evil.example/me' } }, 'The probe goes to the upstream only'],
    [{ request: { path: '/\\evil.example' } }, 'Remove the backslash'],
    [{ request: { path: '/a\r\nHost: evil' } }, 'Percent-encode'],
    [{ request: { path: '/a#b' } }, 'Remove the backslash or the fragment'],
    [{ request: { path: '/a/../b' } }, 'without dot segments'],
    [{ request: { path: '/a/%2E%2e/b' } }, 'without dot segments'],
    [{ request: { path: '/a//b' } }, 'Write a single slash'],
    [{ request: { path: '/.well-known/portcullis/status' } }, 'belongs to the gate itself'],
    [{ request: { path: '/me', method: 'DELETE' } }, 'expected one of "GET", "POST"'],
    [{ request: { path: '/me', body: '{}' } }, 'policy.identity[0].request.body: a GET carries no body'],
    [
      { request: { path: '/me', headers: { Cookie: 'a=b' } } },
      'policy.identity[0].request.headers.Cookie: "Cookie" cannot be set',
    ],
    [{ request: { path: '/me', headers: { Host: 'a' } } }, 'frames the request'],
    [{ request: { path: '/me', headers: { 'Transfer-Encoding': 'chunked' } } }, 'frames the request'],
    [
      { request: { path: '/me', headers: { Transfer_Encoding: 'chunked' } } },
      'Servers disagree about signs other than -',
    ],
    [{ request: { path: '/me', headers: { 'X-Forwarded-For': '127.0.0.1' } } }, 'the address of the caller'],
    [{ request: { path: '/me', headers: { 'Portcullis-Decision': 'x' } } }, 'belong to the gate'],
    [{ request: { path: '/me', headers: { 'a b': 'x' } } }, 'Use letters, digits and hyphens'],
    [{ request: { path: '/me', headers: { A: 'x', a: 'y' } } }, 'this header is there already'],
    [{ request: { path: '/me', headers: { a: 'x\r\nEvil: 1' } } }, 'on one line'],
    [{ request: { path: '/me', headers: { a: 7 } } }, 'expected a header value, got 7'],
    [{ cookies: undefined }, 'policy.identity[0].cookies: expected a list of cookie names'],
    [{ cookies: [] }, 'expected at least 1 cookie names'],
    [{ cookies: 'session' }, 'Write [ … ] around it'],
    [{ cookies: ['session=abc'] }, 'Write the name alone'],
    [{ cookies: ['__Host-portcullis-pass'] }, 'belongs to the gate'],
    [
      { subject: undefined },
      'policy.identity[0].subject: expected a JSON pointer such as "/user/name", got nothing',
    ],
    [{ subject: 'user.name' }, 'begins with a slash'],
    [{ subject: '/a~2' }, 'After ~ comes 0'],
    [{ subject: '/__proto__/name' }, 'names what every object has'],
    [{ cacheSeconds: 61 }, 'policy.identity[0].cacheSeconds: expected a whole number from 0 to 60, got 61'],
    [{ cacheSeconds: -1 }, 'from 0 to 60'],
    [{ timeoutMs: 10_001 }, 'from 50 to 10000'],
    [{ timeout: 1 }, 'policy.identity[0].timeout: unknown key; did you mean timeoutMs?'],
  ])('in a probe: %j', (change, problem) => {
    expect(problemOf({ ...probe, ...change })).toContain(problem);
  });

  it.each([
    [undefined, 'policy.identity[0].role: expected an object'],
    [
      { pointer: '/role' },
      'policy.identity[0].role.map: expected an object such as { "administrator": "admin" }, got nothing',
    ],
    [{ pointer: '/role', map: {} }, 'expected at least one value'],
    [
      { pointer: '/role', map: { root: 'Admin' } },
      'policy.identity[0].role.map.root: expected one of the roles "admin", "support", "allowed", "visitor", got "Admin". Did you mean "admin"?',
    ],
    [{ pointer: '/role', map: { root: ['admin'] } }, 'got a list of 1'],
    [{ pointer: '/role', map: { 'admin ': 'admin' } }, 'values are compared exactly: write "admin"'],
    [{ pointer: '/role', map: { '': 'admin' } }, 'an empty value names nobody'],
    [{ pointer: '/role', map: { 'a\u0000': 'admin' } }, 'control character'],
    [
      { pointer: '/role', map: JSON.parse('{"__proto__":"admin"}') },
      'policy.identity[0].role.map.__proto__: this name is refused',
    ],
    [
      { pointer: '/role', map: { constructor: 'admin' } },
      'policy.identity[0].role.map.constructor: this name is refused',
    ],
    [{ pointer: '/role', map: [['root', 'admin']] }, 'got a list of 1'],
  ])('as a mapping of roles: %j', (mapping, problem) => {
    expect(problemOf({ ...probe, role: mapping })).toContain(problem);
  });

  it.each([
    [
      { algorithms: undefined },
      'policy.identity[0].algorithms: expected a list of algorithms such as ["RS256"], got nothing. It is required',
    ],
    [{ algorithms: [] }, 'expected at least 1 algorithms'],
    [{ algorithms: ['none'] }, 'Tokens without a signature prove nothing'],
    [{ algorithms: ['NONE'] }, 'Tokens without a signature prove nothing'],
    [{ algorithms: ['ES256', 'HS256'] }, 'policy.identity[0].algorithms[1]: expected one of RS256'],
    [{ algorithms: ['HS256'] }, 'whoever knows the public key can sign'],
    [{ algorithms: ['hs512'] }, 'whoever knows the public key can sign'],
    [{ algorithms: ['es256'] }, 'Did you mean "ES256"?'],
    [{ algorithms: ['RSA-OAEP'] }, 'It is not supported'],
    [{ issuer: undefined }, 'policy.identity[0].issuer: expected the issuer'],
    [{ issuer: '' }, 'policy.identity[0].issuer: expected the issuer'],
    [{ audience: undefined }, 'policy.identity[0].audience: expected the audience'],
    [{ audience: ['shop'] }, 'policy.identity[0].audience: expected the audience'],
    [{ jwks: undefined }, 'expected exactly one of jwksUrl, jwks and publicKeyPem, got none'],
    [{ publicKeyPem: pem }, 'got jwks and publicKeyPem'],
    [{ jwksUrl: 'https://id.example.com/jwks' }, 'got jwksUrl and jwks'],
    [{ jwks: undefined, jwksUrl: 'file:///etc/keys' }, 'It must be a complete URL'],
    [{ jwks: undefined, jwksUrl: '/jwks' }, 'It must be a complete URL'],
    [{ jwks: undefined, jwksUrl: 'https://user:pass@id.example.com/jwks' }, 'Remove the user name'],
    [
      { jwks: undefined, publicKeyPem: pem, algorithms: ['RS256', 'PS256'] },
      'one key is used with one algorithm',
    ],
    [{ jwks: undefined, publicKeyPem: '-----BEGIN PRIVATE KEY-----\nabc' }, 'This is a private key'],
    [{ jwks: undefined, publicKeyPem: '-----BEGIN CERTIFICATE-----\nabc' }, 'Take the public key out'],
    [{ jwks: undefined, publicKeyPem: 'abc' }, 'It is no such text'],
    [{ jwks: { keys: [] } }, 'expected at least 1 keys'],
    [{ jwks: {} }, 'policy.identity[0].jwks.keys: expected a list of keys'],
    [
      { jwks: { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] } },
      'policy.identity[0].jwks.keys[0].k: this belongs to a secret key',
    ],
    [
      { jwks: { keys: [{ ...jwk, d: 'private' }] } },
      'policy.identity[0].jwks.keys[0].d: this belongs to a secret key',
    ],
    [{ jwks: { keys: [{ ...jwk, kty: 'oct' }] } }, 'expected "RSA", "EC" or "OKP"'],
    [{ jwks: { keys: [{ ...jwk, x: 7 }] } }, 'as in a JSON Web Key'],
    [{ from: undefined }, 'policy.identity[0].from: expected exactly one of'],
    [{ from: { cookie: 'a', header: 'b' } }, 'policy.identity[0].from: expected exactly one of'],
    [{ from: { header: 'Cookie' } }, 'with the name of the cookie instead'],
    [{ from: { header: 'X_Token' } }, 'write "x-token"'],
    [{ from: { query: 'token' } }, 'policy.identity[0].from.query: unknown key'],
    [{ clockToleranceSeconds: 6 }, 'from 0 to 5'],
    [{ role: undefined }, 'policy.identity[0].role: expected an object'],
  ])('in a jwt source: %j', (change, problem) => {
    expect(problemOf({ ...jwt, ...change })).toContain(problem);
  });

  it.each([
    [{ ...probe, groups: '/groups' }, 'policy.identity[0].groups: expected an object such as { pointer: … }'],
    [
      { ...probe, groups: {} },
      'policy.identity[0].groups.pointer: expected a JSON pointer such as "/groups"',
    ],
    [{ ...jwt, groups: { pointer: 'groups' } }, 'A JSON pointer begins with a slash'],
    [{ ...jwt, groups: { pointer: '/groups', map: {} } }, 'policy.identity[0].groups.map: unknown key'],
    [{ ...header, groups: { header: 'X_Groups' } }, 'write "x-groups"'],
    [{ ...header, groups: { header: 'Cookie' } }, 'carries credentials'],
    [{ ...header, groups: { pointer: '/groups' } }, 'policy.identity[0].groups.pointer: unknown key'],
  ])('as groups: %j', (source, problem) => {
    expect(problemOf(source)).toContain(problem);
  });

  it.each([
    [{ allowedGroups: 'base.group_system' }, 'policy.identity[0].allowedGroups: expected a list of groups'],
    [{ allowedGroups: [''] }, 'policy.identity[0].allowedGroups[0]: expected a group such as'],
    [{ groups: ['Keepers '] }, 'write "Keepers", without spaces around it'],
    [{ groups: ['a.b', 'a.b'] }, 'policy.identity[0].groups[1]: "a.b" is there already'],
    [{ groups: ['base.group.system'] }, 'An external id has one dot'],
    [{ groups: ['a..b'] }, 'An external id has one dot'],
    [{ groups: ['a\u202eb'] }, 'overrides the direction of text'],
    [{ groups: ['x'.repeat(257)] }, 'at most 256 characters'],
    [{ groups: many(17) }, 'policy.identity[0].groups: expected at most 16 groups'],
    [
      { supportGroups: many(10), groups: ['a', 'b', 'c', 'd', 'e', 'f'] },
      'policy.identity[0]: expected at most 16 different groups in all lists together, got 17',
    ],
    [{ adminGroup: ['base.group_erp_manager'] }, 'did you mean adminGroups?'],
    [{ cacheSeconds: 14 }, 'policy.identity[0].cacheSeconds: expected a whole number from 15 to 60'],
    [{ timeoutMs: 49 }, 'policy.identity[0].timeoutMs: expected a whole number from 50 to 10000'],
  ])('in an Odoo source: %j', (change, problem) => {
    expect(problemOf({ ...odoo, ...change })).toContain(problem);
  });

  it('warns of a group that many applications of Odoo have', () => {
    const warningsOf = (group: string) =>
      parsePolicyWithWarnings({ identity: [{ ...odoo, adminGroups: [group] }] }).warnings.join();
    expect(warningsOf('Administrator')).toContain('such as "Sales / Administrator", or by its external id');
    expect(warningsOf('Sales / Administrator')).toBe('');
  });

  it.each([
    [
      { roles: { administrator: 'root' } },
      'policy.identity[0].roles.administrator: expected one of the roles',
    ],
    [{ roles: {} }, 'policy.identity[0].roles: expected at least one value'],
    [{ cacheSeconds: 61 }, 'from 15 to 60'],
    [{ path: '/blog' }, 'policy.identity[0].path: unknown key'],
  ])('in a WordPress source: %j', (change, problem) => {
    expect(problemOf({ kind: 'wordpress', ...change })).toContain(problem);
  });

  it.each([
    [{ subject: 'Authorization' }, 'carries credentials'],
    [{ subject: 'X-Forwarded-For' }, 'names machines, not people'],
    [{ subject: 'X_Auth_User' }, 'write "x-auth-user"'],
    [{ subject: 'X-Auth User' }, 'Use letters'],
    [{ subject: undefined }, 'policy.identity[0].subject: expected a header name'],
    [{ role: undefined }, 'policy.identity[0].role: expected an object such as { "header": "x-auth-role"'],
    [{ role: { header: 'X-Role', map: { ops: 'root' } } }, 'got "root"'],
  ])('in a header source: %j', (change, problem) => {
    expect(problemOf({ ...header, ...change })).toContain(problem);
  });

  it('is a header source that nobody could be believed for', () => {
    expect(problemOf(header, {})).toContain('trusted.proxies is empty');
    expect(problemOf(header, { proxies: [] })).toContain('trusted.proxies is empty');
    expect(problemOf(header)).toBe('');
  });

  it('are two callbacks', () => {
    expect(() => parsePolicy({ identity: [{ kind: 'callback' }, { kind: 'callback' }] })).toThrow(
      /Name "callback" once/,
    );
  });

  it('never shows a secret', () => {
    const secret = 'Bearer hunter2hunter2';
    const messages = [
      problemOf({ ...probe, request: { path: '/me', headers: { 'X-Key': `${secret}\n` } } }),
      problemOf({ ...jwt, jwks: undefined, publicKeyPem: `-----BEGIN PRIVATE KEY-----\n${secret}` }),
      problemOf({ ...jwt, jwks: { keys: [{ ...jwk, d: secret }] } }),
    ];
    for (const message of messages) {
      expect(message).toContain('policy.identity[0]');
      expect(message).not.toContain('hunter2');
    }
  });
});
