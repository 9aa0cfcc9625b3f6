import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../../test/support/body-fixtures.ts';
import { forgetJson, parseStrictJson } from './strict-json.ts';

function parse(text: string): unknown {
  return parseStrictJson(bytesOf(text));
}

function nested(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels);
}

describe('what every parser reads alike', () => {
  test.each([
    ['null'],
    ['true'],
    ['false'],
    ['0'],
    ['-0'],
    ['-12.5e+3'],
    ['1E2'],
    ['1e999'],
    ['""'],
    ['"a\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041"'],
    ['"\\ud83d\\ude00"'],
    ['"\u{1f600}\u00e9\u2028\u007f"'],
    ['[]'],
    ['[1,[2,{"a":[]}]]'],
    ['{}'],
    [' \t\r\n{ "a" : 1 , "b" : [ true , null ] } \n'],
    ['{"":1,"0":2,"1":3,"toString":4,"hasOwnProperty":5}'],
    ['{"a":1,"A":2}'],
    [nested(64)],
    [`[${Array(100).fill('[{}]').join()}]`],
  ])('%s', (text) => {
    expect(parse(text)).toEqual({ value: JSON.parse(text) });
  });
});

describe('what is refused', () => {
  test.each([
    ['{"a":1,"a":2}', 'a name given twice'],
    ['{"method":"read","meth\\u006fd":"write"}', 'a name given twice'],
    ['{"a":{"b":1,"\\u0062":1}}', 'a name given twice'],
    ['{"":1,"":2}', 'a name given twice'],
    ['{"__proto__":{}}', 'prototypes'],
    ['{"\\u005f_proto__":{}}', 'prototypes'],
    ['[{"constructor":1}]', 'prototypes'],
    ['{"prototype":1}', 'prototypes'],
    ['"\\ud800"', 'surrogate'],
    ['"\\udc00\\ud800"', 'surrogate'],
    ['{"\\ud800":1}', 'surrogate'],
    [nested(65), 'deeper'],
    ['{"a":'.repeat(65), 'deeper'],
    ['\ufeff{}', 'UTF-8'],
  ])('%s: %s', (text, problem) => {
    expect(parse(text)).toEqual({ problem: expect.stringContaining(problem) });
  });

  test.each([
    [''],
    [' '],
    ['{} {}'],
    ['{}\0'],
    ['1 2'],
    ['[]]'],
    ['01'],
    ['nullx'],
    ['{}//'],
    ['nul'],
    ['True'],
    ['NaN'],
    ['Infinity'],
    ['-'],
    ['+1'],
    ['.5'],
    ['1.'],
    ['1e'],
    ['0x1'],
    ["'a'"],
    ['"a'],
    ['"\\'],
    ['"\\x41"'],
    ['"\\u00g0"'],
    ['"\\u+041"'],
    ['"\\u004"'],
    ['"\n"'],
    ['"\0"'],
    ['"\\__proto__"'],
    ['[1,]'],
    ['[,1]'],
    ['[1 2]'],
    ['['],
    ['{'],
    ['{"a"}'],
    ['{"a":}'],
    ['{"a":1,}'],
    ['{,"a":1}'],
    ['{a:1}'],
    ['{"a":1 "b":2}'],
    ['{"a"=1}'],
    ['/**/{}'],
    ['\u00a0{}'],
    ['\v{}'],
  ])('%j is malformed, for JSON.parse too', (text) => {
    expect(parse(text)).toEqual({ problem: expect.any(String) });
    expect(() => JSON.parse(text)).toThrow();
  });

  test.each([
    [[0x22, 0xff, 0x22]],
    [[0x22, 0xc0, 0xaf, 0x22]],
    [[0x22, 0xed, 0xa0, 0x80, 0x22]],
    [[0x22, 0xe2, 0x82, 0x22]],
    [[0xfe, 0xff, 0x00, 0x31]],
    [[0x31, 0x00]],
    [[0xef, 0xbb, 0xbf, 0x31]],
  ])('bytes %j', (bytes) => {
    expect(parseStrictJson(Uint8Array.from(bytes))).toEqual({ problem: expect.any(String) });
  });
});

