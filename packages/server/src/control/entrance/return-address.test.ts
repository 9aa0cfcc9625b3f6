import { describe, expect, it } from 'vitest';
import { returnAddress } from './return-address.ts';

describe.each(['https://ops.example.com/', 'https://ops.example.com/gate/', 'http://127.0.0.1:8081/'])(
  'back in the console at %s',
  (consoleUrl) => {
    it.each([
      '/',
      '/traffic',
      '/traffic?view=ledger&from=1',
      '/audit?text=%2F%2Fevil',
      '/settings#keys',
      '/a%2Fb',
    ])('is %s', (path) => {
      expect(returnAddress(consoleUrl, path)).toBe(`${consoleUrl}${path.slice(1)}`);
    });

    it.each([
      null,
      '',
      'traffic',
      'https://evil.example/',
      '//evil.example/',
      '///evil.example/',
      '/\\evil.example',
      '\\\\evil.example',
      '/\t/evil.example',
      '/\n/evil.example',
      '\t//evil.example',
      ' //evil.example',
      '/%0a\n',
      '/..//evil.example/',
      '/../outside',
      '/%2e%2e/outside',
      '/.%2E//evil.example',
      '/traffic/../../outside',
      '/./traffic',
      '/traffic\\..\\..\\outside',
      '/traffic\r\nSet-Cookie: a=b',
      '/ä',
      '/v1/sites/shop/sign-in/provider',
      '/v1',
      '/health',
      '/metrics?x',
      '/sign-in?problem=PORTCULLIS_PROVIDER_FAILED',
      '/enrol#code=a',
      `/${'a'.repeat(1_500)}`,
      'javascript:alert(1)',
      '/@evil.example/\u0000',
      '@evil.example',
    ])('is the start page for %j', (path) => {
      expect(returnAddress(consoleUrl, path)).toBe(consoleUrl);
    });

    it.each(['/%2f%2fevil.example', '/%5cevil.example', '/@evil.example', '/evil.example:80'])(
      'stays on the console for %s',
      (path) => {
        expect(new URL(returnAddress(consoleUrl, path)).host).toBe(new URL(consoleUrl).host);
        expect(returnAddress(consoleUrl, path).startsWith(consoleUrl)).toBe(true);
      },
    );
  },
);
