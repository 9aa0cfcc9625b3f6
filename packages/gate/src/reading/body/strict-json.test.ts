import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../../test/support/body-fixtures.ts';
import { forgetJson, isJsonObject, parseStrictJson } from './strict-json.ts';

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

test('objects have no prototype', () => {
  const document = parseStrictJson(bytesOf('{"a":{}}'));
  const value = 'value' in document ? document.value : undefined;
  expect(Object.getPrototypeOf(value)).toBeNull();
  expect(isJsonObject(value) && Object.getPrototypeOf(value.a)).toBeNull();
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
    ['{} {}', 'after its end'],
    ['{}\0', 'after its end'],
    ['1 2', 'after its end'],
    ['[]]', 'after its end'],
    ['01', 'after its end'],
    ['nullx', 'after its end'],
    ['{}//', 'after its end'],
    [nested(65), 'deeper'],
    ['{"a":'.repeat(65), 'deeper'],
    ['\ufeff{}', 'UTF-8'],
  ])('%s: %s', (text, problem) => {
    expect(parse(text)).toEqual({ problem: expect.stringContaining(problem) });
  });

  test.each([
    [''],
    [' '],
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

// V8 13.6 (Node 24): after a first document, JSON.parse takes a name of the second for one of the first.
describe('a name with escapes is no other name, whatever was read before', () => {
  test.each([
    ['{"q1":1,"\\\\u006d":2}', '{"q1":1,"\\u006dethod":3}', 'method'],
    ['{"q2":1,"\\\\":2}', '{"q2":1,"\\u006d":3}', 'm'],
    ['{"q3":1,"\\\\\\\\":2}', '{"q3":1,"\\\\m":3}', '\\m'],
    ['{"q4":1,"\\\\\\"":2}', '{"q4":1,"\\"x":3}', '"x'],
    ['{"q5":1,"~0":2}', '{"q5":1,"\\u007e0":3}', '~0'],
  ])('%s, then %s', (before, text, name) => {
    for (let round = 0; round < 3; round += 1) {
      JSON.parse(before);
      expect(parse(text)).toEqual({ value: { [text.slice(2, 4)]: 1, [name]: 3 } });
    }
  });

  test('also in one document, and given twice', () => {
    const lure = '{"v1":1,"method":"","\\\\u006d":""}';
    const call = '{"v1":1,"method":"read","\\u006dethod":"unlink"}';
    expect(parse(`[${lure},${call}]`)).toEqual({ problem: 'JSON with a name given twice' });
  });

  test('nor is it assigned', () => {
    for (const name of ['__proto__', '\\u005f_proto__', 'c\\u006fnstructor']) {
      expect(parse(`{"\\u0061":1,"${name}":{"b":1}}`)).toEqual({
        problem: expect.stringContaining('prototypes'),
      });
    }
  });

  test('nor is a name of tildes beside it', () => {
    expect(parse('{"~":"~~","\\u0061":1,"~0":2,"~~0":3,"~~~0":4}')).toEqual({
      value: { '~': '~~', a: 1, '~0': 2, '~~0': 3, '~~~0': 4 },
    });
  });
});

interface Member {
  readonly name: string;
  /** Of the letters of the name, which are written as escapes. */
  readonly escaped: number;
  readonly value: Written;
}
type Written = string | { readonly members: readonly Member[] } | { readonly items: readonly Written[] };

const awkward = fc.constantFrom(
  '',
  'a',
  'b',
  'a:',
  ':a',
  '"',
  '\\',
  '\\"',
  '"a"',
  '{',
  '}',
  '[',
  ',',
  '\u00e9',
  '\u{1f600}',
);
const { written } = fc.letrec<{ written: Written }>((tie) => ({
  written: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    awkward,
    fc.record({
      members: fc.array(fc.record({ name: awkward, escaped: fc.nat(7), value: tie('written') }), {
        maxLength: 4,
      }),
    }),
    fc.record({ items: fc.array(tie('written'), { maxLength: 3 }) }),
  ),
}));

function textOf(value: Written): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if ('items' in value) return `[${value.items.map(textOf).join()}]`;
  return `{${value.members.map((member) => `${nameText(member)} :${textOf(member.value)}`).join()}}`;
}

function nameText({ name, escaped }: Member): string {
  const letters = Array.from({ length: name.length }, (_, at) => {
    const unit = name[at] ?? '';
    const isWhole = !/[\ud800-\udfff]/.test(unit);
    return isWhole && (escaped >> at) % 2 === 0
      ? JSON.stringify(unit).slice(1, -1)
      : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `"${letters.join('')}"`;
}

function repeatsName(value: Written): boolean {
  if (typeof value === 'string') return false;
  if ('items' in value) return value.items.some(repeatsName);
  const names = value.members.map(({ name }) => name);
  return new Set(names).size < names.length || value.members.some((member) => repeatsName(member.value));
}

/** Not asked of JSON.parse, see above. */
function meantBy(value: Written): unknown {
  if (typeof value === 'string') return value;
  if ('items' in value) return value.items.map(meantBy);
  return Object.fromEntries(value.members.map((member) => [member.name, meantBy(member.value)]));
}

test('refuses a name given twice, however names and values are written, and nothing else', () => {
  let refused = 0;
  fc.assert(
    fc.property(written, (value) => {
      const document = parse(textOf(value));
      if (repeatsName(value)) {
        refused += 1;
        expect(document).toEqual({ problem: 'JSON with a name given twice' });
      } else expect(document).toEqual({ value: meantBy(value) });
    }),
    { numRuns: 3_000 },
  );
  expect(refused).toBeGreaterThan(50);
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

// Whatever is looked back or ahead for, the work must not grow with the square of the text.
test.each([
  ['backslashes', '\\\\', '["', '"]'],
  ['escaped quotes', '\\"', '["', '"]'],
  ['backslashes and quotes', '\\\\\\"', '["', '"]'],
  ['escaped names', '"\\u0061":{},', '{', '"b":1}'],
  ['tildes', '~', '{"\\u0061":"', '"}'],
  ['surrogate escapes', '\\ud83d\\ude00', '["', '"]'],
  ['lone surrogates', '\\ud83d', '["', '"]'],
  ['strings', '"",', '[', '0]'],
  ['quotes', '"', '', ''],
  ['colons in strings', ':', '["', '"]'],
  ['closing brackets', ']', '[', ''],
  ['blanks', ' ', '[', ']'],
  ['digits', '1', '[', ']'],
  ['digits behind a point', '1', '[0.', ']'],
])('a megabyte of %s is read in a moment', (_, piece, start, end) => {
  const bytes = bytesOf(start + piece.repeat(Math.ceil(1_000_000 / piece.length)) + end);
  const started = performance.now();
  parseStrictJson(bytes);
  expect(performance.now() - started).toBeLessThan(1_500);
});

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