/** JSON as a client may write it: any blanks, any escapes. */
const spelled = fc.tuple(fc.jsonValue(), fc.nat(3), fc.nat(4)).map(([value, indent, every]) => {
  let letters = 0;
  return JSON.stringify(value, null, indent).replace(/"(?:[^"\\]|\\.)*"/g, (string) =>
    string.replace(/\\u[0-9a-f]{4}|\\.|[a-z]/g, (text) => {
      letters += 1;
      return text.length === 1 && letters % (every + 1) === 0
        ? `\\u00${text.charCodeAt(0).toString(16)}`
        : text;
    }),
  );
});

test('agrees with JSON.parse on documents', () => {
  fc.assert(
    fc.property(spelled, (text) => {
      const expected: unknown = JSON.parse(text);
      fc.pre(!/__proto__|constructor|prototype/.test(JSON.stringify(expected)));
      const document = parseStrictJson(bytesOf(text));
      fc.pre(!('problem' in document && document.problem.includes('surrogate')));
      // Compared as text: theirs have prototypes.
      expect('value' in document && JSON.stringify(document.value)).toBe(JSON.stringify(expected));
    }),
    { numRuns: 500 },
  );
});

test('accepts nothing that JSON.parse refuses, and reads it alike', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '"a"',
    '"b"',
    '\\',
    'u0041',
    '1',
    '-',
    '.',
    'e',
    'null',
    ' ',
    '\n',
    '\0',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      const document = parseStrictJson(bytesOf(text));
      if ('value' in document) expect(JSON.stringify(document.value)).toBe(JSON.stringify(JSON.parse(text)));
    }),
    { numRuns: 5_000 },
  );
});

test('never throws', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void parseStrictJson(bytes)));
});

test.each([['['], ['{"a":'], ['"\\'], ['"\\u'], [' '], ['1'], ['[[],'], ['{"a":{},']])(
  'a megabyte of %j ends',
  (piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    expect(parse(text)).toEqual(
      piece === '1' ? { value: Number.POSITIVE_INFINITY } : { problem: expect.any(String) },
    );
  },
);

describe('names', () => {
  const names = (count: number, prefix = 'a') =>
    Array.from({ length: count }, (_, at) => `"${prefix}${at}":1`).join();

  test('10,000 of one object, and no more', () => {
    expect(parseStrictJson(bytesOf(`{${names(10_000)}}`))).toHaveProperty('value');
    expect(parseStrictJson(bytesOf(`{${names(10_001)}}`))).toHaveProperty('problem');
  });

  test('50,000 of all objects, and no more', () => {
    const objects = Array.from({ length: 50 }, () => `{${names(1_000)}}`).join();
    expect(parseStrictJson(bytesOf(`[${objects}]`))).toHaveProperty('value');
    expect(parseStrictJson(bytesOf(`[${objects},{"a":1}]`))).toHaveProperty('problem');
  });
});

test.each(['[]', '{}', '{"":1}', '[[]]', '{"a":[]}'])(
  '50,000 arrays and objects, and no more: %s',
  (piece) => {
    const own = piece.match(/[[{]/g)?.length ?? 0;
    // One stands around them.
    const pieces = Array(Math.floor(49_999 / own)).fill(piece);
    expect(parseStrictJson(bytesOf(`[${pieces.join()}]`))).toHaveProperty('value');
    expect(parseStrictJson(bytesOf(`[${[...pieces, piece].join()}]`))).toEqual({
      problem: expect.stringContaining('too many arrays and objects'),
    });
  },
);

test('a hundred thousand numbers are no objects', () => {
  expect(parseStrictJson(bytesOf(`[${Array(100_000).fill('0.5').join()}]`))).toHaveProperty('value');
});

test('the same bytes are read once, until they are done with', () => {
  const bytes = bytesOf('{"a":1}');
  const document = parseStrictJson(bytes);
  expect(parseStrictJson(bytes)).toBe(document);
  forgetJson();
  expect(parseStrictJson(bytes)).not.toBe(document);
});

test('a lone surrogate in a value, where that matters to nobody', () => {
  const read = (text: string) => parseStrictJson(bytesOf(text), { loneSurrogates: true });
  expect(read('{"a":"b\\ud83d"}')).toEqual({ value: { a: 'b\ud83d' } });
  expect(read('{"a\\ud83d":1}')).toEqual({ problem: expect.stringContaining('surrogate') });
});
