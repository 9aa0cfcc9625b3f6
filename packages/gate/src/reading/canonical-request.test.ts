import { describe, expect, test } from 'vitest';
import { type RequestOptions, rawRequest, readFor, siteOf } from '../../test/support/decide-fixtures.ts';
import type { PolicyInput } from '../model/policy.ts';
import { readRequest } from './canonical-request.ts';

const policy: PolicyInput = {
  routes: [
    { match: 'POST /search', access: 'read' },
    { match: '/rpc', access: 'read' },
    { match: 'GET /unsubscribe/**', access: 'write' },
    { match: '/autosave', access: 'write' },
    { match: 'OPTIONS /probe', access: 'write' },
    { match: 'GET /ticker', socket: 'allow' },
    { match: 'POST /both', access: 'read' },
    { match: 'POST /bot*', access: 'write' },
  ],
};
const site = siteOf({ policy });

function read(line: string, options: RequestOptions = {}) {
  return readFor(site, line, options);
}

describe('access', () => {
  test.each([
    ['GET /orders', 'read'],
    ['HEAD /orders', 'read'],
    ['OPTIONS /orders', 'read'],
    ['OPTIONS *', 'read'],
    ['POST /orders', 'write'],
    ['PUT /orders', 'write'],
    ['PATCH /orders', 'write'],
    ['DELETE /orders', 'write'],
    ['PROPFIND /orders', 'unknown'],
    ['QUERY /orders', 'unknown'],
    ['POSTGET /orders', 'unknown'],
    ['get /orders', 'unknown'],
    // declared reads: exact readings, listed methods
    ['POST /search', 'read'],
    ['POST /search?q=1', 'read'],
    ['PUT /search', 'write'],
    ['POST /Search', 'write'],
    ['POST /search/', 'write'],
    ['POST /searc%68', 'write'],
    ['DELETE /rpc', 'read'],
    ['FOO /rpc', 'read'],
    // declared writes: any reading
    ['GET /unsubscribe/7', 'write'],
    ['HEAD /unsubscribe/7', 'write'],
    ['GET /UNSUBSCRIBE/7/', 'write'],
    ['GET /unsub%73cribe', 'write'],
    ['GET /x%2f..unsubscribe', 'read'],
    // Scripts run for OPTIONS what they run for GET.
    ['OPTIONS /unsubscribe/7', 'write'],
    ['GET /autosave', 'write'],
    ['OPTIONS /autosave', 'write'],
    ['GET /autosave/index.php', 'write'],
    ['GET /autosave/default.htm', 'write'],
    ['OPTIONS /probe', 'write'],
    // a write outranks a read
    ['POST /both', 'write'],
  ])('%s is a %s', (line, access) => {
    expect(read(line).access).toBe(access);
  });

  test.each([
    ['GET /orders', ['X-HTTP-Method-Override', 'DELETE'], 'write'],
    ['GET /orders', ['X-HTTP-Method-Override', ' post '], 'write'],
    ['GET /orders', ['X-HTTP-Method-Override', 'GET'], 'read'],
    ['GET /orders', ['X-HTTP-Method-Override', 'FOO'], 'write'],
    ['GET /orders', ['X-HTTP-Method-Override', ''], 'write'],
    ['HEAD /orders', ['HTTP-Method-Override', 'PATCH'], 'write'],
    ['OPTIONS /orders', ['x_method_override', 'POST'], 'write'],
    ['OPTIONS /autosave', ['X-HTTP-Method', 'POST'], 'write'],
    ['POST /orders', ['X-HTTP-Method', 'GET'], 'write'],
    ['POST /search', ['X-HTTP-Method', 'POST'], 'read'],
    ['POST /search', ['X-HTTP-Method', 'DELETE'], 'write'],
    ['POST /search', ['X-HTTP-Method', 'GET'], 'read'],
    ['POST /search', ['X-HTTP-Method', 'OPTIONS'], 'write'],
    ['POST /rpc', ['X-HTTP-Method', 'DELETE'], 'read'],
    ['GET /orders?_method=DELETE', [], 'write'],
    ['GET /orders?a=1&%5fmethod=put', [], 'write'],
    ['GET /orders?_method=HEAD', [], 'read'],
    ['GET /orders?x=_method%3DDELETE', [], 'read'],
    ['POST /search?_method=DELETE', [], 'write'],
  ])('%s with %j is a %s', (line, headers, access) => {
    expect(read(line, { headers }).access).toBe(access);
  });

  test('an upgrade may carry anything, unless the policy says what its socket may do', () => {
    expect(read('GET /live', { upgrade: true }).access).toBe('unknown');
    expect(read('GET /rpc', { upgrade: true }).access).toBe('unknown');
    expect(read('GET /ticker', { upgrade: true }).access).toBe('read');
    const headers = ['X-HTTP-Method-Override', 'DELETE'];
    expect(read('GET /ticker', { upgrade: true, headers }).access).toBe('unknown');
  });
});

