import { describe, expect, it } from 'vitest';
import { problemsOf, wholePolicy } from '../../test/support/whole-policy.ts';
import { canonicalPolicy, parsePolicy, parsePolicyWithWarnings } from './parse-policy.ts';
import type { PolicyInput } from './policy.ts';

/** What is expected of it is written out below. */
const whole = {
  ...wholePolicy,
  identity: wholePolicy.identity.filter(({ kind }) => kind === 'probe' || kind === 'callback'),
};

describe('what a policy becomes', () => {
  it('has the documented defaults', () => {
    expect(parsePolicy({})).toEqual({
      routes: [],
      areas: {},
      health: ['/healthz', '/livez', '/readyz'],
      routeParameters: [],
      languagePrefix: null,
      signIn: { page: null, routes: [], signOut: null },
      identity: [],
      trusted: { networks: [], adminHosts: [], proxies: [], addressHeader: 'x-forwarded-for' },
      bypass: { write: ['admin'], writeByRoleAlone: [], allowedSubjects: [], allowedWrite: false },
      onStoreLost: 'keep',
      neverSeen: 'read-only',
      page: {
        brand: '',
        logo: null,
        accent: null,
        accentDark: null,
        languages: ['en', 'de', 'fr', 'es', 'ar'],
        texts: {},
        contact: {},
        timeZone: 'UTC',
      },
      banners: { visitors: true, insiders: true },
      retryAfterSeconds: 600,
      cors: { origins: [], credentials: false },
      strictTargets: false,
      methodOverrides: [],
      dialect: null,
      webhooks: [],
      production: null,
    });
  });

  it('keeps what was written', () => {
    expect(parsePolicy(whole)).toEqual({
      routes: [
        {
          pattern: {
            source: 'POST,PUT /carts/:id',
            methods: ['POST', 'PUT'],
            glob: '/carts/:id',
            host: null,
          },
          access: null,
          calls: null,
          socket: null,
          exception: true,
          protected: false,
          sensitive: false,
          why: 'Carts are kept in a cookie.',
        },
        {
          pattern: { source: 'GET /unsubscribe', methods: ['GET'], glob: '/unsubscribe', host: null },
          access: 'write',
          calls: null,
          socket: null,
          exception: false,
          protected: false,
          sensitive: false,
          why: '',
        },
        {
          pattern: { source: '/admin/**', methods: null, glob: '/admin/**', host: 'shop.example' },
          access: null,
          calls: null,
          socket: null,
          exception: false,
          protected: true,
          sensitive: false,
          why: '',
        },
        {
          pattern: {
            source: 'POST /orders/:id/refund',
            methods: ['POST'],
            glob: '/orders/:id/refund',
            host: null,
          },
          access: null,
          calls: null,
          socket: null,
          exception: false,
          protected: false,
          sensitive: true,
          why: '',
        },
      ],
      areas: {
        checkout: {
          name: 'checkout',
          title: { en: 'Checkout', de: 'Kasse' },
          routes: [{ source: '/checkout/**', methods: null, glob: '/checkout/**', host: null }],
          announced: true,
        },
        uploads: {
          name: 'uploads',
          title: { en: 'uploads' },
          routes: [{ source: 'POST /files', methods: ['POST'], glob: '/files', host: null }],
          announced: false,
        },
      },
      health: ['/up'],
      routeParameters: ['q'],
      languagePrefix: ['france'],
      signIn: {
        page: '/login',
        routes: [
          { source: 'POST /login', methods: ['POST'], glob: '/login', host: null },
          { source: 'POST /logout', methods: ['POST'], glob: '/logout', host: null },
        ],
        signOut: null,
      },
      identity: [
        {
          kind: 'probe',
          request: { method: 'GET', path: '/api/me', headers: {} },
          cookies: ['session'],
          subject: '/user/name',
          role: { pointer: '/user/role', map: { administrator: 'admin', helpdesk: 'support' } },
          groups: { pointer: '/user/groups' },
          cacheSeconds: 30,
          timeoutMs: 2_000,
        },
        { kind: 'callback' },
      ],
      trusted: {
        networks: [{ name: 'office', cidr: '203.0.113.0/24' }],
        adminHosts: ['admin.shop.example'],
        proxies: ['10.0.0.0/8'],
        addressHeader: 'forwarded',
      },
      bypass: { write: ['admin'], writeByRoleAlone: [], allowedSubjects: ['maria'], allowedWrite: true },
      onStoreLost: 'closed',
      neverSeen: 'closed',
      page: {
        brand: 'Shop',
        logo: null,
        accent: '#0a5',
        accentDark: null,
        languages: ['en', 'de', 'fr', 'es', 'ar'],
        texts: {},
        contact: { email: 'help@shop.example' },
        timeZone: 'Europe/Berlin',
      },
      banners: { visitors: false, insiders: true },
      retryAfterSeconds: 900,
      cors: { origins: ['https://app.shop.example'], credentials: true },
      strictTargets: true,
      methodOverrides: ['_m', 'X-My-Override'],
      dialect: null,
      webhooks: [],
      production: null,
    });
  });

  it('is frozen all the way down, and the input is left alone', () => {
    const input = structuredClone(whole);
    const policy = parsePolicy(input);
    expect(unfrozenPaths(policy, 'policy')).toEqual([]);
    expect(input).toEqual(whole);
    expect(Object.isFrozen(input.routes)).toBe(false);
    input.health.push('/changed');
    expect(policy.health).toEqual(['/up']);
  });

  it('takes undefined as absent, which is how TypeScript writes optional settings', () => {
    expect(parsePolicy({ page: undefined, trusted: { networks: undefined } })).toEqual(parsePolicy({}));
  });

  it('takes objects without a prototype', () => {
    expect(parsePolicy(Object.assign(Object.create(null), { strictTargets: true })).strictTargets).toBe(true);
  });
});

