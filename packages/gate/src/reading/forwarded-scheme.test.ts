import { describe, expect, test } from 'vitest';
import { canonicalAddress, createNetworkMatcher } from '../model/cidr.ts';
import { readForwardedScheme } from './forwarded-scheme.ts';

const rules = {
  addressHeader: 'forwarded' as const,
  isTrustedProxy: createNetworkMatcher(['10.0.0.0/8', 'fd00::/8']),
  canonicalAddress,
};
const read = (...headers: string[]) => readForwardedScheme(headers, rules);
const proto = (...values: string[]) => read(...values.flatMap((value) => ['X-Forwarded-Proto', value]));

describe('readForwardedScheme', () => {
  test.each([
    ['https', 'https'],
    ['HTTPS', 'https'],
    [' https\t', 'https'],
    ['https, https', 'https'],
    ['https,https,HTTPS', 'https'],
    ['wss', 'https'],
    ['http', 'doubtful'],
    ['ws', 'doubtful'],
    ['http, https', 'doubtful'],
    ['https, http', 'doubtful'],
    ['https,', 'doubtful'],
    [',https', 'doubtful'],
    ['', 'doubtful'],
    ['"https"', 'doubtful'],
    ['https;', 'doubtful'],
    ['on', 'doubtful'],
    ['https https', 'doubtful'],
  ])('X-Forwarded-Proto: %j says %s', (value, expected) => {
    expect(proto(value)).toBe(expected);
  });

  test('several lines are one list', () => {
    expect(proto('https', 'https')).toBe('https');
    expect(proto('https', 'http')).toBe('doubtful');
    expect(proto('http', 'https')).toBe('doubtful');
  });

  test.each([
    ['for=192.0.2.1;proto=https', 'https'],
    ['for=192.0.2.1;Proto="https";by=10.0.0.1', 'https'],
    ['proto=HTTPS', 'https'],
    ['for=_hidden;proto=https', 'https'],
    ['for=unknown;proto=https', 'https'],
    ['for="[2001:db8::1]:4711";proto="ht\\tps"', 'https'],
    // Between two named proxies it may be as it likes.
    ['for=192.0.2.1;proto=https, for=10.0.0.9;proto=http', 'https'],
    ['for=192.0.2.1;proto=https, for="10.0.0.9:80"', 'https'],
    ['for=10.0.0.7;proto=https, for="[fd00::1]"', 'https'],
    // What stands before the client's element is his own.
    ['for=10.0.0.1;proto=http, for=192.0.2.1;proto=https', 'https'],
    ['for=10.0.0.1;proto=https, for=192.0.2.1;proto=http', 'doubtful'],
    ['proto=https, for=192.0.2.1', 'silent'],
    ['for=192.0.2.1;proto=http, for=10.0.0.9;proto=https', 'doubtful'],
    ['for=192.0.2.1, for=10.0.0.9;proto=https', 'silent'],
    ['for=192.0.2.1', 'silent'],
    ['for=192.0.2.1;proto=https;proto=https', 'doubtful'],
    ['for=192.0.2.1;proto=https;proto=http', 'doubtful'],
    ['for=192.0.2.1;proto="https', 'doubtful'],
    ['for="192.0.2.1, for=192.0.2.2;proto=https', 'doubtful'],
    ['for="192.0.2.1;proto=https"', 'silent'],
    ['for=192.0.2.1;proto=', 'doubtful'],
    ['for=192.0.2.1;proto=https x', 'doubtful'],
    [Array.from({ length: 33 }, () => 'for=10.0.0.1;proto=https').join(','), 'doubtful'],
  ])('Forwarded: %s says %s', (value, expected) => {
    expect(read('Forwarded', value)).toBe(expected);
  });

  test('Forwarded speaks for TLS only where it is what the proxy sets, and against it always', () => {
    for (const addressHeader of ['x-forwarded-for', 'x-real-ip'] as const) {
      const others = { ...rules, addressHeader };
      expect(readForwardedScheme(['Forwarded', 'proto=https'], others)).toBe('silent');
      expect(readForwardedScheme(['Forwarded', 'proto=http'], others)).toBe('doubtful');
    }
  });

  test.each([
    ['X-Forwarded-Ssl', 'on', 'off'],
    ['X-Forwarded-Protocol', 'ssl', 'http'],
    ['X_Forwarded_Protocol', 'https', 'plain'],
    ['x-forwarded-scheme', 'https', 'http'],
    ['Front-End-Https', 'on', ''],
    ['X-Scheme', 'HTTPS', 'http'],
    ['X-Url-Scheme', 'https', 'http'],
    ['CloudFront-Forwarded-Proto', 'https', 'http'],
  ])('%s: %s speaks not for TLS, and %j against it', (name, good, bad) => {
    expect(read(name, good)).toBe('silent');
    expect(read(name, bad)).toBe('doubtful');
    expect(read('X-Forwarded-Proto', 'https', name, good)).toBe('https');
    expect(read(name, bad, 'X-Forwarded-Proto', 'https')).toBe('doubtful');
    expect(read('Forwarded', 'for=192.0.2.1;proto=https', name, bad)).toBe('doubtful');
  });

  test('X-Forwarded-Proto and Forwarded must not contradict each other', () => {
    expect(read('X-Forwarded-Proto', 'https', 'Forwarded', 'for=192.0.2.1;proto=http')).toBe('doubtful');
    expect(read('X-Forwarded-Proto', 'http', 'Forwarded', 'for=192.0.2.1;proto=https')).toBe('doubtful');
    expect(read('X-Forwarded-Proto', 'https', 'Forwarded', 'for=192.0.2.1')).toBe('https');
    expect(read('X-Forwarded-Proto', 'https', 'Forwarded', 'for=192.0.2.1;proto=https')).toBe('https');
  });

  test('nothing else says anything', () => {
    expect(read('Host', 'a', 'X-Forwarded-For', '192.0.2.1', 'X-Forwarded-Port', '443')).toBe('silent');
    expect(read('X_Forwarded_Proto', 'https')).toBe('silent');
  });
});
