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
    [
      'Vary',
      'Accept, Accept-Language, Cookie, Sec-Fetch-Dest, Sec-Fetch-Mode, X-Requested-With, Service-Worker, Content-Type, trpc-accept, RSC, Next-Action, Next-Router-State-Tree, Next-Router-Prefetch, Next-Router-Segment-Prefetch, HX-Request, HX-Boosted, Turbo-Frame',
    ],
  ];
  const guards = [
    ['X-Content-Type-Options', 'nosniff'],
    ['X-Frame-Options', 'DENY'],
    ['Referrer-Policy', 'strict-origin'],
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
