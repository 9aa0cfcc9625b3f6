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
const pem = '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQ==\n-----END PUBLIC KEY-----\n';

describe('what is fine', () => {
  it('fills the defaults of every kind', () => {
    const { identity } = parsePolicy({
      identity: [probe, jwt, header, { kind: 'callback' }],
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
    [{}, 'policy.identity[0].kind: expected one of "probe", "jwt", "header", "callback", got nothing'],
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
