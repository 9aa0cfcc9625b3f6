import { describe, expect, it } from 'vitest';
import { limitAcceptEncoding } from './rewrite-request-headers.ts';

const navigation = ['Host', 'shop.example', 'Sec-Fetch-Dest', 'document'];

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
