import { describe, expect, test } from 'vitest';
import { rawRequest } from '../../test/support/decide-fixtures.ts';
import { parsePolicy } from '../model/parse-policy.ts';
import { CanonicalRequest } from './canonical-request.ts';
import { compilePolicy } from './compile-policy.ts';
import { createKnownTargets, KnownTarget } from './known-targets.ts';
import { readTarget } from './read-target.ts';

const policy = parsePolicy({
  routes: [
    { match: 'POST /search', access: 'read' },
    { match: '/admin/**', protected: true },
    { match: 'GET /files/:name', exception: true, why: 'shown while closed' },
  ],
  areas: { shop: { routes: ['/shop/**'] } },
});
const compile = () => compilePolicy(policy);

describe('a target that comes again', () => {
  test.each([
    ['GET /admin/users', 'POST /admin/users', ['X-Http-Method-Override', 'DELETE']],
    ['GET /files/a.txt', 'DELETE /files/a.txt', []],
    ['POST /search', 'PUT /search', []],
    ['GET /shop/Caf%C3%A9', 'POST /shop/Caf%C3%A9', ['Destination', '/admin/x']],
    ['GET /shop?debug=0', 'POST /shop?debug=0', []],
    ['GET /ADMIN%2fusers', 'GET /ADMIN%2fusers', []],
  ])('means what it meant: %s, then %s', (first, second, headers) => {
    const shared = compile();
    for (const [line, more] of [
      [first, []],
      [second, headers],
      [first, []],
    ] as const) {
      const raw = rawRequest(line, { headers: more });
      const alone = new CanonicalRequest(compile(), raw);
      const again = new CanonicalRequest(shared, raw);
      expect([again.target, again.facts, again.access]).toEqual([alone.target, alone.facts, alone.access]);
    }
  });

  test('is not read anew', () => {
    const compiled = compile();
    const read = (line: string, headers: readonly string[] = []) =>
      new CanonicalRequest(compiled, rawRequest(line, { headers: [...headers] })).known;
    expect(read('GET /shop/a.b')).toBe(read('POST /shop/a.b'));
    expect(read('GET /shop/a.b')).not.toBe(read('GET /shop/a.b', ['Destination', '/admin/x']));
    expect(read('GET /shop/a.c')).not.toBe(read('GET /shop/a.b'));
  });
});

describe('what is kept', () => {
  const { matchers } = compile();
  const known = (target: string) => new KnownTarget(readTarget(target), matchers);
  function isKept(target: string): boolean {
    const targets = createKnownTargets();
    const one = known(target);
    targets.add(target, one);
    return targets.get(target) === one;
  }

  test.each([
    ['/', true],
    ['/a?page=2', true],
    [`/a?${'x'.repeat(16)}`, true],
    [`/a?${'x'.repeat(17)}`, false],
    ['/reset?token=9f8e7d6c5b4a39281706f5e4d3c2b1a0', false],
    [`/${'x'.repeat(255)}`, true],
    [`/${'x'.repeat(256)}`, false],
    // As many readings as no usual target has.
    ['/caf%25C3%25A9;x=1/a&b=c/d.php/e%2Ff+g', false],
  ])('%s: %s', (target, kept) => {
    expect(isKept(target)).toBe(kept);
  });

  test('256 of each of two generations, and those that somebody asked for again', () => {
    const targets = createKnownTargets();
    const first = known('/first');
    targets.add('/first', first);
    const other = known('/other');
    targets.add('/other', other);
    for (let round = 0; round < 4; round += 1) {
      for (let at = 0; at < 255; at += 1) targets.add(`/${round}/${at}`, first);
      expect(targets.get('/first')).toBe(first);
    }
    expect(targets.get('/other')).toBeUndefined();
    expect(targets.get('/0/0')).toBeUndefined();
    expect(targets.get('/3/254')).toBe(first);
  });
});