describe('canonicalPolicy', () => {
  it('does not depend on the order of keys', () => {
    const turned = JSON.parse(JSON.stringify(whole), (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    );
    expect(Object.keys(turned)).not.toEqual(Object.keys(whole));
    expect(canonicalPolicy(parsePolicy(turned))).toBe(canonicalPolicy(parsePolicy(whole)));
  });

  it('differs when one setting differs', () => {
    const policy = canonicalPolicy(parsePolicy(whole));
    expect(canonicalPolicy(parsePolicy({ ...whole, retryAfterSeconds: 901 }))).not.toBe(policy);
    expect(canonicalPolicy(parsePolicy({ ...whole, routes: [...whole.routes].reverse() }))).not.toBe(policy);
  });

  it('is JSON that parses to the same policy', () => {
    const policy = parsePolicy(whole);
    const identity = policy.identity.filter(({ kind }) => kind !== 'callback');
    expect(JSON.parse(canonicalPolicy(policy))).toEqual({ ...policy, identity });
  });

  it('is that of a server beside an application that recognises its callers by a function', () => {
    const canonical = (identity: PolicyInput['identity']) => canonicalPolicy(parsePolicy({ identity }));
    expect(canonical([{ kind: 'callback' }])).toBe(canonical([]));
    const probe = {
      kind: 'probe',
      request: { path: '/api/me' },
      cookies: ['session'],
      subject: '/subject',
      role: { pointer: '/role', map: { a: 'admin' } },
    } as const;
    expect(canonical([probe, { kind: 'callback' }])).toBe(canonical([probe]));
    expect(canonical([probe])).not.toBe(canonical([]));
  });
});

describe('what is refused', () => {
  it.each([
    [undefined, 'policy: expected an object, got nothing'],
    [null, 'policy: expected an object such as { routes: … }, got null'],
    ['{}', 'policy: expected an object such as { routes: … }, got "{}"'],
    [[], 'policy: expected an object such as { routes: … }, got an empty list'],
    [new Map(), 'policy: expected an object such as { routes: … }, got an object'],
    [{ trusted: { networkz: [] } }, 'policy.trusted.networkz: unknown key; did you mean networks?'],
    [{ colour: 1 }, 'policy.colour: unknown key; known keys: routes, areas'],
    [{ 'a\u202eb': 1 }, 'policy["a\\u{202e}b"]: unknown key'],
    [JSON.parse('{"__proto__":{}}'), 'policy.__proto__: this name is refused'],
    [
      JSON.parse('{"areas":{"constructor":{"routes":["/a"]}}}'),
      'policy.areas.constructor: this name is refused',
    ],
    [{ [Symbol('routes')]: [] }, 'policy: unknown key "Symbol(routes)"'],
    [
      Object.defineProperty({}, 'routes', { get: () => [], enumerable: true }),
      'policy.routes: expected a plain value, got a getter',
    ],
    [
      { onStoreLost: 'Closed' },
      'policy.onStoreLost: expected one of "keep", "read-only", "closed", got "Closed". Did you mean "closed"?',
    ],
    [{ neverSeen: 'shut' }, 'policy.neverSeen: expected one of "open", "read-only", "closed", got "shut"'],
    [
      { strictTargets: 'yes' },
      'policy.strictTargets: expected true or false, got "yes". Write it without quotes.',
    ],
    [{ methodOverrides: '_m' }, 'policy.methodOverrides: expected a list of names, got "_m"'],
    [{ methodOverrides: ['_m[]'] }, 'Write the name alone, without brackets'],
    [{ methodOverrides: ['_m=PUT'] }, 'Write the name alone'],
    [{ methodOverrides: ['__'] }, 'policy.methodOverrides[0]: expected the name of a header or parameter'],
    [{ methodOverrides: ['_m', '_m'] }, 'is there already'],
    [{ banners: { visitors: 0 } }, 'policy.banners.visitors: expected true or false, got 0'],
    [
      { retryAfterSeconds: 59 },
      'policy.retryAfterSeconds: expected a whole number from 60 to 604800, got 59',
    ],
    [{ retryAfterSeconds: '600' }, 'got "600"'],
    [{ retryAfterSeconds: Number.NaN }, 'got NaN'],
    [{ retryAfterSeconds: 60.5 }, 'got 60.5'],
    [
      { health: '/healthz' },
      'policy.health: expected a list of exact paths, got "/healthz". Write [ … ] around it',
    ],
    [
      { health: ['/health/*'] },
      'policy.health[0]: expected an exact path such as "/healthz", got "/health/*". Only an exact path',
    ],
    [
      { health: ['/a?b#c'] },
      'policy.health[0]: expected an exact path such as "/healthz", got "/a?b#c". Write the query',
    ],
    [
      { routeParameters: ['q='] },
      'policy.routeParameters[0]: expected a parameter name such as "q", got "q=". Write the bare name',
    ],
    [
      { languagePrefix: ['de/at'] },
      'policy.languagePrefix[0]: expected the code of a language as it stands in addresses, such as "france", got "de/at". Write the bare code',
    ],
    [{ languagePrefix: 'de' }, 'policy.languagePrefix: expected a list of codes of languages, got "de"'],
    [{ routeParameters: 'q' }, 'policy.routeParameters: expected a list of parameter names, got "q"'],
    [
      { routes: [{ match: 'POST /**', calls: { protocol: 'next-action', read: ['a'] } }] },
      'policy.routes[0].match: a next-action rule cannot stand on **: route handlers ignore the header',
    ],
    [{ health: ['/a?'] }, 'without one leave ? away'],
    [{ health: ['/a*?b'] }, 'Only an exact path'],
    [{ health: ['/a', '/a'] }, 'policy.health[1]: "/a" is there already'],
    [
      { health: [undefined] },
      'policy.health[0]: expected one of the exact paths, got nothing. Remove the hole',
    ],
    [
      { cors: { origins: ['https://a.example/'] } },
      'Browsers send it as "https://a.example": write it that way.',
    ],
    [{ cors: { origins: ['null'] } }, 'sandboxed'],
    [{ cors: { origins: ['a.example'] } }, 'Write scheme, host'],
    [{ cors: { origins: ['ftp://a.example'] } }, 'Write https:// or http://'],
    [{ cors: { origins: ['*'], credentials: true } }, 'policy.cors.origins: "*" cannot go with credentials'],
    [{ cors: { origins: ['*', 'https://a.example'] } }, 'is every origin already'],
  ])('%j', (input, problem) => {
    expect(problemsOf(input).join('\n')).toContain(problem);
  });

  it('is listed completely, in one error', () => {
    const found = problemsOf({
      routez: [],
      strictTargets: 1,
      trusted: { proxies: ['10.1.2.3/8', 'x'] },
      page: { brand: 7 },
    });
    expect(found).toHaveLength(5);
    expect(() => parsePolicy({ routez: [], strictTargets: 1 })).toThrow(/^The policy has 2 problems:\n- /);
    expect(() => parsePolicy({ routez: [] })).toThrow(/^The policy has 1 problem:\n- /);
  });

  it('is cut where nobody would read on', () => {
    const found = problemsOf({ routes: Array.from({ length: 20_000 }, () => ({ match: 'x' })) });
    expect(found).toHaveLength(51);
    expect(found.at(-1)).toBe('and 39950 more');
  });

  it('is shown shortened, on one line, with invisible characters made visible', () => {
    const [long = ''] = problemsOf({ onStoreLost: 'x'.repeat(100_000) });
    expect(long.length).toBeLessThan(250);
    expect(long).toContain('(100,000 characters)');
    expect(problemsOf({ onStoreLost: 'a\n\u001b[31m\u202e\u200b' })[0]).toContain(
      '"a\\n\\u001b[31m\\u{202e}\\u{200b}"',
    );
  });

  it('stays quick for 20,000 rules of one path', () => {
    const routes = Array.from({ length: 20_000 }, (_, index) => ({
      match: 'POST /a',
      host: `h${index}.example`,
      access: 'read',
    }));
    expect(parsePolicy({ routes }).routes).toHaveLength(20_000);
  });
});

describe('what is worth a warning', () => {
  it('is nothing in a careful policy', () => {
    expect(parsePolicyWithWarnings(whole).warnings).toEqual([]);
    expect(parsePolicyWithWarnings({}).warnings).toEqual([]);
  });
});

function unfrozenPaths(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const children = Object.entries(value).flatMap(([key, child]) => unfrozenPaths(child, `${path}.${key}`));
  return Object.isFrozen(value) ? children : [path, ...children];
}
