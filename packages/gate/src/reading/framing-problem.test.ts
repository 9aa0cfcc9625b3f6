import { describe, expect, test } from 'vitest';
import { rawRequest } from '../../test/support/decide-fixtures.ts';
import { framingProblem } from './framing-problem.ts';

const host = ['Host', 'shop.example'];

describe('framingProblem', () => {
  test.each([
    ['a plain request', 'GET /', {}],
    ['an unknown method', 'POSTGET /', {}],
    ['a length', 'POST /', { headers: ['Content-Length', '5'] }],
    ['a length with a leading zero', 'POST /', { headers: ['Content-Length', '05'] }],
    ['chunked', 'POST /', { headers: ['Transfer-Encoding', 'chunked'] }],
    ['chunked in other case', 'POST /', { headers: ['transfer-encoding', 'CHUNKED'] }],
    ['a host that hides the version', 'GET /', { httpVersion: null }],
    ['an admin port', 'GET /', { headers: ['Host', 'shop.example:8443'] }],
    [
      'names that only look alike',
      'GET /',
      { headers: ['Hose', 'x', 'Content-Lengthy', '1', 'X-Content-Length', 'x'] },
    ],
    [
      'names as long as those that frame',
      'GET /',
      {
        headers: [
          ['Content-Lengty', 'x'],
          ['Sec-Fetch-Dest', 'empty'],
          ['Transfer-Encodinx', 'x'],
          ['If-Modified-Since', 'x'],
        ].flat(),
      },
    ],
  ])('%s is framed well', (_, line, options) => {
    expect(framingProblem(rawRequest(line, options))).toBeNull();
  });

  test.each([
    ['two Hosts', [...host, 'Host', 'admin.shop.example'], 'more than one Host line'],
    ['two equal Hosts', [...host, 'hOST', 'shop.example'], 'more than one Host line'],
    ['an empty Host and another', ['Host', '', 'Host', 'a'], 'more than one Host line'],
    ['a list of Hosts', ['Host', 'shop.example,admin.shop.example'], 'a Host that is no host name'],
    ['a Host with a path', ['Host', 'shop.example/admin'], 'a Host that is no host name'],
    [
      'two lengths',
      [...host, 'Content-Length', '5', 'Content-Length', '5'],
      'more than one Content-Length line',
    ],
    ['a list of lengths', [...host, 'Content-Length', '5, 5'], 'a Content-Length that is no number'],
    ['a signed length', [...host, 'Content-Length', '+5'], 'a Content-Length that is no number'],
    ['a negative length', [...host, 'Content-Length', '-1'], 'a Content-Length that is no number'],
    ['a length in hex', [...host, 'Content-Length', '0x5'], 'a Content-Length that is no number'],
    ['an empty length', [...host, 'Content-Length', ''], 'a Content-Length that is no number'],
    ['an endless length', [...host, 'Content-Length', '9'.repeat(20)], 'a Content-Length that is no number'],
    ['an alias of the length', [...host, 'Content_Length', '5'], 'an alias of Content-Length'],
    ['a dotted alias', [...host, 'content.length', '5'], 'an alias of Content-Length'],
    ['an alias of the encoding', [...host, 'Transfer_Encoding', 'chunked'], 'an alias of Transfer-Encoding'],
    ['another coding', [...host, 'Transfer-Encoding', 'gzip'], 'an unknown Transfer-Encoding'],
    ['two codings', [...host, 'Transfer-Encoding', 'gzip, chunked'], 'an unknown Transfer-Encoding'],
    ['chunked twice', [...host, 'Transfer-Encoding', 'chunked, chunked'], 'an unknown Transfer-Encoding'],
    ['a vertical tab', [...host, 'Transfer-Encoding', '\u000bchunked'], 'an unknown Transfer-Encoding'],
    ['a no-break space', [...host, 'Transfer-Encoding', 'chunked\u00a0'], 'an unknown Transfer-Encoding'],
    [
      'two encodings',
      [...host, 'Transfer-Encoding', 'chunked', 'Transfer-Encoding', 'chunked'],
      'more than one Transfer-Encoding line',
    ],
    [
      'length and encoding',
      [...host, 'Transfer-Encoding', 'chunked', 'Content-Length', '4'],
      'both Content-Length and Transfer-Encoding',
    ],
  ])('%s', (_, headers, problem) => {
    expect(framingProblem(rawRequest('POST /login', { headers }))).toBe(problem);
  });

  test('HTTP/1.1 needs a Host', () => {
    expect(framingProblem({ ...rawRequest('GET /'), headers: [] })).toBe('no Host line');
  });

  // RFC 9112, 3.2; monitors of F5 BIG-IP send it.
  test('an empty Host is one where the target has no authority', () => {
    expect(framingProblem(rawRequest('GET /', { headers: ['Host', ''] }))).toBeNull();
    expect(framingProblem(rawRequest('GET /', { headers: ['Host', ' '] }))).toBe(
      'a Host that is no host name',
    );
  });

  test.each([
    ['Content+Length', 'an alias of Content-Length'],
    ["content'length", 'an alias of Content-Length'],
    ['Transfer~Encoding', 'an alias of Transfer-Encoding'],
  ])('%s is %s', (name, problem) => {
    expect(framingProblem(rawRequest('POST /', { headers: [...host, name, '4'] }))).toBe(problem);
  });

  test('HTTP/1.0 does not', () => {
    expect(framingProblem({ ...rawRequest('GET /'), headers: [], httpVersion: '1.0' })).toBeNull();
  });

  test.each(['0.9', '2.0', '1.2', '9.9', ''])('HTTP/%s is unknown', (httpVersion) => {
    expect(framingProblem(rawRequest('GET /', { httpVersion }))).toBe('an unknown HTTP version');
  });

  test('chunked needs HTTP/1.1', () => {
    const headers = ['Transfer-Encoding', 'chunked'];
    expect(framingProblem(rawRequest('POST /', { httpVersion: '1.0', headers }))).toBe(
      'Transfer-Encoding in HTTP/1.0',
    );
  });

  test('a method that is no token could end the request line', () => {
    const raw = { ...rawRequest('GET /'), method: 'GET /x HTTP/1.1\r\nX:' };
    expect(framingProblem(raw)).toBe('a method that is no token');
  });

  test('a header list cut short is read as far as it goes', () => {
    expect(framingProblem({ ...rawRequest('GET /'), headers: [...host, 'Host'] })).toBeNull();
  });
});
