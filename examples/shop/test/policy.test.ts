import {
  compilePolicy,
  createSnapshot,
  decide,
  parsePolicy,
  type RawRequest,
  readRequest,
  untouchedSwitch,
} from '@portcullis/gate';
import { expect, it } from 'vitest';
import { shopPolicy } from '../policy.ts';

const compiled = compilePolicy(parsePolicy(shopPolicy));
const snapshot = createSnapshot({
  switch: { ...untouchedSwitch('shop'), mode: 'read-only', epoch: 1, windowId: 'w1' },
  compiled,
  leaseUntilMs: Number.POSITIVE_INFINITY,
});

function decisionOf(method: string, target: string): string {
  const raw: RawRequest = {
    method,
    target,
    headers: ['Host', 'shop.example', 'Accept', 'application/json'],
    peer: '192.0.2.1',
    httpVersion: '1.1',
    secure: true,
    upgrade: false,
  };
  const known = {
    identity: { role: 'visitor', subject: null, via: 'none', pass: null },
    body: null,
  } as const;
  return decide(snapshot, readRequest(compiled, raw), known, 0).kind;
}

// The method says nothing about these: the policy must.
it.each([
  ['POST', '/api/products/search', 'allow'],
  ['POST', '/api/products', 'refuse'],
  ['POST', '/api/products/search/', 'refuse'],
  ['PATCH', '/api/products/7', 'refuse'],
  ['POST', '/api/orders', 'refuse'],
  ['GET', '/unsubscribe?token=t', 'refuse'],
  ['GET', '/api/products', 'allow'],
  ['POST', '/login', 'allow'],
])('while the shop is read-only, a visitor with %s %s gets: %s', (method, target, kind) => {
  expect(decisionOf(method, target)).toBe(kind);
});
