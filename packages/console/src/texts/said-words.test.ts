import { describe, expect, it } from 'vitest';
import { type ErrorCode, modes, type Said } from '../api/schema.ts';
import { errorWordsFor } from './error-words.ts';
import { languages } from './languages.ts';
import { type EffectiveRule, type ValuesOf, wordsFor } from './said-words.ts';

const rule = { id: 'closed', detail: '' };
const paths = { hosts: ['admin.shop.example'], networks: ['office'] };
const caller = { role: 'admin', subject: 'ada', host: 'shop.example', origin: 'http://localhost' } as const;
const listed = { first: ['/a', '/b', '/c'], more: 2 };
const ways = { ...paths, anywhere: false, ownPass: true };
const modeRules = modes.map((mode) => ({
  mode,
  readers: [{ kind: 'pass' }, { kind: 'health' }] as const,
  writers: [
    { kind: 'roles', roles: ['admin', 'support', 'allowed'], by: { ...ways, anywhere: true } },
    { kind: 'named', subjects: { first: [], more: 5 }, by: ways },
    { kind: 'named', subjects: { first: ['maria'], more: 0 }, by: ways },
    { kind: 'write-pass', by: ways },
    { kind: 'sign-in' },
    { kind: 'exceptions', routes: listed },
  ] as const,
  insidersOnly: listed,
  declaredReads: (['requests', 'calls', 'sockets', 'messages'] as const).map((kind) => ({
    kind,
    routes: listed,
  })),
}));
const effectiveRule = {
  site: modeRules[1],
  areas: modeRules.map((each) => ({ name: 'checkout', rule: each })),
  actionsFollowStrictest: true,
} as unknown as EffectiveRule;

/** Values for each code: one that is left out does not compile. */
const samples: { readonly [Code in Said['code']]: ValuesOf<Code> } = {
  'sign-in-open': {
    page: '/login',
    method: 'POST',
    target: '/session',
    leadsNowhere: false,
    rolesAlone: ['admin', 'allowed'],
  },
  'sign-in-page-refused': { page: '/login', rule },
  'sign-in-page-status': { page: '/login', status: 404 },
  'sign-in-page-failed': { page: '/login', reason: 'ECONNREFUSED' },
  'sign-in-without-form': { page: '/login' },
  'sign-in-refused': { method: 'POST', target: '/session', rule },
  'sign-in-action-refused': { action: '40ab', method: 'POST', path: '/session', rule },
  'caller-writes': caller,
  'caller-reads': { ...caller, ...paths, brought: 'pass', hasIdentity: false },
  'caller-stays-out': { ...caller, rule: { id: 'of-tomorrow', detail: 'why' } },
  'pass-not-honoured': { origin: 'http://shop.example' },
  'way-failed': { reason: 'no time' },
  'break-glass-reaches': { instances: 2 },
  'break-glass-unseen': { instances: [] },
  'no-identity': {},
  'instance-enforces': { why: 'environment' },
  'instance-contested': {},
  'instance-behind': { epoch: 3, expected: 4 },
  'instance-looser': { mode: 'open', asked: 'closed', area: 'checkout', why: 'break-glass' },
  'instance-other-secret': {},
  'instance-other-policy': {},
  'instance-draining': { writes: 2, oldest: { method: 'POST', path: '/a', ageMs: 1_000 } },
  'instance-silent': { silentMs: 9_000, onStoreLost: 'keep', writes: 0 },
  'instance-silent-forced': { silentMs: 9_000, mode: 'open', why: 'environment' },
  'instance-silent-other': { silentMs: 9_000, other: 'policy' },
  'instance-fenced': { silentMs: 9_000, mode: 'closed' },
  'instance-not-asked': { silentMs: 9_000, mode: 'read-only' },
  'effective-rule': { rule: effectiveRule, breakGlass: ['root'] },
  'upstream-down': { origin: 'http://127.0.0.1:8069', problem: 'ECONNREFUSED' },
  'guard-closed': { name: 'orders', since: 1_790_000_000_000, by: 'keeper', reason: 'a repair' },
  'closed-long': { hours: 36 },
  'key-ends': { name: 'web', endsAt: 1_790_000_000_000, hasEnded: false },
  'state-not-on-disk': { host: 'web-1', directory: '/var/lib/portcullis' },
  'webhooks-stuck': {
    ...{ webhook: 'POST /hooks', failed: 2, waiting: 3 },
    paused: { at: 1_790_000_000_000, by: 'ada', reason: 'a repair' },
  },
  'webhook-refused': {
    ...{
      webhook: 'POST /hooks',
      why: 'no-secret',
      secretFrom: ['HOOK_SECRET'],
      held: 0,
      most: 9,
    },
  },
  'webhook-was-refused': {
    ...{ webhook: 'POST /hooks', why: 'wrong', count: 3, lastAt: 1_790_000_000_000 },
    secretFrom: ['HOOK_SECRET'],
  },
  'webhook-waits': {
    ...{ webhook: 'POST /hooks', since: 1_790_000_000_000, attempts: 4 },
    status: 400,
  },
  'nobody-restricted': { groups: ['Production Mode Restricted'], people: 7 },
  'route-declared': { access: 'read' },
  'route-calls': { protocol: 'graphql' },
  'route-socket': {},
  'route-exception': {},
  'route-never-exception': {},
  'route-protected': {},
  'route-sensitive': {},
  'lacks-identity': { hasIdentity: true },
  'lacks-identity-and-path': { hasIdentity: false, ...paths },
  'lacks-write-pass': {},
  'lacks-role': { roles: [] },
  'lacks-path': { ...paths, other: 'sign-in' },
  'path-host': { host: 'admin.shop.example' },
  'path-network': { network: 'office' },
  'path-sign-in': {},
  reason: { reason: 'calls-many', place: 'query-route', values: { most: '100' } },
  'let-in-by': { identity: 'probe', name: null, isAlone: false, path: { kind: 'network', name: 'office' } },
  warning: {
    path: 'policy.routes[0].match',
    warning: 'method-meant',
    values: { method: 'PSOT', meant: 'POST' },
  },
  'request-method': { method: 'a b' },
  'request-url': { url: 'orders', meant: '/orders' },
  'role-by-application': {},
  'role-by-group': { groups: ['Allowed During Maintenance', 'base.group_system'] },
  'role-by-settings-right': {},
  'role-by-probe': { method: 'GET', path: '/me' },
  'role-by-jwt': { issuer: 'https://id.example' },
  'role-by-header': { header: 'X-Role' },
  'role-by-pass': { scope: 'write' },
  'role-by-name': {},
  'audit-out-of-order': { expected: 7 },
  'audit-unlinked': {},
  'audit-edited': {},
  'audit-unlike-its-seal': {},
  'audit-forged-seal': {},
  'audit-cut': { end: null, sealed: 9, goesOnIn: 'host-2' },
  'audit-cut-before': { end: 4, from: 9, goesOnIn: 'host-2' },
  'audit-not-the-end': { goesOnIn: 'host-2' },
  'break-glass-record': { mode: 'read-only', until: 0, from: '127.0.0.1', reason: 'repair' },
};
const all = Object.entries(samples).map(([code, values]) => ({ code, values }) as Said);
const theirs = 'what the server says';
const saidIn = async (tag: string) => {
  const language = languages.find((each) => each.tag === tag);
  if (language === undefined) throw new Error(`Expected a language ${tag}.`);
  return (await language.loadScreens()).said;
};

