import { describe, expect, it } from 'vitest';
import type { RawRequest } from '../model/request.ts';
import type { IdentityContext, IdentitySource, Recognised, Recognition } from '../ports/identity-source.ts';
import { createCallbackSource } from './callback-source.ts';
import { firstRecognised } from './first-recognised.ts';
import { createHeaderSource } from './header-source.ts';

const context: IdentityContext = {
  clientAddress: '203.0.113.7',
  peerIsTrustedProxy: true,
  monotonicMs: 0,
  passCookieOn: () => {},
};
const maria: Recognised = { role: 'admin', subject: 'maria' };

function requestWith(...headers: string[]): RawRequest {
  return {
    method: 'GET',
    target: '/',
    headers,
    peer: '10.0.0.2',
    httpVersion: '1.1',
    secure: false,
    upgrade: false,
  };
}

describe('the header source', () => {
  const source = createHeaderSource({
    input: { kind: 'header', subject: 'x-auth-user', role: { header: 'x-auth-role', map: { ops: 'admin' } } },
  });

  it.each([
    [['X-Auth-User', 'maria', 'X-Auth-Role', 'ops'], { role: 'admin', subject: 'maria' }],
    [['x-auth-user', 'maria'], { role: 'visitor', subject: 'maria' }],
    [['X-Auth-User', 'maria', 'X-Auth-Role', 'OPS'], { role: 'visitor', subject: 'maria' }],
    [['X-Auth-User', 'maria', 'X-Auth-Role', 'ops,staff'], { role: 'visitor', subject: 'maria' }],
    [['X-Auth-User', 'maria', 'X-Auth-Role', 'constructor'], { role: 'visitor', subject: 'maria' }],
    // UTF-8 as it arrives, one character per byte.
    [['X-Auth-User', 'Jos\u00c3\u00a9'], { role: 'visitor', subject: 'José' }],
    [['X-Auth-User', 'Jos\u00e9'], null],
    [['X-Auth-User', ''], null],
    [['X-Auth-User', 'ma\u0000ria'], null],
    [['X-Auth-Role', 'ops'], null],
    [[], null],
    // Doubled, also under the aliases that lenient servers fold.
    [['X-Auth-User', 'maria', 'X-Auth-User', 'maria'], null],
    [['X-Auth-User', 'maria', 'x-auth-user', 'root', 'X-Auth-Role', 'ops'], null],
    [['X-Auth-User', 'maria', 'X_Auth_User', 'root'], null],
    [['X-Auth-User', 'maria', 'X.Auth-User', 'root'], null],
    [['X-Auth-User', 'maria', 'X-Auth-Role', 'ops', 'X-Auth-Role', 'ops'], null],
    [['X-Auth-User', 'maria', 'X-Auth-Role', 'user', 'X_Auth_Role', 'ops'], null],
    // An alias alone is no spelling the proxy sets, so the visitor wrote it: it made anybody admin, because names
    // were compared folded.
    [['X_Auth_User', 'root', 'X_Auth_Role', 'ops'], null],
    [['X.Auth.User', 'root', 'X.Auth.Role', 'ops'], null],
    [['X_Auth-User', 'root'], null],
    [['X-Auth-User', 'maria', 'X_Auth_Role', 'ops'], null],
    [['X-Auth-User', 'maria', 'X.Auth.Role', 'ops'], null],
    [['X-Auth-User', 'maria', 'X_Auth_Role', ''], null],
  ])('reads %j as %j', (headers, expected) => {
    expect(source.recognise(requestWith(...headers), context)).toEqual(expected);
  });

  const withGroups = createHeaderSource({
    input: {
      kind: 'header',
      subject: 'x-auth-user',
      role: { header: 'x-auth-role', map: {} },
      groups: { header: 'x-auth-groups' },
    },
  });

  it.each([
    [
      ['X-Auth-Groups', 'ops,staff'],
      ['ops', 'staff'],
    ],
    [
      ['X-Auth-Groups', ' ops , , staff, ops'],
      ['ops', 'staff'],
    ],
    [['X-Auth-Groups', 'B\u00c3\u00bcro'], ['Büro']],
    [['X-Auth-Groups', ''], []],
    [[], undefined],
    [['X-Auth-Groups', 'B\u00fcro'], undefined],
    [['X-Auth-Groups', `ops,${'x'.repeat(257)}`], undefined],
    [['X-Auth-Groups', Array.from({ length: 1_001 }, (_, index) => index).join()], undefined],
  ])('reads groups in %j as %j', (headers, groups) => {
    const recognised = withGroups.recognise(requestWith('X-Auth-User', 'maria', ...headers), context);
    expect(recognised).toEqual({ role: 'visitor', subject: 'maria', ...(groups && { groups }) });
  });

  it.each([[['X-Auth-Groups', 'a', 'X-Auth-Groups', 'b']], [['X-Auth-Groups', 'a', 'X_Auth_Groups', 'b']]])(
    'takes %j for a visitor who writes such headers himself',
    (headers) => {
      expect(withGroups.recognise(requestWith('X-Auth-User', 'maria', ...headers), context)).toBeNull();
    },
  );

  it('believes nobody but a named proxy', () => {
    const request = requestWith('X-Auth-User', 'maria', 'X-Auth-Role', 'ops');
    expect(source.recognise(request, { ...context, peerIsTrustedProxy: false })).toBeNull();
  });
});