describe('framing', () => {
  test.each([
    ['GET *'],
    ['GET login'],
    ['GET ?x'],
    ['GET '],
    ['GET http://evil.example/'],
    ['GET ftp://shop.example/'],
    ['CONNECT shop.example:443'],
  ])('%s has no target of this host', (line) => {
    expect(read(line).framing).toBe('a target that is neither a path nor a URL of this host');
    expect(read(line).target.malformed).toBe('no path of this host');
    expect(read(line).access).not.toBe(undefined);
  });

  test.each([
    ['GET /a?b', '/a?b'],
    ['GET http://shop.example/a?b', '/a?b'],
    ['OPTIONS *', '*'],
    ['GET http://evil.example/', 'http://evil.example/'],
  ])('%s goes upstream as %s', (line, forward) => {
    expect(read(line).forward).toBe(forward);
    expect(read(line).target.forward).toBe(forward);
  });

  test('what is wrong with the headers is told first', () => {
    expect(read('GET *', { headers: ['Host', 'a', 'Host', 'b'] }).framing).toBe('more than one Host line');
  });
});

describe('malformed', () => {
  test.each([
    ['GET /', [], null],
    ['PURGE /', [], null],
    ['GET /x/../y', [], 'a dot segment'],
    ['get /', [], 'a method in unusual case'],
    ['Post /', [], 'a method in unusual case'],
    [
      'GET /',
      ['Content-Type', 'text/plain', 'content-type', 'application/json'],
      'more than one Content-Type line',
    ],
  ])('%s with %j: %j', (line, headers, malformed) => {
    expect(read(line, { headers }).malformed).toBe(malformed);
  });
});

describe('host and client', () => {
  test('the host is the one in Host, never one of another header', () => {
    const headers = [
      'Host',
      'ADMIN.Shop.example.:8443',
      'X-Forwarded-Host',
      'evil.example',
      'X-Host',
      'evil.example',
    ];
    expect(read('GET /', { headers }).host).toBe('admin.shop.example');
    expect(read('GET http://admin.shop.example:8443/', { headers }).host).toBe('admin.shop.example');
  });

  test('two Hosts name none', () => {
    expect(read('GET /', { headers: ['Host', 'a', 'Host', 'a'] }).host).toBeNull();
  });

  test.each([
    [['X-Forwarded-For', '203.0.113.7']],
    [['Forwarded', 'for=x']],
    [['X-Real-IP', '']],
    [['via', '1.1 cache']],
  ])('%j says that it was passed on', (headers) => {
    expect(read('GET /', { headers }).isForwarded).toBe(true);
    expect(read('GET /').isForwarded).toBe(false);
  });
});

describe('isNavigation', () => {
  test.each([
    [[], false],
    [['Accept', '*/*'], false],
    [['Accept', 'text/html,application/xhtml+xml'], true],
    [['Accept', 'application/json', 'Accept', 'TEXT/HTML;q=0.9'], true],
    [['Accept', 'text/html', 'Sec-Fetch-Dest', 'empty'], false],
    [['Accept', '*/*', 'Sec-Fetch-Dest', 'document'], true],
    [['Sec-Fetch-Dest', 'iframe'], true],
    [['Sec-Fetch-Dest', 'image'], false],
    [['Accept', 'text/html', 'Sec-Fetch-Dest', 'image', 'Sec-Fetch-Dest', 'image'], true],
  ])('%j: %s', (headers, isNavigation) => {
    expect(read('GET /', { headers }).isNavigation).toBe(isNavigation);
  });
});

describe('content type', () => {
  test.each([
    [['Content-Type', 'Text/Plain; charset=UTF-8'], 'Text/Plain; charset=UTF-8'],
    [[], null],
    [['Content-Type', 'a/b', 'Content-Type', 'a/b'], null],
  ])('%j: %j, as it came', (headers, contentType) => {
    expect(read('POST /', { headers }).contentType).toBe(contentType);
  });

  test.each([
    ['image/png', '1048577', true],
    ['application/octet-stream', '2000000', true],
    ['image/png', '1048576', false],
    ['image/png', null, false],
    [null, '2000000', false],
    ['application/json', '2000000', false],
    ['image/png; a="/json"', '2000000', false],
  ])('%s of %s bytes is a large file: %s', (contentType, length, hasLargeFile) => {
    const type = contentType === null ? [] : ['Content-Type', contentType];
    const headers = [...type, ...(length === null ? [] : ['Content-Length', length])];
    expect(read('POST /', { headers }).hasLargeFile).toBe(hasLargeFile);
  });
});

test('an empty Host names no host', () => {
  const request = read('GET /orders', { headers: ['Host', ''] });
  expect(request).toMatchObject({ framing: null, malformed: null, host: null });
  expect(read('GET http://shop.example/', { headers: ['Host', ''] }).framing).not.toBeNull();
});

test('what servers disagree on is malformed, while anybody looks', () => {
  for (const name of ['Content_Type', 'Content+Encoding']) {
    expect(read('POST /', { headers: [name, 'a/b'] })).toMatchObject({
      framing: null,
      malformed: expect.stringContaining('an alias of Content-'),
    });
  }
});

test('a request is read as the adapters do it', () => {
  expect(readRequest(site.compiled, rawRequest('GET /a?b')).forward).toBe('/a?b');
});

test.each([
  ['/orders/1%3F_method=DELETE', ['DELETE']],
  ['/orders/1%3f%5Fmethod=DELETE', ['DELETE']],
  ['/orders/1%253F_method=DELETE', ['DELETE']],
  ['/orders/1%3Fa=1%26_method=DELETE', ['DELETE']],
  ['/orders/1%3F_method=PUT?_method=DELETE', ['DELETE', 'PUT']],
  ['/questions/What%3F', []],
  ['/questions/Which_method=DELETE%3F', []],
  ['/orders/50%25?a=1', []],
])('POST %s asks for %j', (target, methods) => {
  expect([...new Set(read(`POST ${target}`).overrides)].sort()).toEqual(methods);
});