describe.each(languages)('what the server says, in $name', ({ loadScreens }) => {
  it('is worded for each code, with its values, and names no option', async () => {
    const { said } = await loadScreens();
    for (const each of all) {
      const text = wordsFor(said, each, theirs);
      if (said[each.code] !== null) expect([each.code, text]).not.toEqual([each.code, theirs]);
      expect(text).not.toMatch(/undefined|NaN|\[object|\s--[a-z]|^\s*$/);
    }
  });

  it('is the server’s own text for a code of tomorrow, and where there is none', async () => {
    const { said } = await loadScreens();
    const unknown = { code: 'of-tomorrow', values: {} } as unknown as Said;
    const inherited = { code: 'constructor', values: {} } as unknown as Said;
    for (const each of [unknown, inherited, null, undefined])
      expect(wordsFor(said, each, theirs)).toBe(theirs);
  });
});

it('what the server says is said in German, not in English', async () => {
  const [english, german] = [await saidIn('en'), await saidIn('de')];
  const same = all.filter((each) => wordsFor(english, each, '') === wordsFor(german, each, ''));
  expect(same).toEqual([]);
  const inEnglish = all
    .map((each) => wordsFor(german, each, ''))
    .filter((text) => /\b(?:the|would|with|from|nobody|may|through)\b/i.test(text));
  expect(inEnglish).toEqual([]);
});

it('errors are worded by their code, and a code of tomorrow by the server', async () => {
  const german = (await languages.find(({ tag }) => tag === 'de')?.loadScreens())?.errors ?? {};
  const code: ErrorCode = 'PORTCULLIS_SWITCH_CONFLICT';
  expect(errorWordsFor(german, code)?.detail?.({ name: 'ada', epoch: 7 })).toContain('ada');
  for (const { title, detail } of Object.values(german)) {
    expect(`${title} ${detail?.({}) ?? ''}`).not.toMatch(/undefined|--[a-z]/);
  }
  const usage = errorWordsFor(german, 'PORTCULLIS_USAGE');
  expect(usage?.detail?.({ problem: 'body-too-large', most: 7 })).toContain('7 Bytes');
  for (const problem of ['of-tomorrow', 'constructor', 7]) expect(usage?.detail?.({ problem })).toBeNull();
  expect(errorWordsFor(german, 'PORTCULLIS_OF_TOMORROW')).toBeNull();
  expect(errorWordsFor(german, 'constructor')).toBeNull();
});
