import { describe, expect, test } from 'vitest';
import {
  browserRequest,
  exampleContext,
  examplePolicy,
  exampleSwitch,
  headerOf,
  minuteMs,
  exampleNow as now,
  programRequest,
  refusedView,
  refusedWrite,
} from '../../test/answer/examples.ts';
import { type AnswerInput, answerFor } from './answer-for.ts';
import { themeOf } from './page/theme.ts';

const closed = exampleSwitch({ mode: 'closed' });
const answer = (change: Partial<AnswerInput>) =>
  answerFor({ ...exampleContext(), decision: refusedWrite(), ...change });

describe('headers, exactly', () => {
  const policy = examplePolicy();
  const style = themeOf(policy.page).styleSource;
  const common = [
    ['Content-Language', 'en'],
    ['Cache-Control', 'no-store'],
    ['Vary', 'Accept, Accept-Language, Cookie, Sec-Fetch-Dest, Sec-Fetch-Mode, X-Requested-With'],
  ];
  const guards = [
    ['X-Content-Type-Options', 'nosniff'],
    ['X-Frame-Options', 'DENY'],
    ['Referrer-Policy', 'no-referrer'],
  ];
  const plainCsp = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

  test('of a page that a closed site refused', () => {
    expect(answer({ policy, switch: closed, decision: refusedView(), jitter: 1 }).headers).toEqual([
      ['Content-Type', 'text/html; charset=utf-8'],
      ...common,
      [
        'Content-Security-Policy',
        `default-src 'none'; style-src ${style}; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`,
      ],
      ...guards,
      ['Portcullis-Mode', 'closed'],
      ['Portcullis-Reference', 'K7Q2-9FMX'],
      ['Retry-After', '3630'],
      ['Refresh', '330'],
    ]);
  });

  test('of a problem document', () => {
    expect(answer({ policy, request: programRequest({ method: 'POST' }) }).headers).toEqual([
      ['Content-Type', 'application/problem+json'],
      ...common,
      ['Content-Security-Policy', plainCsp],
      ...guards,
      ['Portcullis-Mode', 'read-only'],
      ['Portcullis-Reference', 'K7Q2-9FMX'],
      ['Retry-After', '3300'],
    ]);
  });

  test('of plain text', () => {
    expect(headerOf(answer({ request: { ...browserRequest(), headers: [] } }), 'content-type')).toBe(
      'text/plain; charset=utf-8',
    );
  });

  test('HEAD has the headers of GET, and a body for its length', () => {
    const get = answer({ request: programRequest(), decision: refusedView() });
    const head = answer({ request: programRequest({ method: 'HEAD' }), decision: refusedView() });
    expect(head).toEqual(get);
  });

  test('nothing that lets a cache keep or revalidate it', () => {
    const names = answer({}).headers.map(([name]) => name.toLowerCase());
    for (const name of ['etag', 'last-modified', 'expires', 'age', 'set-cookie', 'location']) {
      expect(names).not.toContain(name);
    }
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(['x\r\nSet-Cookie: a=1', 'x y', 'é', '', 'a'.repeat(65), '<script>'])(
    'a reference that is none is left out: %j',
    (reference) => {
      const given = answer({ reference });
      expect(headerOf(given, 'portcullis-reference')).toBeNull();
      if (reference !== '') expect(given.body).not.toContain(reference);
    },
  );

  test('a language of the policy reaches the header only as a language tag', () => {
    const languages = ['x\r\nSet-Cookie: a=1', 'de'];
    const page = { ...examplePolicy().page, languages, texts: { [languages[0] ?? '']: { email: 'x' } } };
    const given = answer({ policy: { ...examplePolicy(), page } });
    expect(headerOf(given, 'content-language')).toBe('de');
  });
});

describe('refresh', () => {
  const view = refusedView();
  test.each<[string, Partial<AnswerInput>, boolean]>([
    ['a page view of a closed site', { switch: closed, decision: view }, true],
    [
      'a form sent to a closed site',
      { request: browserRequest({ method: 'POST' }), decision: refusedView({ access: 'write' }) },
      false,
    ],
    [
      'a page view of a read-only site',
      { decision: refusedWrite({ access: 'read', rule: { id: 'protected', detail: '' } }) },
      false,
    ],
    ['a program', { request: programRequest(), decision: view }, false],
    ['curl', { request: { ...browserRequest(), headers: ['Accept', '*/*'] }, decision: view }, false],
    [
      'HTML fetched by a script',
      {
        request: { ...browserRequest(), headers: ['Sec-Fetch-Dest', 'empty', 'Accept', 'text/html'] },
        decision: view,
      },
      false,
    ],
  ])('%s', (_, change, expected) => {
    const given = answer(change);
    expect(headerOf(given, 'refresh') !== null).toBe(expected);
    expect(given.body.includes('/.well-known/portcullis/notice')).toBe(expected);
    expect(given.body.includes('checks again by itself')).toBe(expected);
  });

  test('is never sooner than a minute, and the page names it', () => {
    const soon = { earliest: now, latest: now + 1_000, nextUpdateAt: null };
    const given = answer({ switch: { ...closed, expected: soon }, decision: view, jitter: 0.9 });
    expect(headerOf(given, 'refresh')).toBe('66');
    expect(given.body).toContain('about every minute.');
    expect(answer({ switch: closed, decision: view }).body).toContain('about every 5 minutes.');
  });
});

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
        'We are carrying out maintenance, so what you sent was not saved. Nothing was changed. Expected back: 2:00 – 2:30 PM GMT+2 today.',
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
        '<bdi>Checkout</bdi> is paused',
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
      ['<bdi>Checkout and Uploads</bdi> are paused'],
    ],
    [
      'an area of a read-only site',
      {
        switch: exampleSwitch({ areas: { uploads: 'closed' } }),
        decision: refusedView({ areas: ['uploads'] }),
      },
      ['<bdi>Uploads</bdi> is paused', 'Looking around', '<bdi>Uploads</bdi>: closed for now'],
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

describe('small answers', () => {
  test('400: no brand, no page, not stored', () => {
    const decision = refusedWrite({
      status: 400,
      code: 'PORTCULLIS_MALFORMED_REQUEST',
      rule: { id: 'malformed-target', detail: '' },
    });
    const given = answer({ decision });
    expect(given.status).toBe(400);
    expect(given.body).toBe(
      'The request is malformed\nIt could not be read with certainty, so nothing was done.\nReference: K7Q2-9FMX\n',
    );
    expect(headerOf(given, 'content-type')).toBe('text/plain; charset=utf-8');
    expect(headerOf(given, 'cache-control')).toBe('no-store');
    expect(headerOf(given, 'retry-after')).toBeNull();
    expect(headerOf(given, 'allow')).toBeNull();
  });

  test('405 names what is allowed', () => {
    const decision = refusedWrite({ status: 405, code: 'PORTCULLIS_METHOD_REFUSED' });
    const given = answer({ decision, request: programRequest({ method: 'TRACE' }) });
    expect(given.status).toBe(405);
    expect(headerOf(given, 'allow')).toBe('GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS');
    expect(JSON.parse(given.body)).toEqual({
      type: 'urn:portcullis:error:method-refused',
      title: 'The method is not allowed',
      status: 405,
      detail: 'Requests of this kind are not accepted here.',
      code: 'PORTCULLIS_METHOD_REFUSED',
      reference: 'K7Q2-9FMX',
    });
  });

  test('no mode is told while the site is open', () => {
    const decision = refusedWrite({ status: 400, code: 'PORTCULLIS_MALFORMED_REQUEST', mode: 'open' });
    expect(
      headerOf(answer({ decision, switch: exampleSwitch({ mode: 'open' }) }), 'portcullis-mode'),
    ).toBeNull();
  });

  test('a failed decision and a body that is too large', () => {
    const failed = answer({ decision: refusedWrite({ code: 'PORTCULLIS_DECISION_FAILED' }) });
    expect([failed.status, headerOf(failed, 'retry-after')]).toEqual([503, '60']);
    expect(failed.body).toContain('Something went wrong on our side');
    const large = answer({ decision: refusedWrite({ status: 413, code: 'PORTCULLIS_BODY_TOO_LARGE' }) });
    expect(large.status).toBe(413);
    expect(large.body).toContain('too large to be confirmed');
  });
});

describe('redirects', () => {
  const redirect = (location: string, method = 'GET') =>
    answer({
      request: browserRequest({ method }),
      decision: { ...refusedWrite(), kind: 'redirect', location, mode: 'closed' },
    });

  test.each([
    ['GET', 302],
    ['HEAD', 302],
    ['POST', 303],
  ])('%s: %i, never stored', (method, status) => {
    const given = redirect('https://status.shop.example/', method);
    expect(given.status).toBe(status);
    expect(headerOf(given, 'location')).toBe('https://status.shop.example/');
    expect(headerOf(given, 'cache-control')).toBe('no-store');
    expect(headerOf(given, 'portcullis-mode')).toBe('closed');
  });

  test.each([
    '//evil.example',
    'javascript:alert(1)',
    '/a\r\nSet-Cookie: x=1',
    'https://a@evil.example/',
    '',
  ])('not to %j', (location) => {
    const given = redirect(location);
    expect([given.status, headerOf(given, 'location')]).toEqual([503, null]);
  });
});

test('the same input, the same bytes', () => {
  expect(answer({})).toEqual(answer({}));
  expect(answer({ nowMs: now + 10 * minuteMs }).body).not.toBe(answer({}).body);
});
