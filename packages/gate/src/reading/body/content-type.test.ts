import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isFileType,
  isJsonType,
  isReadableAscii,
  isReadableText,
  namesOtherFields,
  parseContentType,
} from './content-type.ts';

describe('parseContentType', () => {
  test.each([
    ['application/json', 'application/json', {}, null],
    ['Application/JSON', 'application/json', {}, null],
    ['text/plain;charset=UTF-8', 'text/plain', { charset: 'UTF-8' }, 'utf-8'],
    ['text/plain \t; \tcharset="utf-8"', 'text/plain', { charset: 'utf-8' }, 'utf-8'],
    ['multipart/form-data; Boundary="a b=c"', 'multipart/form-data', { boundary: 'a b=c' }, null],
    ['application/json;', 'application/json', {}, null],
    ['application/json; ; charset=utf-16', 'application/json', { charset: 'utf-16' }, 'utf-16'],
    ['a/b;c=""', 'a/b', { c: '' }, null],
    ['application/json; utf-8', 'application/json', {}, null],
    ['application/json;UTF-8;charset=utf-8', 'application/json', { charset: 'utf-8' }, 'utf-8'],
    ['application/json; charset=utf-8; utf-8;', 'application/json', { charset: 'utf-8' }, 'utf-8'],
    ['multipart/form-data; x; boundary=b; x', 'multipart/form-data', { boundary: 'b' }, null],
  ])('%j', (value, type, parameters, charset) => {
    const parsed = parseContentType(value);
    expect(parsed?.type).toBe(type);
    expect(Object.fromEntries(parsed?.parameters ?? [])).toEqual(parameters);
    expect(parsed?.charset).toBe(charset);
  });

  test.each([
    [''],
    ['json'],
    ['/json'],
    ['application/'],
    [' application/json'],
    ['application/json '],
    ['application /json'],
    ['application/json, text/plain'],
    ['application/json charset=utf-8'],
    ['application/json; charset'],
    ['application/json; charset='],
    ['application/json; Charset; charset=utf-8'],
    ['multipart/form-data; boundary=a; boundary'],
    ['application/json; utf-8 charset=utf-16'],
    ['application/json; utf-8, text/plain'],
    ['application/json; utf-8*=utf-16'],
    ['application/json; "utf-8"'],
    ['application/json; utf-8="a'],
    ['application/json; charset =utf-8'],
    ['application/json; charset= utf-8'],
    ['application/json; charset=utf-8; charset=utf-16'],
    ['application/json; charset=utf-8; CHARSET=utf-8'],
    ["application/json; charset*=utf-8''utf-16"],
    ['multipart/form-data; boundary*0=a'],
    ['multipart/form-data; boundary="a\\b"'],
    ['multipart/form-data; boundary="a'],
    ['multipart/form-data; boundary=a"b"'],
    ['multipart/form-data; boundary="\u00e9"'],
    ['application/json; charset=utf-8, text/plain'],
    ['application/json\0'],
    ['application/json\r\nX: y'],
    [`application/json;${' '.repeat(600)}a=b`],
  ])('%j is malformed', (value) => {
    expect(parseContentType(value)).toBeNull();
  });

  test('never throws', () => {
    const piece = fc.constantFrom(
      'application',
      '/',
      'json',
      ';',
      ' ',
      'charset',
      '=',
      '"',
      '\\',
      'utf-8',
      '*',
      '\0',
    );
    const drawn = fc.oneof(
      fc.string(),
      fc.array(piece).map((pieces) => pieces.join('')),
    );
    fc.assert(fc.property(drawn, (value) => void parseContentType(value)));
  });
});

test.each([
  ['text/plain', true],
  ['text/plain; charset=UTF-8', true],
  ['text/plain; charset=utf8', true],
  ['text/plain; charset=utf-80', false],
  ['text/plain; charset=""', false],
  ['text/plain; charset=iso-8859-1', false],
  ['application/json; charset=utf-16', false],
  ['application/x-www-form-urlencoded; charset=ibm037', false],
])('the text of %s is readable: %s', (value, readable) => {
  const parsed = parseContentType(value);
  expect(parsed !== null && isReadableText(parsed)).toBe(readable);
});

