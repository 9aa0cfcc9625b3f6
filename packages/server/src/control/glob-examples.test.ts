import { compilePolicy, parsePolicy, readRequest, routesHit } from '@portcullis/gate';
import { describe, expect, it } from 'vitest';
import { examplesOf } from './glob-examples.ts';

describe('examples of globs', () => {
  it.each([
    '/',
    '/orders',
    '/orders/:id',
    '/:lang/articles/:slug',
    '/files/*/raw',
    '/admin/**',
    '/**',
    '/u/:user/**',
  ])('of %s are paths that it speaks of', (glob) => {
    const policy = parsePolicy({ routes: [{ match: glob, access: 'write', why: 'test' }] });
    const [route] = policy.routes;
    const examples = examplesOf(route?.pattern ?? { glob });
    expect(examples.length).toBeGreaterThan(0);
    for (const target of examples) {
      const raw = {
        method: 'GET',
        target,
        headers: ['Host', 'a'],
        peer: null,
        httpVersion: '1.1',
        secure: false,
        upgrade: false,
      };
      expect([target, routesHit(readRequest(compilePolicy(policy), raw)).length]).toEqual([target, 1]);
    }
  });
});
