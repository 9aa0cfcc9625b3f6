import { describe, expect, it } from 'vitest';
import { rawRequest } from '../../test/support/decide-fixtures.ts';
import { parsePolicy } from '../model/parse-policy.ts';
import { odoo } from '../presets/index.ts';
import { CanonicalRequest } from './canonical-request.ts';
import { type CompiledPolicy, compilePolicy } from './compile-policy.ts';
import { createKnownTargets, KnownTarget } from './known-targets.ts';
import { readTarget } from './read-target.ts';

const policies = [
  odoo(),
  {
    signIn: { page: '/login', routes: ['POST /login'] },
    routes: [
      { match: '/admin/**', protected: true },
      { match: 'POST /search', access: 'read' },
      { match: '/webhooks/**', exception: true, why: 'Payments' },
      { match: 'DELETE /files/**', sensitive: true },
    ],
  },
] as const;

const targets = [
  '/web/login',
  '/web/database/manager',
  '/web%2fdatabase%2fmanager',
  '//web/database/manager',
  '/web/dataset/call_kw',
  '/odoo?debug=1',
  '/search',
  '/search?_method=PUT',
  '/webhooks/a',
  '/webhooks/..%2fadmin',
  '/webhooks/%3f_method=PUT',
  '/admin/x',
  '/files/1',
  '/login',
  'http://shop.example/admin/x',
  'http://other.example/admin/x',
  'http://shop.example',
  'http://shop.example?x',
  '*',
  '/%',
  '/a?\\',
];

const headerSets: readonly (readonly string[])[] = [
  [],
  ['Host', 'admin.example'],
  ['Host', 'other.example'],
  ['Host', 'a', 'Host', 'b'],
  ['Destination', '/admin/y'],
  ['Destination', 'http://shop.example/web/database/manager'],
  ['X-Copy-From', '/admin/z'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['Content-Length', '3'],
];

const methods = ['GET', 'POST', 'DELETE', 'OPTIONS', 'MOVE', 'get'];

function all(compiled: CompiledPolicy, order: readonly number[], line: string, headers: readonly string[]) {
  const request = new CanonicalRequest(compiled, rawRequest(line, { headers }));
  const views = [
    () => ({ facts: request.facts, access: request.access }),
    () => ({ target: request.target, malformed: request.malformed, framing: request.framing }),
    () => {
      const taken = request.takenFor(['PATCH']);
      return { access: taken.access, facts: taken.facts, overrides: taken.overrides };
    },
    () => {
      const strict = request.loosenedByNothing();
      return { access: strict.access, facts: strict.facts };
    },
    () => ({ host: request.host, forward: request.forward, operations: request.operations }),
  ];
  const seen: unknown[] = [];
  for (const index of order) seen[index] = views[index]?.();
  return structuredClone(seen);
}

describe.each(policies.map((policy) => ({ policy })))('what is remembered of targets, %#', ({ policy }) => {
  it('is the same as what is read anew, whoever asked before', () => {
    const parsed = parsePolicy(policy);
    const shared = compilePolicy(parsed);
    let seed = 7;
    const next = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor(seed / 65_536) % below;
    };
    const pick = <Value>(values: readonly Value[]): Value => values[next(values.length)] as Value;
    const orders = [
      [0, 1, 2, 3, 4],
      [4, 3, 2, 1, 0],
      [2, 0, 3, 1, 4],
      [3, 2, 0, 4, 1],
    ];
    for (let run = 0; run < 300; run += 1) {
      const line = `${pick(methods)} ${pick(targets)}`;
      const headers = pick(headerSets);
      const order = pick(orders);
      const fresh = compilePolicy(parsed);
      expect({ line, headers, seen: all(shared, order, line, headers) }).toEqual({
        line,
        headers,
        seen: all(fresh, order, line, headers),
      });
    }
  });

  it('is not changed by anybody who reads it', () => {
    const compiled = compilePolicy(parsePolicy(policy));
    for (const target of targets) {
      const known = new CanonicalRequest(compiled, rawRequest(`GET ${target}`)).known;
      const before = structuredClone(known.reading);
      for (const method of methods) {
        for (const headers of headerSets) all(compiled, [0, 1, 2, 3, 4], `${method} ${target}`, headers);
      }
      expect(known.reading).toEqual(before);
    }
  });
});

describe('the memory of targets', () => {
  const compiled = compilePolicy(parsePolicy({}));
  const knownAt = (target: string) => new KnownTarget(readTarget(target), compiled.matchers);

  it('keeps what is asked for again through a flood of others', () => {
    const targets = createKnownTargets();
    const known = knownAt('/kept');
    targets.add('/kept', known);
    for (let index = 0; index < 20_000; index += 1) {
      targets.add(`/${index}`, knownAt(`/${index}`));
      if (index % 100 === 0) expect(targets.get('/kept')).toBe(known);
    }
    const left = Array.from({ length: 20_000 }, (_, index) => targets.get(`/${index}`)).filter(Boolean);
    expect(left.length).toBeLessThanOrEqual(512);
  });

  it('keeps neither long targets nor long queries', () => {
    const targets = createKnownTargets();
    for (const target of [`/${'a'.repeat(256)}`, '/a?token=0123456789abcdef']) {
      targets.add(target, knownAt(target));
      expect([target, targets.get(target)]).toEqual([target, undefined]);
    }
  });
});