test.each([
  ['application/json', true],
  ['text/json', true],
  ['application/vnd.api+json', true],
  ['application/x-json', false],
  ['application/jsonp', false],
  ['application/json-seq', false],
])('%s is JSON: %s', (value, isJson) => {
  const parsed = parseContentType(value);
  expect(parsed !== null && isJsonType(parsed)).toBe(isJson);
});

describe('isFileType', () => {
  test.each([
    ['', false],
    ['application/x-www-form-urlencoded', false],
    ['multipart/form-data; boundary=x', false],
    ['application/json', false],
    ['text/plain', false],
    ['application/octet-stream', true],
    ['APPLICATION/Octet-Stream; x=y', true],
    ['application/octet-streams', false],
    ['application/octet-stream ,application/x-www-form-urlencoded', false],
    ['x-application/octet-stream', false],
    ['image/png', true],
    ['image/svg+xml;charset=utf-8', true],
    ['audio/x-wav', true],
    ['font/woff2', true],
    ['video/mp4', true],
    ['image/', false],
    ['image/png, application/json', false],
    ['image/png; multipart/form-data; boundary=x', false],
    ['image/png; a="/json"', false],
    ['image/png; +json=1', false],
    ['image/vnd.x+json', false],
    ['application/octet-stream; type="multipart/form-data"', false],
    ['application/octet-stream; x=URLencoded', false],
    ['x-image/png', false],
  ])('%j: %s', (value, isFile) => {
    expect(isFileType(value)).toBe(isFile);
  });
});

test.each([
  ['text/xml', true],
  ['text/xml; charset=us-ascii', true],
  ['text/xml; charset=UTF-8', true],
  ['text/xml; charset=iso-8859-1', true],
  ['text/xml; charset=iso-8859-15', true],
  ['text/xml; charset=windows-1252', true],
  ['text/xml; charset=x-us-ascii', false],
  ['text/xml; charset=us-ascii-x', false],
  ['text/xml; charset=iso-8859-16', true],
  ['text/xml; charset=koi8-u', true],
  ['text/xml; charset=ascii', true],
  ['text/xml; charset=iso-8859-11', false],
  ['text/xml; charset=iso-8859-160', false],
  ['text/xml; charset=gbk', false],
  ['text/xml; charset=utf-7', false],
  ['text/xml; charset=""', false],
])('what is ASCII in %s is read alike: %s', (value, readable) => {
  const parsed = parseContentType(value);
  expect(parsed !== null && isReadableAscii(parsed)).toBe(readable);
});

test.each([
  ['application/x-www-form-urlencoded', false],
  ['application/x-www-form-urlencoded; charset=utf-8', false],
  ['application/x-www-form-urlencoded; x=+json', true],
  ['application/x-www-form-urlencoded; a="application/json"', true],
  ['application/x-www-form-urlencoded; a="/JSON"', true],
  ['application/x-www-form-urlencoded+json', true],
  ['application/x-www-form-urlencoded; +json=1', true],
  ['application/x-www-form-urlencoded; a="multipart/form-data"', true],
  ['multipart/form-data; boundary=b', false],
  ['multipart/form-data; boundary=a+json', false],
  ['multipart/form-data; boundary=x-URLencoded', true],
  ['multipart/mixed; boundary="application/x-www-form-urlencoded"', true],
  ['application/json; charset=utf-8', false],
  ['application/vnd.api+json; ext="https://jsonapi.org/ext/atomic"', false],
  ['application/ld+json; profile="https://example.com/schema+json"', false],
  ['application/json; a=urlencoded', true],
  ['application/vnd.api+json; a="application/x-www-form-urlencoded"', true],
  ['application/x-ndjson; a="multipart/form-data; boundary=b"', true],
  ['application/grpc-web+json', false],
  ['application/grpc; a="multipart/form-data; boundary=b"', true],
  ['text/plain', false],
  ['text/plain; a="/json"', true],
])('%s names other fields than its type: %s', (value, names) => {
  const parsed = parseContentType(value);
  expect(parsed !== null && namesOtherFields(parsed, value)).toBe(names);
});
