import { describe, expect, test } from 'vitest';
import {
  browserRequest,
  exampleContext,
  examplePolicy,
  exampleSwitch,
  programRequest,
  refusedView,
  refusedWrite,
} from '../../test/answer/examples.ts';
import type { IdentityInput, PolicyInput } from '../model/policy.ts';
import { type AnswerInput, answerFor } from './answer-for.ts';

const closed = exampleSwitch({ mode: 'closed' });
const answer = (change: Partial<AnswerInput>) =>
  answerFor({ ...exampleContext(), decision: refusedWrite(), ...change });

describe('what is said', () => {
  const text = (change: Partial<AnswerInput>): string =>
    answer({ request: { ...browserRequest(), method: 'POST', headers: [] }, ...change }).body;

  test('plain text tells all of it', () => {
    expect(text({})).toBe(`This was not saved

We are carrying out maintenance, so what you sent was not saved. Nothing was changed.

When we expect to be back
  2:00 – 2:30 PM GMT+2 today
  In 55 minutes at the latest.

What is paused
  Everything that saves or changes something, such as sending forms, placing orders or uploading files

What still works
  Looking around: pages open as usual
  Signing in and out

Whom to ask
  Email: help@shop.example

Reference: K7Q2-9FMX
`);
  });

  test('a problem document tells all of it', () => {
    const notice = {
      ...exampleSwitch().notice,
      message: { en: 'Moving <b>house</b>' },
      contact: { phone: '+49 30 1', url: 'https://status.shop.example' },
    };
    const given = answer({ request: programRequest({ method: 'POST' }), switch: exampleSwitch({ notice }) });
    expect(given.body).not.toContain('<b>');
    expect(JSON.parse(given.body)).toEqual({
      type: 'urn:portcullis:error:read-only',
      title: 'The site is read-only',
      status: 503,
      detail:
        'We are carrying out maintenance, so what you sent was not saved. Nothing was changed. Expected end: 2:00 – 2:30 PM GMT+2 today.',
      code: 'PORTCULLIS_READ_ONLY',
      mode: 'read-only',
      areas: [],
      retryAfter: 3_300,
      expected: {
        earliest: '2026-06-12T12:00:00.000Z',
        latest: '2026-06-12T12:30:00.000Z',
        nextUpdateAt: null,
      },
      reference: 'K7Q2-9FMX',
      message: 'Moving <b>house</b>',
      contact: { phone: '+49 30 1', website: 'https://status.shop.example/' },
    });
  });

  test.each<[string, Partial<AnswerInput>, readonly string[]]>([
    [
      'a form',
      { request: browserRequest({ method: 'POST' }) },
      ['This was not saved', 'Go back in your browser: your entries are kept.'],
    ],
    [
      'a form, closed',
      {
        request: browserRequest({ method: 'POST' }),
        switch: closed,
        decision: refusedView({ access: 'write' }),
      },
      ['This was not saved', 'Go back in your browser', 'All pages and services of this site'],
    ],
    ['a link that writes', { decision: refusedWrite() }, ['This step is paused for now', 'Try again']],
    [
      'a protected page',
      { decision: refusedWrite({ access: 'read', rule: { id: 'protected', detail: '' } }) },
      ['This page is paused for now'],
    ],
    [
      'closed',
      { switch: closed, decision: refusedView() },
      [
        '<bdi>Juniper &amp; Oak</bdi> is down for maintenance',
        'will open again',
        'Nothing on this site until we are back',
        'Try again',
      ],
    ],
    [
      'one area',
      {
        switch: exampleSwitch({ mode: 'open', areas: { checkout: 'closed' } }),
        decision: refusedView({ areas: ['checkout'] }),
      },
      [
        'Paused for now: <bdi>Checkout</bdi>',
        'Everything else works as usual.',
        'Everything else, as usual',
        '<bdi>Checkout</bdi>: closed for now',
      ],
    ],
    [
      'two areas',
      {
        switch: exampleSwitch({ mode: 'open', areas: { checkout: 'closed', uploads: 'closed' } }),
        decision: refusedView({ areas: ['checkout', 'uploads'] }),
      },
      ['Paused for now: <bdi>Checkout and Uploads</bdi>'],
    ],
    [
      'an area of a read-only site',
      {
        switch: exampleSwitch({ areas: { uploads: 'closed' } }),
        decision: refusedView({ areas: ['uploads'] }),
      },
      ['Paused for now: <bdi>Uploads</bdi>', 'Looking around', '<bdi>Uploads</bdi>: closed for now'],
    ],
    [
      'open areas of a closed site',
      { switch: { ...closed, areas: { checkout: 'open', uploads: 'read-only' } }, decision: refusedView() },
      ['<bdi>Checkout</bdi>: as usual', '<bdi>Uploads</bdi>: you can look, but not change anything'],
    ],
    [
      'an override stricter than the switch',
      { switch: exampleSwitch({ mode: 'open' }), decision: refusedView() },
      ['is down for maintenance', 'All pages and services of this site'],
    ],
    [
      'an insider on the wrong way in',
      {
        request: browserRequest({ method: 'POST' }),
        decision: refusedWrite({ standing: { role: 'admin', subject: 'jane', scope: 'read' } }),
      },
      [
        'You are signed in as <bdi>jane</bdi> (<bdi>admin</bdi>).',
        'a trusted network, the admin address or a pass',
      ],
    ],
    [
      'support',
      {
        request: browserRequest({ method: 'POST' }),
        decision: refusedWrite({ standing: { role: 'support', subject: 'tom', scope: 'read' } }),
      },
      ['You are signed in as <bdi>tom</bdi> (<bdi>support</bdi>).'],
    ],
  ])('%s', (_, change, phrases) => {
    const { body } = answer(change);
    for (const phrase of phrases) expect(body).toContain(phrase);
  });

  describe('somebody whom nobody knows yet, before a closed page', () => {
    const identity: readonly IdentityInput[] = [{ kind: 'odoo' }];
    const link = '<a href="/login">Go to the sign-in page</a>';
    const page = (bypass: PolicyInput['bypass'], change: Partial<AnswerInput> = {}) =>
      answer({
        request: browserRequest(),
        policy: examplePolicy({ identity, bypass }),
        decision: refusedView(),
        ...change,
      }).body;

    test('finds the way to sign in where that is all it takes', () => {
      expect(page({ writeByRoleAlone: ['admin'] })).toContain(link);
    });

    test('and is told of none where it takes more, or is a visitor who signed in', () => {
      const visitor = refusedView({ standing: { role: 'visitor', subject: 'mia', scope: 'none' } });
      expect(page({})).not.toContain(link);
      expect(page({ writeByRoleAlone: ['admin'] }, { decision: visitor })).not.toContain(link);
      expect(page({ writeByRoleAlone: ['admin'] }, { decision: refusedWrite() })).not.toContain(link);
    });
  });

  // "You are signed in as ann (admin)" sent people who had never signed in looking for a session.
  describe('the holder of a pass', () => {
    const probe: IdentityInput = {
      kind: 'probe',
      request: { path: '/api/me' },
      cookies: ['session'],
      subject: '/subject',
      role: { pointer: '/role', map: { admin: 'admin' } },
    };
    const holding = (byPass: 'read' | 'write', identity: readonly IdentityInput[] = [probe]) => ({
      policy: examplePolicy({ identity }),
      decision: refusedWrite({
        standing: { role: byPass === 'write' ? 'admin' : 'support', subject: 'ann', scope: 'read', byPass },
      }),
    });
    const page = (change: Partial<AnswerInput>) =>
      answer({ request: browserRequest({ method: 'POST' }), ...change }).body;

    test('that writes is told to sign in as well, and where', () => {
      const body = page(holding('write'));
      expect(body).toContain('You hold a write pass for <bdi>ann</bdi>.');
      expect(body).toContain('To change things, sign in as well.');
      expect(body).toContain('<a href="/login">Go to the sign-in page</a>');
      expect(body).not.toContain('signed in as');
      expect(text(holding('write'))).toContain('sign in as well.\n\nGo to the sign-in page: /login\n\nWhen');
    });

    test('is not sent to sign in where nobody would see it', () => {
      const body = page(holding('write', []));
      expect(body).toContain('come through the admin address or from a trusted network');
      expect(body).not.toContain('/login');
    });

    test('that reads is told what it is for', () => {
      const body = page(holding('read'));
      expect(body).toContain('You hold a pass for <bdi>ann</bdi>. It lets you look');
      expect(body).not.toContain('/login');
    });
  });

  test('a program is not told to go back in its browser', () => {
    expect(text({})).not.toContain('Go back');
    expect(answer({ request: browserRequest() }).body).not.toContain('Go back');
  });

  test("the operator's words win over ours", () => {
    const notice = {
      message: { en: 'Moving house.\n\nBack soon.' },
      paused: { en: 'Orders\nGift cards' },
      stillWorks: { de: 'Suche' },
      button: { label: { en: 'News' }, url: '/news' },
      contact: { email: 'ops@shop.example' },
    };
    const { body } = answer({ switch: { ...closed, notice }, decision: refusedView() });
    expect(body).toContain(
      '<p><span dir="auto">Moving house.</span></p><p><span dir="auto">Back soon.</span></p>',
    );
    expect(body).toContain('<span dir="auto">Orders</span></span></li><li>');
    expect(body).toContain('<span dir="auto" lang="de">Suche</span>');
    expect(body).toContain('<a class="button" href="/news" dir="auto">News</a>');
    expect(body).toContain('href="mailto:ops@shop.example"');
    for (const ours of [
      'We are carrying out',
      'All pages and services',
      'Nothing on this site',
      'help@shop.example',
    ]) {
      expect(body).not.toContain(ours);
    }
  });

  test('signs of Markdown are set on the page and left out elsewhere', () => {
    const message = { en: 'We move **house**:\n- [news](https://status.shop.example/)\n- <b>no</b> HTML' };
    const state = { ...closed, notice: { ...closed.notice, message } };
    const told = (request: AnswerInput['request']) =>
      answer({ request, switch: state, decision: refusedView() });
    expect(told(browserRequest()).body).toContain(
      '<div class="lead"><p><span dir="auto">We move <strong>house</strong>:</span></p>' +
        '<ul><li><span dir="auto"><a href="https://status.shop.example/" rel="noopener noreferrer">news</a></span></li>' +
        '<li><span dir="auto">&lt;b&gt;no&lt;/b&gt; HTML</span></li></ul></div>',
    );
    const plain = 'We move house:\n\n- news (https://status.shop.example/)\n- <b>no</b> HTML';
    expect(JSON.parse(told(programRequest()).body)).toMatchObject({ message: plain });
    expect(told(browserRequest({ headers: [] })).body).toContain(plain);
  });

  test('texts of the policy, and languages that we do not ship', () => {
    const policy = examplePolicy({
      page: {
        languages: ['en', 'it'],
        texts: {
          en: { headlineNotSaved: 'Not stored' },
          it: { headlineNotSaved: 'Non salvato', leadNotSaved: '{' },
        },
      },
    });
    const ask = (language: string) =>
      answer({ policy, request: browserRequest({ method: 'POST' }, ['Accept-Language', language]) });
    expect(ask('en').body).toContain('<h1>Not stored</h1>');
    expect(ask('it').body).toContain('<html lang="it" dir="ltr">');
    expect(ask('it').body).toContain('<h1>Non salvato</h1>');
    // Not well-formed: the English text instead.
    expect(ask('it').body).toContain('what you sent was not saved');
  });

  test('nothing of the request is on the page', () => {
    const request = browserRequest(
      { method: 'POST', target: '/search?q=<script>alert(1)</script>&token=hunter2' },
      [
        'User-Agent',
        '<x>agent',
        'Cookie',
        'session=hunter3',
        'X-Forwarded-Host',
        'evil.example',
        'Referer',
        'https://evil.example/',
      ],
    );
    for (const decision of [
      refusedWrite(),
      refusedView(),
      refusedWrite({ status: 400, code: 'PORTCULLIS_MALFORMED_REQUEST' }),
    ]) {
      const given = answer({ request, decision });
      const all = given.body + JSON.stringify(given.headers);
      for (const part of ['hunter2', 'hunter3', 'search', 'alert', 'agent', 'evil.example'])
        expect(all).not.toContain(part);
    }
  });
});
