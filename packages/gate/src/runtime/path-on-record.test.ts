import { describe, expect, it } from 'vitest';
import { pathOnRecord } from './path-on-record.ts';

describe('a path on record', () => {
  it.each([
    ['itsdangerous', '/reset/ImFkYUBzaG9wLmV4IiBh.Z0abcd.4Jq3xYzK1mNo', '/reset/ImFkYUBz…'],
    ['Telegram', '/telegram/123456789:AAF0123456789abcdefghij/x', '/telegram/12345678…/x'],
    ['a JWT', '/in/eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.', '/in/eyJhbGci…'],
    ['Rails', '/rails/eyJfcmFpbHMiOnsiZGF0YSI=--0a1b2c3d', '/rails/eyJfcmFp…'],
    ['signs of base64', '/in/a+b/aB3+dE5=fG7$hI9!jK1@lM3,nO5*', '/in/a+b/aB3+dE5=…'],
    ['percent-encoded', '/in/aB%2BdE%3DfG%2FhI%2BjK%3D', '/in/aB%2BdE%…'],
    ['letters alone', '/in/abcdefghijklmnopqrstuvwxyz', '/in/abcdefgh…'],
    ['a UUID', '/orders/550e8400-e29b-41d4-a716-446655440000/refund', '/orders/550e8400…/refund'],
    ['path parameters', '/cart;jsessionid=0123456789ABCDEF', '/cart;jse…'],
  ])('%s: keeps the beginning of what may be a secret', (_, path, shown) => {
    expect(pathOnRecord(path)).toBe(shown);
  });

  it.each([
    '/',
    '/orders/4711/refund',
    '/blog/2026/spring-sale',
    '/static/app.3f9a1c2b.js',
    '/über/straßenverkehrszulassungsordnungen',
  ])('%s stays', (path) => expect(pathOnRecord(path)).toBe(path));

  it.each([['/%zz?token=x'], ['/%zz#token=x'], ['/%zz%3Ftoken=x'], ['/%zz%3ftoken=x'], ['/%zz%23token=x']])(
    'has no query: %s',
    (path) => expect(pathOnRecord(path)).toBe('/%zz…'),
  );
});