describe('the callback source', () => {
  it('answers at once when the function does', () => {
    const source = createCallbackSource((request) => (request.target === '/' ? maria : null));
    expect(source.recognise(requestWith(), context)).toEqual(maria);
    expect(source.recognise({ ...requestWith(), target: '/x' }, context)).toBeNull();
  });

  it('waits for a promise', async () => {
    expect(await createCallbackSource(async () => maria).recognise(requestWith(), context)).toEqual(maria);
  });

  it('takes something else for nobody', async () => {
    const source = createCallbackSource(async () => JSON.parse('{"role":"root","subject":"x"}'));
    expect(await source.recognise(requestWith(), context)).toBeNull();
  });

  it('is unsure after a rejection, and when no answer comes', async () => {
    const rejecting = createCallbackSource(() => Promise.reject(new Error('down')));
    expect(await rejecting.recognise(requestWith(), context)).toBe('unsure');
    const never = Promise.withResolvers<Recognised>();
    const waiting = createCallbackSource(() => never.promise, { timeoutMs: 5 });
    expect(await waiting.recognise(requestWith(), context)).toBe('unsure');
  });

  it('may say groups', () => {
    const saying = (groups: unknown) =>
      createCallbackSource(() => JSON.parse(JSON.stringify({ ...maria, groups })));
    expect(saying(['ops', 'staff']).recognise(requestWith(), context)).toEqual({
      ...maria,
      groups: ['ops', 'staff'],
    });
    expect(saying([7]).recognise(requestWith(), context)).toEqual(maria);
  });
});

describe('firstRecognised', () => {
  const asked: string[] = [];
  const source = (
    kind: IdentitySource['kind'],
    answer: () => Recognition | Promise<Recognition>,
  ): IdentitySource => ({
    kind,
    recognise: () => {
      asked.push(kind);
      return answer();
    },
  });
  const fails = () => {
    throw new Error('down');
  };

  it.each<[string, IdentitySource[], unknown, string[]]>([
    ['no source', [], null, []],
    ['nobody', [source('probe', () => null), source('jwt', () => null)], null, ['probe', 'jwt']],
    ['unsure', [source('probe', fails), source('jwt', () => null)], 'unsure', ['probe', 'jwt']],
    [
      'the first',
      [source('header', () => maria), source('jwt', () => null)],
      { ...maria, via: 'header' },
      ['header'],
    ],
    [
      'the second',
      [source('probe', () => null), source('jwt', () => maria)],
      { ...maria, via: 'jwt' },
      ['probe', 'jwt'],
    ],
    [
      'one after a failure',
      [source('probe', fails), source('jwt', () => maria)],
      { ...maria, via: 'jwt' },
      ['probe', 'jwt'],
    ],
  ])('answers at once: %s', (_, sources, expected, order) => {
    asked.length = 0;
    expect(firstRecognised(sources, requestWith(), context)).toEqual(expected);
    expect(asked).toEqual(order);
  });

  it.each<[string, IdentitySource[], unknown, string[]]>([
    [
      'the first',
      [source('probe', async () => maria), source('jwt', () => maria)],
      { ...maria, via: 'probe' },
      ['probe'],
    ],
    [
      'the second',
      [source('probe', async () => null), source('jwt', () => maria)],
      { ...maria, via: 'jwt' },
      ['probe', 'jwt'],
    ],
    [
      'the third',
      [
        source('header', () => null),
        source('probe', () => Promise.reject(new Error('down'))),
        source('jwt', async () => maria),
      ],
      { ...maria, via: 'jwt' },
      ['header', 'probe', 'jwt'],
    ],
    ['nobody', [source('probe', async () => null), source('jwt', () => null)], null, ['probe', 'jwt']],
    ['unsure', [source('probe', async () => null), source('jwt', fails)], 'unsure', ['probe', 'jwt']],
    [
      'one after somebody unsure',
      [
        source('header', () => 'unsure'),
        source('probe', async () => 'unsure' as const),
        source('jwt', () => maria),
      ],
      { ...maria, via: 'jwt' },
      ['header', 'probe', 'jwt'],
    ],
    [
      'somebody unsure before nobody',
      [source('header', fails), source('probe', async () => null)],
      'unsure',
      ['header', 'probe'],
    ],
  ])('waits: %s', async (_, sources, expected, order) => {
    asked.length = 0;
    const answer = firstRecognised(sources, requestWith(), context);
    expect(answer).toBeInstanceOf(Promise);
    expect(await answer).toEqual(expected);
    expect(asked).toEqual(order);
  });
});
