import { describe, expect, test } from 'vitest';
import { decideFor, siteOf, somebody, summaryOf } from '../../test/support/decide-fixtures.ts';
import type { Known } from '../model/decision.ts';
import type { Mode } from '../model/mode.ts';
import type { PolicyInput } from '../model/policy.ts';

const withBody = ['Content-Length', '5'];

function judge(policy: PolicyInput, modes: Modes, line: string, known: Known, headers = withBody): string {
  return summaryOf(decideFor(siteOf({ policy, ...modes }), line, { headers, known }));
}

interface Modes {
  readonly mode: Mode;
  readonly areas?: Record<string, Mode>;
}

const asks = (...overrides: string[]): Known => ({
  identity: null,
  body: { digest: '', overrides, calls: null },
});
const unreadable: Known = { identity: null, body: null };

const deletes: PolicyInput = { areas: { orders: { routes: ['DELETE /orders/**'] } } };
const posts: PolicyInput = { areas: { orders: { routes: ['POST /orders/**'] } } };
const openButDeletes: Modes = { mode: 'open', areas: { orders: 'read-only' } };
const onlyPosts: Modes = { mode: 'read-only', areas: { orders: 'open' } };
const carts: PolicyInput = {
  routes: [
    { match: '/carts/**', exception: true, why: 'carts stay open' },
    { match: 'DELETE /carts/*', protected: true },
  ],
};

describe('a method that the body asks for, where a rule names it', () => {
  test.each([
    ['a stricter area', deletes, openButDeletes, 'POST /orders/5', 'refuse 503 read-only-write'],
    ['a looser area', posts, onlyPosts, 'POST /orders/5', 'refuse 503 read-only-write'],
    ['a protection', carts, { mode: 'read-only' }, 'POST /carts/5', 'refuse 503 protected'],
    ['a protection in a closed site', carts, { mode: 'closed' }, 'POST /carts/5', 'refuse 503 protected'],
  ] as const)(
    '%s: the body is asked for, and DELETE or an unreadable one refused',
    (_, policy, modes, line, refused) => {
      expect(judge(policy, modes, line, { identity: null })).toBe('need body');
      expect(judge(policy, modes, line, asks())).toMatch(/^allow /);
      expect(judge(policy, modes, line, asks('POST'))).toMatch(/^allow /);
      expect(judge(policy, modes, line, asks('DELETE'))).toBe(refused);
      expect(judge(policy, modes, line, asks('POST', 'DELETE'))).toBe(refused);
      expect(judge(policy, modes, line, unreadable)).toBe(refused);
    },
  );

  test('a sensitive method is confirmed by insiders', () => {
    const policy: PolicyInput = {
      routes: [{ match: 'DELETE /users/*', sensitive: true }],
      identity: [{ kind: 'callback' }],
      bypass: { writeByRoleAlone: ['admin'] },
    };
    const identity = somebody('admin');
    const judgeAs = (known: Known): string =>
      judge(policy, { mode: 'read-only' }, 'POST /users/5', { ...known, identity });
    expect(judgeAs({})).toBe('need body');
    expect(judgeAs(asks('DELETE'))).toBe('need confirmation');
    expect(judgeAs({ body: null })).toBe('refuse 413 sensitive');
    expect(judgeAs(asks())).toBe('allow bypass');
  });
});

describe('a body is left alone', () => {
  test.each([
    ['on other paths', deletes, openButDeletes, 'POST /carts/5', withBody],
    ['without one', deletes, openButDeletes, 'POST /orders/5', []],
    [
      'where the rule names no method',
      { areas: { orders: { routes: ['/other/**'] } } },
      openButDeletes,
      'POST /orders/5',
      withBody,
    ],
    [
      'where every method is judged alike',
      { areas: { orders: { routes: ['POST,DELETE /orders/**'] } } },
      { mode: 'open', areas: { orders: 'open', other: 'read-only' } },
      'POST /orders/5',
      withBody,
    ],
    [
      'of a picture that nobody keeps in memory',
      deletes,
      openButDeletes,
      'POST /orders/5',
      ['Content-Length', '2000000', 'Content-Type', 'image/png'],
    ],
  ] as const)('%s', (_, policy, modes, line, headers) => {
    expect(judge(policy, modes, line, { identity: null }, [...headers])).toMatch(/^allow /);
  });

  test('of what is refused without it', () => {
    const policy: PolicyInput = { routes: [{ match: 'DELETE /users/*', sensitive: true }] };
    expect(judge(policy, { mode: 'read-only' }, 'POST /users/5', { identity: null })).toBe(
      'refuse 503 read-only-write',
    );
  });
});

describe('a method that the same rule names is no other one', () => {
  const policy: PolicyInput = {
    signIn: { routes: ['POST,DELETE /users/sign_out'] },
    routes: [
      { match: 'GET,POST /reports', access: 'read' },
      { match: '/search', access: 'read' },
    ],
  };
  test.each([
    ['POST /users/sign_out', asks('DELETE'), 'allow sign-in'],
    ['POST /users/sign_out?_method=DELETE', asks(), 'allow sign-in'],
    ['POST /users/sign_out', asks('PATCH'), 'refuse 503 read-only-write'],
    ['POST /users/sign_out', asks('DELETE', 'PATCH'), 'refuse 503 read-only-write'],
    ['POST /users/sign_out', unreadable, 'refuse 503 read-only-write'],
    ['POST /reports', asks('GET'), 'allow read-only-read'],
    ['POST /reports?_method=GET', asks(), 'allow read-only-read'],
    ['POST /reports', asks('DELETE'), 'refuse 503 read-only-write'],
    ['POST /reports', unreadable, 'refuse 503 read-only-write'],
    ['POST /search', asks('DELETE'), 'refuse 503 read-only-write'],
  ] as const)('%s %o: %s', (line, known, summary) => {
    expect(judge(policy, { mode: 'read-only' }, line, known)).toBe(summary);
  });
});

describe('a preflight carries no call', () => {
  const policy: PolicyInput = {
    routes: [{ match: 'POST /rpc', calls: { protocol: 'json-rpc', read: ['list'] } }],
  };
  test.each([
    ['OPTIONS /rpc', 'allow preflight'],
    ['OPTIONS /rpc?_method=POST', 'refuse 503 read-only-write'],
    ['POST /rpc', 'need body'],
  ])('%s: %s', (line, summary) => {
    expect(judge(policy, { mode: 'read-only' }, line, { identity: null }, [])).toBe(summary);
  });
});
