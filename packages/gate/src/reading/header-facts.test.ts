import { describe, expect, test } from 'vitest';
import { type HeaderFacts, readHeaderFacts } from './header-facts.ts';
import { knownOverrideNames, overrideNamesOf } from './override-names.ts';

function factsOf(headers: readonly string[], names = knownOverrideNames): HeaderFacts {
  return readHeaderFacts(headers, names);
}

describe('readHeaderFacts', () => {
  test('nothing comes from nothing', () => {
    expect(factsOf([])).toEqual({
      host: null,
      destination: null,
      acceptsHtml: false,
      hasBody: false,
      contentLength: null,
      contentType: null,
      contentEncoding: null,
      doubtfulContent: null,
      overrides: [],
      operations: [],
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
    expect(factsOf(headers)).toMatchObject({
      host: 'a.example',
      destination: 'iframe',
      acceptsHtml: true,
      overrides: ['PUT'],
    });
  });

  test('what came twice names nothing', () => {
    const headers = ['Host', 'a', 'Host', 'b', 'Sec-Fetch-Dest', 'document', 'Sec-Fetch-Dest', 'empty'];
    expect(factsOf(headers)).toMatchObject({ host: null, destination: null });
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
    expect(factsOf(headers.flat())).toEqual(factsOf([]));
  });

  test('a list cut short is read as far as it goes', () => {
    expect(factsOf(['Host', 'a', 'Host'])).toMatchObject({ host: 'a' });
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
    expect(factsOf(headers).hasBody).toBe(hasBody);
  });

  test('two Content-Type lines are noticed', () => {
    const facts = factsOf(['Content-Type', 'a/b', 'content-type', 'a/b']);
    expect(facts).toMatchObject({ contentType: null, doubtfulContent: 'more than one Content-Type line' });
    expect(factsOf(['Content-Type', 'a/b', 'Content-Tape', 'a/b']).doubtfulContent).toBeNull();
  });

  test.each([
    ['Content_Type'],
    ['content.type'],
    ['CONTENT+TYPE'],
    ['Content~Type'],
    ["Content'Type"],
    ['Content_Encoding'],
    ['content|encoding'],
  ])('%s, which some servers take for the real one, is noticed', (name) => {
    expect(factsOf([name, 'a/b']).doubtfulContent).toMatch(/^an alias of Content-/);
  });

  test.each([
    [[], null],
    [['Content-Encoding', 'gzip'], 'gzip'],
    [['content-encoding', 'identity', 'Content-Encoding', 'gzip'], 'identity, gzip'],
  ])('%j is the coding %j', (headers, contentEncoding) => {
    expect(factsOf(headers).contentEncoding).toBe(contentEncoding);
  });

  test.each([
    ['_method=DELETE', ['DELETE']],
    ['a=b; _method=DELETE', ['DELETE']],
    ['a=b;.method=put;c=d', ['PUT']],
    ['%5Fmethod=DELETE', ['DELETE']],
    ['__METHOD_OVERRIDE__=PUT; x-http-method-override=GET', ['PUT', 'GET']],
    ['_method[]=DELETE', ['DELETE']],
    ['pay_method=card; method=x; a=_method=PUT; b=&_method=PUT; _method', []],
    ['session=%5Fmethod', []],
  ])('the cookies %j ask for %j', (line, methods) => {
    expect(factsOf(['COOKIE', line]).overrides).toEqual(methods);
  });

  test('names of an app of its own ask, too', () => {
    const names = overrideNamesOf(['_m', 'X-My-Override']);
    const headers = ['X+My+Override', 'put', 'Cookie', '_m=DELETE', 'X-Mine', 'PATCH'];
    expect(factsOf(headers, names).overrides).toEqual(['PUT', 'DELETE']);
    expect(factsOf(headers).overrides).toEqual([]);
  });

  test.each([
    ['X-HTTP-Method-Override'],
    ['x-http-method-override'],
    ['X_HTTP_METHOD_OVERRIDE'],
    ['X.HTTP.Method.Override'],
    ['X+HTTP+Method+Override'],
    ['X~HTTP~Method~Override'],
    ['X-HTTP-Method|Override'],
    ['X!Method'],
    ['X-Tunneled-Method'],
    ['X-Override-Method'],
    ['HTTP-Method-Override'],
    ['Method-Override'],
    ['X-Method-Override'],
    ['X-HTTP-Method'],
    ['X-Method'],
    ['X-Original-Method'],
    ['X-Forwarded-Method'],
    ['X-Rewrite-Method'],
    ['X-Payload-HTTP-Method-Override'],
    ['x_payload_http_method_override'],
  ])('%s asks for another method', (name) => {
    expect(factsOf(['Host', 'a', name, ' delete ']).overrides).toEqual(['DELETE']);
  });

  test.each([
    ['X-Service-Method', 'reindex'],
    ['x_service_method', 'GET'],
    ['X-Service-Method', ''],
  ])('%s: %s asks for no method of HTTP', (name, value) => {
    expect(factsOf([name, value]).overrides).toEqual(['']);
  });

  test('several lines and lists are all asked for', () => {
    const headers = ['X-HTTP-Method', 'GET, put', 'X-Method-Override', 'PATCH'];
    expect(factsOf(headers).overrides).toEqual(['GET', 'PUT', 'PATCH']);
  });

  test.each([
    ['Access-Control-Request-Method', 'DELETE'],
    ['X-Requested-With', 'DELETE'],
    ['X-Method-Overrides', 'DELETE'],
    ['Payment-Method', 'DELETE'],
    ['X-Mode', 'DELETE'],
  ])('%s does not', (name, value) => {
    expect(factsOf([name, value]).overrides).toEqual([]);
  });
});
