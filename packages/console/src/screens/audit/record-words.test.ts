import { describe, expect, it } from 'vitest';
import { english } from '../../texts/english/english.ts';
import { englishScreens } from '../../texts/english/screens.ts';
import { germanScreens } from '../../texts/german/screens.ts';
import { recordWords, type Wording } from './record-words.ts';

const wording: Wording = {
  audit: englishScreens.audit,
  said: englishScreens.said,
  modes: english.common.modes,
  roles: english.shell.roles,
  format: { dateTime: (at) => `<${at}>` },
};
const say = (kind: string, data: unknown) =>
  recordWords({ kind, bySaid: null, data: typeof data === 'string' ? data : JSON.stringify(data) }, wording);

describe('a record in words', () => {
  it.each([
    [
      'switch.changed',
      {
        from: { mode: 'open', areas: {}, epoch: 4 },
        to: { mode: 'read-only', areas: { checkout: 'closed' } },
        reason: 'Orders lose lines',
        expected: { latest: 7 },
        expires: null,
        forced: true,
      },
      [
        'Open → Read-only',
        'checkout: Closed',
        '“Orders lose lines”',
        'expected to end <7>',
        'no way in was proven',
      ],
    ],
    ['pass.created', { subject: 'ada', scope: 'write', expiresAt: 9 }, ['write pass for ada', 'until <9>']],
    ['bypass.used', { by: 'probe', method: 'PUT', path: '/x' }, ['PUT /x', 'by probe']],
    [
      'requests.refused',
      { counts: { 'read-only-write POST /a': 3, 'read-only-write PUT /b': 40 } },
      ['43 requests on 2 routes', 'most: read-only-write PUT /b (40)'],
    ],
    ['production.changed', { production: true, why: 'go-live' }, ['on', '“go-live”']],
    ['production.changed', { production: 'yes', why: 7 }, []],
    [
      'webhooks.decided',
      { decision: 'replay', reason: 'it is mended', webhook: 'POST /hook', state: 'failed' },
      ['replay', 'POST /hook', '“it is mended”'],
    ],
    [
      'webhooks.decided',
      { decision: 'drop', webhook: 'POST /hook', state: 'failed', count: 500, first: 3, last: 812 },
      ['drop', 'POST /hook', '500 webhooks', 'numbers 3 to 812'],
    ],
    [
      'webhooks.decided',
      { decision: 'drop', webhook: 'POST /hook', count: 1, first: 3, last: 3, deliveries: ['0a1b'] },
      ['drop', 'POST /hook', '1 webhook', 'number 3', '0a1b'],
    ],
    ['webhooks.decided', { decision: 'of tomorrow', delivery: '0a1b' }, ['of tomorrow', '0a1b']],
    [
      'transition.phase',
      { direction: 'on', from: null, to: 'announce', setback: null },
      ['turning on', 'announced'],
    ],
    [
      'transition.phase',
      { direction: 'on', from: 'guards', to: 'freeze', setback: { kind: 'not-opened', details: ['x'] } },
      ['turning on', 'databases → freeze', 'opening was given up'],
    ],
    [
      'transition.phase',
      { direction: 'off', from: 'resume-workers', to: null, setback: null },
      ['turning off', 'workers resume → over'],
    ],
    [
      'transition.decided',
      {
        decision: 'go-on',
        reason: 'it is stuck',
        direction: 'on',
        from: 'drain',
        to: 'guards',
        setback: { kind: 'left-behind' },
      },
      [
        'go on without',
        '“it is stuck”',
        'turning on',
        'drain → databases',
        'went on although something was missing',
      ],
    ],
    ['transition.phase', { direction: 7, from: 'someday', to: ['x'] }, ['someday → over']],
    [
      'transition.part',
      { kind: 'database', name: 'orders', did: 'stopped', tables: ['orders', 'lines'] },
      ['database orders', 'closed', 'tables orders, lines'],
    ],
    [
      'transition.part',
      { kind: 'worker', name: 'mail', did: 'started', tables: [] },
      ['worker mail', 'resumed'],
    ],
    ['transition.part', { kind: 'toString', name: 'mail' }, ['mail']],
    [
      'database.written',
      { database: 'orders', table: 'public.orders', rows: 3 },
      ['database orders', 'tables public.orders'],
    ],
    ['database.written', { database: 7 }, []],
    ['incident.read', { incident: 'K7Q2-9FMX' }, ['K7Q2-9FMX']],
    ['operator.created', { name: 'ben', role: 'support' }, ['ben, Support']],
    [
      'operator.changed',
      { name: 'ben', changed: { role: 'owner', state: 'disabled' } },
      ['ben', 'changed: role Owner, state disabled'],
    ],
    ['operator.changed', { changed: 'password' }, ['changed: password']],
    ['settings.changed', { changed: ['page.brand'] }, ['changed: page.brand']],
    ['key.created', { name: 'ci', scopes: ['read', 'switch'], expiresAt: null }, ['ci: read, switch']],
    ['operator.signed-out', { everywhere: true }, ['everywhere']],
    ['entries.dropped', { count: 2 }, ['2 entries could not be kept']],
  ])('%s', (kind, data, expected) => {
    expect(say(kind, data)).toEqual(expected);
  });

  it.each([
    ['switch.changed', '{'],
    ['switch.changed', 'null'],
    ['switch.changed', '{"from":7,"to":{"mode":{}},"reason":["x"],"expected":{"latest":1e400}}'],
    ['requests.refused', '{"counts":{"a":"many","b":null}}'],
    ['toString', '{}'],
    ['__proto__', '{}'],
    ['something.new', '{"reason":"x"}'],
  ])('says nothing of what nobody expects: %s %s', (kind, data) => {
    expect(say(kind, data)).toEqual([]);
  });

  it('says in the language of the reader by what somebody was let through', () => {
    const record = {
      kind: 'bypass.used',
      data: JSON.stringify({ by: 'probe alone', method: 'PUT', path: '/x' }),
      bySaid: {
        code: 'let-in-by',
        values: { identity: 'probe', name: null, isAlone: true, path: null },
      },
    } as const;
    const inGerman = { ...wording, audit: germanScreens.audit, said: germanScreens.said };
    expect(recordWords(record, inGerman)).toEqual(['PUT /x', 'durch Sitzungsabfrage allein']);
  });

  it('cuts what is endless', () => {
    const [phrase = ''] = say('pass.revoked', { reason: 'x'.repeat(10_000) });
    expect(phrase.length).toBeLessThan(400);
  });

  it('takes any number for a time', () => {
    expect(say('pass.created', { subject: 'a', scope: 'read', expiresAt: 1e99 })).toEqual([
      'read pass for a',
      'until 1e+99',
    ]);
  });
});
