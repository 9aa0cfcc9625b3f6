import { describe, expect, it } from 'vitest';
import { limitAcceptEncoding, rewriteRequestHeaders } from './rewrite-request-headers.ts';

const navigation = ['Host', 'shop.example', 'Sec-Fetch-Dest', 'document'];

describe('rewriteRequestHeaders', () => {
  it('takes out of a navigation what could bring 304 or 206', () => {
    const conditional = [
      'If-None-Match',
      '"a"',
      'if-modified-since',
      'x',
      'IF-RANGE',
      '"a"',
      'Range',
      'bytes=0-1',
    ];
    const kept = ['Cookie', 'a=1', 'If-Match', '"a"', 'Cookie', 'b=2'];
    expect(rewriteRequestHeaders([...navigation, ...conditional, ...kept])).toEqual([...navigation, ...kept]);
  });

  it('leaves other requests alone', () => {
    const script = ['Sec-Fetch-Dest', 'empty', 'If-None-Match', '"a"', 'Accept-Encoding', 'dcb, gzip'];
    expect(rewriteRequestHeaders(script)).toEqual(script);
  });

  it('writes one Accept-Encoding in the place of the first', () => {
    const sent = ['accept-encoding', 'gzip, dcb', 'X', '1', 'Accept-Encoding', 'dcz', ...navigation];
    expect(rewriteRequestHeaders(sent)).toEqual(['accept-encoding', 'gzip', 'X', '1', ...navigation]);
  });
});

describe('limitAcceptEncoding', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'gzip, deflate, br, zstd'],
    ['gzip, deflate, br, zstd, dcb, dcz', 'gzip, deflate, br, zstd'],
    ['GZIP;q=0.5, x-gzip , compress, identity;q=0', 'GZIP;q=0.5, x-gzip, identity;q=0'],
    ['br;q=1.0, *;q=0.5', 'br;q=1.0'],
    ['br, *;q=0', 'br, *;q=0'],
    ['*', 'identity'],
    ['', 'identity'],
    ['sdch', 'identity'],
  ])('%j becomes %j', (sent, expected) => {
    expect(limitAcceptEncoding(['Accept-Encoding', sent])).toBe(expected);
  });

  it('says nothing when the client said nothing', () => {
    expect(limitAcceptEncoding(navigation)).toBeNull();
  });
});
