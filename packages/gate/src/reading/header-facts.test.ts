import { describe, expect, test } from 'vitest';
import { readHeaderFacts } from './header-facts.ts';

describe('readHeaderFacts', () => {
  test('nothing comes from nothing', () => {
    expect(readHeaderFacts([])).toEqual({
      host: null,
      destination: null,
      acceptsHtml: false,
      hasBody: false,
      contentType: null,
      doubledContentType: false,
      overrides: [],
    });
  });

  test('names count in any case', () => {
    const headers = [
      'hOST',
      'a.example',
      'ACCEPT',
      'Text/HTML',
      'sec-fetch-DEST',
      'iframe',
      'x-METHOD',
      'put',
    ];
    expect(readHeaderFacts(headers)).toMatchObject({
      host: 'a.example',
      destination: 'iframe',
      acceptsHtml: true,
      overrides: ['PUT'],
    });
  });

  test('what came twice names nothing', () => {
    const headers = ['Host', 'a', 'Host', 'b', 'Sec-Fetch-Dest', 'document', 'Sec-Fetch-Dest', 'empty'];
    expect(readHeaderFacts(headers)).toMatchObject({ host: null, destination: null });
  });

  test('names that are only as long name nothing', () => {
    const headers = [
      ['Hose', 'b.example'],
      ['Cookie', 'text/html'],
      ['Content-Tape', 'a/b'],
      ['Sec-Fetch-Dust', 'document'],
      ['Content-Lengty', '5'],
      ['Transfer-Encodinx', 'chunked'],
      ['X-Choice', 'PUT'],
      ['Referrer', 'PUT'],
    ];
    expect(readHeaderFacts(headers.flat())).toEqual(readHeaderFacts([]));
  });

  test('a list cut short is read as far as it goes', () => {
    expect(readHeaderFacts(['Host', 'a', 'Host'])).toMatchObject({ host: 'a' });
  });

  test.each([
    [['Content-Length', '0'], false],
    [['Content-Length', '01'], true],
    [['Content-Length', '000'], false],
    [['Content-Length', '1'], true],
    [['content-length', '10'], true],
    [['Transfer-Encoding', 'chunked'], true],
    [['Content-Type', 'text/plain'], false],
  ])('%j carries a body: %s', (headers, hasBody) => {
    expect(readHeaderFacts(headers).hasBody).toBe(hasBody);
  });

  test('two Content-Type lines are noticed', () => {
    expect(readHeaderFacts(['Content-Type', 'a/b', 'content-type', 'a/b']).doubledContentType).toBe(true);
    expect(readHeaderFacts(['Content-Type', 'a/b', 'Content-Tape', 'a/b']).doubledContentType).toBe(false);
  });

  test.each([
    ['X-HTTP-Method-Override'],
    ['x-http-method-override'],
    ['X_HTTP_METHOD_OVERRIDE'],
    ['X.HTTP.Method.Override'],
    ['HTTP-Method-Override'],
    ['Method-Override'],
    ['X-Method-Override'],
    ['X-HTTP-Method'],
    ['X-Method'],
    ['X-Original-Method'],
    ['X-Forwarded-Method'],
    ['X-Rewrite-Method'],
  ])('%s asks for another method', (name) => {
    expect(readHeaderFacts(['Host', 'a', name, ' delete ']).overrides).toEqual(['DELETE']);
  });

  test('several lines and lists are all asked for', () => {
    const headers = ['X-HTTP-Method', 'GET, put', 'X-Method-Override', 'PATCH'];
    expect(readHeaderFacts(headers).overrides).toEqual(['GET', 'PUT', 'PATCH']);
  });

  test.each([
    ['Access-Control-Request-Method', 'DELETE'],
    ['X-Requested-With', 'DELETE'],
    ['X-Method-Overrides', 'DELETE'],
    ['Payment-Method', 'DELETE'],
    ['X-Mode', 'DELETE'],
  ])('%s does not', (name, value) => {
    expect(readHeaderFacts([name, value]).overrides).toEqual([]);
  });
});
