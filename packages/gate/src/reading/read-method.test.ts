import { describe, expect, test } from 'vitest';
import { isMethodToken, isMiscasedMethod, isReadMethod, isWriteMethod } from './read-method.ts';

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
