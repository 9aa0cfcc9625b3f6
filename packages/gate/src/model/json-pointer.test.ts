import { describe, expect, it } from 'vitest';
import { parseJsonPointer, resolveJsonPointer } from './json-pointer.ts';

const document: unknown = JSON.parse(
  '{"user":{"name":"maria","roles":["admin","x"],"":"empty","a/b":1,"m~n":2},"__proto__":{"role":"admin"}}',
);

it.each([
  ['', document],
  ['/user/name', 'maria'],
  ['/user/roles', ['admin', 'x']],
  ['/user/roles/1', 'x'],
  ['/user/roles/2', undefined],
  ['/user/roles/01', undefined],
  ['/user/roles/-', undefined],
  ['/user/roles/length', undefined],
  ['/user/', 'empty'],
  ['/user/a~1b', 1],
  ['/user/m~0n', 2],
  ['/user/name/0', undefined],
  ['/user/name/length', undefined],
  ['/missing/name', undefined],
])('%j leads to %j', (pointer, expected) => {
  expect(resolveJsonPointer(document, parseJsonPointer(pointer) ?? ['no pointer'])).toEqual(expected);
});

describe('what is no pointer', () => {
  it.each([
    'user',
    'user/name',
    '#/user',
    '/a~',
    '/a~2',
    '/__proto__/role',
    '/constructor',
    '/user/toString',
  ])('%j', (pointer) => {
    expect(parseJsonPointer(pointer)).toBeNull();
  });
});

it('never follows what an object merely inherits', () => {
  expect(resolveJsonPointer(Object.create({ role: 'admin' }), ['role'])).toBeUndefined();
  expect(resolveJsonPointer({}, ['constructor'])).toBeUndefined();
});
