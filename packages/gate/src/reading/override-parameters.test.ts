import { describe, expect, test } from 'vitest';
import { knownOverrideNames, overrideNamesOf } from './override-names.ts';
import {
  isOverrideName,
  methodsInField,
  methodsInValue,
  overridesInCookies,
  overridesInQuery,
} from './override-parameters.ts';

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
    // Rack and qs; PHP cuts the name at NUL, so the semicolon separates nothing.
    ['[_method]=DELETE', ['DELETE']],
    ['%5B_method%5D=DELETE', ['DELETE']],
    ['._method=DELETE', ['DELETE']],
    ['_method.a=DELETE', ['DELETE']],
    ['_method%00;=DELETE', ['DELETE']],
    ['_method[;]=DELETE', ['DELETE']],
    ['%09_method=DELETE', ['DELETE']],
    // PHP takes an unclosed bracket for an underscore.
    ['http[method_override=DELETE', ['DELETE']],
    ['_method%3b=DELETE', ['DELETE']],
    ['_method=GET;PUT', ['GET;PUT', 'GET']],
    ['+_method=DELETE', ['DELETE']],
    ['%20_method=DELETE', ['DELETE']],
    ['_method%00x=DELETE', ['DELETE']],
    ['X-HTTP-Method-Override=DELETE', ['DELETE']],
    ['http-method-override=DELETE', ['DELETE']],
    ['http_method_override=DELETE', ['DELETE']],
    ['x-http-method=DELETE', ['DELETE']],
    ['x_http_method=DELETE', ['DELETE']],
    ['x_http_method_override=DELETE', ['DELETE']],
    ['_method=DE+LETE', ['DE LETE']],
    ['x.http.method.override=DELETE', ['DELETE']],
    ['x=1&&&_method=POST&', ['POST']],
    ['x-tunneled-method=DELETE', ['DELETE']],
    ['X_Tunneled_Method=DELETE', ['DELETE']],
    ['__METHOD_OVERRIDE__=DELETE', ['DELETE']],
    // ASP and ASP.NET
    ['%u005fmethod=DELETE', ['DELETE']],
    ['X-HTTP-Method-Overrid%u0065=%u0044ELETE', ['DELETE']],
    ['%U005Fmethod=DELETE', ['DELETE']],
    // URLSearchParams of what follows the first `?`
    ['?_method=DELETE', ['DELETE']],
    ['a=1;b;_method=PUT;c', ['PUT;C', 'PUT']],
    // Restler and PrestaShop, where it is a method that is asked for
    ['http_method=DELETE', ['DELETE']],
    ['HTTP.Method=put', ['PUT']],
    ['ps_method=PATCH', ['PATCH']],
    ['ps_method=GET', ['GET']],
    ['a=1&http%5Fmethod=%44ELETE', ['DELETE']],
    ['http_method[]=POST', ['POST']],
    ['http_method=DELETE;a', ['DELETE']],
    ['http_method=x&http_method=DELETE', ['DELETE']],
    // Longer names stand for whatever they say, and for no shorter one.
    ['http.method.override=x', ['X']],
    ['http[method[override=x', ['X']],
  ])('%s asks for %j', (query, methods) => {
    expect(overridesInQuery(query, knownOverrideNames)).toEqual(methods);
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
    ['__method_override=DELETE'],
    ['http_method=any'],
    ['http_method='],
    ['http_method=OPTIONS'],
    [`http_method=${'x'.repeat(300)}`],
    ['ps_method=card'],
    ['ps_methods=DELETE'],
    ['http_methods=DELETE'],
    ['httpmethod=DELETE'],
    ['%u005method=DELETE'],
    ['_method%'],
    ['a%5'],
  ])('%j asks for nothing', (query) => {
    expect(overridesInQuery(query, knownOverrideNames)).toEqual([]);
  });
});

// However much of what servers drop stands before a name.
test.each([' ', '+', '[', ']', '\t', '%20', '%5b', '%5D', '%09', '%00'])(
  '%j, 200 times before a name',
  (dropped) => {
    expect(overridesInQuery(`${dropped.repeat(200)}_method=DELETE`, knownOverrideNames)).toEqual(['DELETE']);
    expect(overridesInQuery(`a=1&${dropped.repeat(200)}a_method=DELETE`, knownOverrideNames)).toEqual([]);
  },
);

test.each([
  [`_method=${'x'.repeat(256)}`, ['X'.repeat(256)]],
  // What a long value ends in may still be a method: it is none that the gate knows.
  [`_method=${'x'.repeat(257)}`, ['']],
  ['_method=GET&'.repeat(100), ['GET']],
  ['_method=GET&'.repeat(101), ['GET', '']],
])('%j asks for %j', (query, methods) => {
  expect(overridesInQuery(query, knownOverrideNames)).toEqual(methods);
});

test.each([
  ['_method', true],
  ['_Method', true],
  [' [_method]', true],
  [`${'['.repeat(200)}_method`, true],
  ['X-HTTP-Method', true],
  ['method', false],
  ['a_method', false],
  ['name', false],
  // By its value alone, and in forms.
  ['http_method', false],
])('the decoded name %j asks for a method: %s', (name, asks) => {
  expect(isOverrideName(name, knownOverrideNames)).toBe(asks);
});

test.each([
  ['put, Delete', ['PUT', 'DELETE']],
  ['', ['']],
  ['x'.repeat(256), ['X'.repeat(256)]],
  ['x'.repeat(257), ['']],
])('the decoded value %j asks for %j', (value, methods) => {
  expect(methodsInValue(value)).toEqual(methods);
});

test('names of an app of its own are spelled in as many ways', () => {
  const names = overrideNamesOf(['_m', 'action$verb']);
  for (const name of ['_m', '_M', '.m', '%5fm', '_m[]', '[_m]', '_m.a', '?_m', '_m%00x', 'ACTION$verb']) {
    expect(overridesInQuery(`a=1&${name}=put`, names)).toEqual(['PUT']);
  }
  expect(overridesInQuery('m=put&_n=put&verb=put', names)).toEqual([]);
});

test('a name of an app of its own stands for whatever it says, also one that is known', () => {
  const names = overrideNamesOf(['http_method', '_ps_method']);
  expect(overridesInQuery('http_method=x', names)).toEqual(['X']);
  expect(overridesInQuery('_ps_method=x', names)).toEqual(['X']);
});

test.each([
  ['_method', 'x', ['X']],
  ['%5fmethod', 'x', ['X']],
  ['http_method', 'delete', ['DELETE']],
  ['ps_method', 'x', []],
  ['http%5fmethod', 'put', ['PUT']],
  ['http_method.%5fmethod', 'put', ['PUT']],
  ['method', 'DELETE', []],
])('a field %s of %s asks for %j', (name, value, methods) => {
  expect(methodsInField(name, () => value, knownOverrideNames)).toEqual(methods);
});

test('cookies ask by value, too', () => {
  expect(overridesInCookies('a=1; http_method=DELETE', knownOverrideNames)).toEqual(['DELETE']);
  expect(overridesInCookies('http_method=tram', knownOverrideNames)).toEqual([]);
});
