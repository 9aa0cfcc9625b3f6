import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../../test/support/body-fixtures.ts';
import { parseFormParameters, parseFormText, problemOfForm } from './form-parameters.ts';

describe('parseFormParameters', () => {
  test.each([
    ['', []],
    ['a=1', [['a', '1']]],
    [
      'b=2&a=1&b=3',
      [
        ['b', '2'],
        ['a', '1'],
        ['b', '3'],
      ],
    ],
    ['a', [['a', '']]],
    ['a=', [['a', '']]],
    ['=1', [['', '1']]],
    ['&&a=1&', [['a', '1']]],
    ['a=b=c', [['a', 'b=c']]],
    ['a+b=c+d', [['a b', 'c d']]],
    ['%61=%2B%26%3d', [['a', '+&=']]],
    ['a=%C3%A9%F0%9F%98%80', [['a', '\u00e9\u{1f600}']]],
    ['a=\u00e9', [['a', '\u00e9']]],
    ['a%00=1', [['a\0', '1']]],
    ['a=1;b=2', [['a', '1;b=2']]],
    ['__proto__=1', [['__proto__', '1']]],
  ])('%j', (text, parameters) => {
    expect(parseFormParameters(bytesOf(text))).toEqual({ parameters });
  });

  test.each([
    ['a=%', 'escape'],
    ['a=%4', 'escape'],
    ['a=%4g', 'escape'],
    ['%u0061=1', 'escape'],
    ['a=100%&b=1', 'escape'],
    ['a=%FF', 'escape'],
    ['a=%C0%AF', 'escape'],
    ['a=%ED%A0%80', 'escape'],
    ['a=%C3&b=%A9', 'escape'],
    ['a=\0', 'NUL'],
    ['\ufeffa=1', 'UTF-8'],
  ])('%j: an %s', (text, problem) => {
    expect(parseFormParameters(bytesOf(text))).toEqual({ problem: expect.stringContaining(problem) });
  });

  test('bytes that are not UTF-8', () => {
    expect(parseFormParameters(Uint8Array.from([0x61, 0x3d, 0xe9]))).toEqual({ problem: expect.any(String) });
  });

  test('a thousand parameters, and no more', () => {
    expect(parseFormText('a&'.repeat(1_000))).toHaveProperty('parameters.length', 1_000);
    expect(parseFormText('a&'.repeat(1_001))).toEqual({ problem: expect.stringContaining('1000') });
    expect(parseFormText('&'.repeat(1_000_000))).toEqual({ parameters: [] });
  });

  test('reads what browsers write as they do', () => {
    const pairs = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })));
    fc.assert(
      fc.property(pairs, (drawn) => {
        const text = new URLSearchParams(drawn).toString();
        expect(parseFormParameters(bytesOf(text))).toEqual({ parameters: [...new URLSearchParams(text)] });
      }),
    );
  });

  test('whatever it reads, the URL standard reads alike', () => {
    const piece = fc.constantFrom(
      'a',
      '=',
      '&',
      '+',
      '%',
      '%41',
      '%00',
      '%C3%A9',
      '%FF',
      ';',
      ' ',
      '\u00e9',
      '[',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const form = parseFormText(pieces.join(''));
        if ('parameters' in form) expect(form.parameters).toEqual([...new URLSearchParams(pieces.join(''))]);
      }),
      { numRuns: 2_000 },
    );
  });

  test('never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void parseFormParameters(bytes)));
  });
});

describe('problemOfForm', () => {
  test.each([
    'a=1&b=%',
    'a%20b=1',
    '%C3%A9=1',
    '\xc3\xa9=1',
    '100%25=1',
    '100%2541=1',
    '%E0%A0%80=1',
    '%f0%90%80%80=1',
    'a=%C0%AF',
    '%FF',
  ])('%j is none', (text) => {
    expect(problemOfForm(text)).toBeNull();
  });

  test.each([
    ['%=1', 'escape'],
    ['a%4=1', 'escape'],
    ['a%4g=1', 'escape'],
    ['%/0=1', 'escape'],
    ['%:0=1', 'escape'],
    ['%@0=1', 'escape'],
    ['%`0=1', 'escape'],
    ['%0G=1', 'escape'],
    ['%u0061=1', 'escape'],
    ['%C0%AF%=1', 'escape'],
    ['b=1;%=1', 'escape'],
    ['%C0%AF=1', 'doubtful'],
    ['%c1a=1', 'doubtful'],
    ['\xc0\xaf=1', 'doubtful'],
    ['%E0%9F%80=1', 'doubtful'],
    ['\xe0%80%80=1', 'doubtful'],
    ['%F0%8F%80%80=1', 'doubtful'],
    ['%F8%87=1', 'doubtful'],
    ['%FC%83=1', 'doubtful'],
    ['a=1&b=2;%C0%AF=1', 'doubtful'],
  ])('%j: %s', (text, problem) => {
    expect(problemOfForm(text)).toContain(problem);
  });

  // As it was written before it had to be fast.
  test('says of names what replacing their escapes would show', () => {
    const piece = fc.constantFrom(
      'a',
      '%',
      '%41',
      '%25',
      '%C3%A9',
      '%C0',
      '%e0',
      '%9f',
      '\xf0',
      '\x8f',
      '%fc%83',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const name = pieces.join('');
        const bytes = name.replace(/%([\da-f]{2})/gi, (_, hex: string) =>
          hex === '25' ? '' : String.fromCharCode(Number.parseInt(hex, 16)),
        );
        const overlong = /[\xc0\xc1]|\xe0[\x80-\x9f]|\xf0[\x80-\x8f]|\xf8[\x80-\x87]|\xfc[\x80-\x83]/;
        const isGood = !bytes.includes('%') && !overlong.test(bytes);
        expect(problemOfForm(`${name}=1`) === null).toBe(isGood);
      }),
      { numRuns: 2_000 },
    );
  });
});
