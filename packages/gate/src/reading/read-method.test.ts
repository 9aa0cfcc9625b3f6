import { describe, expect, test } from 'vitest';
import {
  isMethodToken,
  isMiscasedMethod,
  isReadMethod,
  isWriteMethod,
  overridesInQuery,
} from './read-method.ts';

describe('methods', () => {
  test.each(['GET', 'HEAD', 'OPTIONS'])('%s reads', (method) => {
    expect(isReadMethod(method)).toBe(true);
  });

  test.each([
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'PROPFIND',
    'SEARCH',
    'QUERY',
    'REPORT',
    'PURGE',
    'M-SEARCH',
    'GETX',
    'get',
    'Get',
    '',
    ' GET',
    'GET ',
  ])('%j does not read', (method) => {
    expect(isReadMethod(method)).toBe(false);
  });

  test('only the four that everybody knows are known writes', () => {
    expect(['POST', 'PUT', 'PATCH', 'DELETE', 'PURGE', 'post'].filter(isWriteMethod)).toEqual([
      'POST',
      'PUT',
      'PATCH',
      'DELETE',
    ]);
  });

  test.each(['', 'G(ET', 'GE T', 'GET\t', 'GET\r\n', 'GET/', 'G\u00c9T', 'G\u0000T', 'A'.repeat(65)])(
    '%j is no token',
    (method) => {
      expect(isMethodToken(method)).toBe(false);
    },
  );

  test.each(['GET', 'M-SEARCH', 'POSTGET', 'get', 'X_1!#$%&*+.^`|~'])('%s is a token', (method) => {
    expect(isMethodToken(method)).toBe(true);
  });

  test('a standard method in other case is told apart from a method of its own', () => {
    const odd = ['get', 'pOsT', 'Delete', 'GET', 'POST', 'purge', 'PURGE', 'POSTGET'];
    expect(odd.filter(isMiscasedMethod)).toEqual(['get', 'pOsT', 'Delete']);
  });
});

describe('overridesInQuery', () => {
  test.each([
    ['_method=put', ['PUT']],
    ['_METHOD=DELETE', ['DELETE']],
    ['a=1&_method=PATCH', ['PATCH']],
    ['a=1;_method=PATCH', ['PATCH']],
    ['_method=GET&_method=DELETE', ['GET', 'DELETE']],
    ['_method[]=DELETE', ['DELETE']],
    ['_method%5b%5d=DELETE', ['DELETE']],
    ['_method[x][y]=DELETE', ['DELETE']],
    ['%5Fmethod=DELETE', ['DELETE']],
    ['%5f%6d%65%74%68%6f%64=DELETE', ['DELETE']],
    ['_method=%44ELETE', ['DELETE']],
    ['_method=+delete+', ['DELETE']],
    ['_method=a=b', ['A=B']],
    ['_method=', ['']],
    // PHP takes dots and spaces in names for underscores, drops leading ones, and cuts at NUL.
    ['.method=DELETE', ['DELETE']],
    ['+_method=DELETE', ['DELETE']],
    ['%20_method=DELETE', ['DELETE']],
    ['_method%00x=DELETE', ['DELETE']],
    ['X-HTTP-Method-Override=DELETE', ['DELETE']],
    ['x.http.method.override=DELETE', ['DELETE']],
    ['x=1&&&_method=POST&', ['POST']],
  ])('%s asks for %j', (query, methods) => {
    expect(overridesInQuery(query)).toEqual(methods);
  });

  test.each([
    [null],
    [''],
    ['_method'],
    ['method=DELETE'],
    ['payment_method=card'],
    ['a_method=DELETE'],
    ['_methods=DELETE'],
    ['q=_method=DELETE'],
    ['next=%2Fhome%3F_method%3DDELETE'],
    ['q=%5fmethod'],
  ])('%j asks for nothing', (query) => {
    expect(overridesInQuery(query)).toEqual([]);
  });
});
