import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { countTokens } from './count-tokens.ts';

describe('countTokens', () => {
  test.each([
    ['', 0],
    [' ,\t\r\n', 0],
    ['{a}', 3],
    ['query A($x: Int! = 1) { b(x: $x) }', 20],
    ['# a b c\n{a}# d', 5],
    ['# a\r{a}', 4],
    ['{a(s: "x y \\" z")}', 8],
    ['{a(s: "")}', 8],
    ['{a(s: """x\n" \\""" y""")}', 9],
    ['{a(s: """\r\r\n""")}\n\n', 11],
    ['{a(s: """', 6],
    ['{a(s: "', 6],
    ['"a\nb', 2],
  ])('%j has %i', (text, count) => {
    expect(countTokens(text)).toBe(count);
  });

  test('is never fewer than the parser counts', () => {
    const text =
      'query A($x: [Int!]! = [-1, 2.5e3]) @d(a: {b: "c"}) { e: f(g: """h""") { ... on I { j } ...K } } # l';
    expect(() => parse(text, { maxTokens: countTokens(text) })).not.toThrow();
  });
});
