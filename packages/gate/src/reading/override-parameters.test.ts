import { describe, expect, test } from 'vitest';
import { overridesInQuery } from './override-parameters.ts';

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
