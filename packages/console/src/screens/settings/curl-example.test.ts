import { expect, it } from 'vitest';
import { curlExample } from './curl-example.ts';
import { keyState } from './key-state.ts';

it.each([
  [['read', 'switch'], '/status'],
  [['audit'], '/audit?limit=10'],
  [['switch'], '/on/check'],
  [['passes'], '/passes'],
  [['settings'], '/settings'],
  [['gate'], '/gate/version'],
] as const)('of %j asks for %s', (scopes, path) => {
  const example = curlExample('https://ops.example.com/v1/sites/shop', 'pcl_abc', scopes);
  expect(example).toContain(`https://ops.example.com/v1/sites/shop${path}`);
  expect(example).toContain("-H 'Authorization: Bearer pcl_abc'");
});

it.each([
  [{ expiresAt: null, revokedAt: null }, 'good'],
  [{ expiresAt: 11, revokedAt: null }, 'good'],
  [{ expiresAt: 10, revokedAt: null }, 'expired'],
  [{ expiresAt: 11, revokedAt: 2 }, 'revoked'],
] as const)('%j at 10 is %s', (key, expected) => {
  expect(keyState(key, 10)).toBe(expected);
});
