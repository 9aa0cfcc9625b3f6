import { describe, expect, test } from 'vitest';
import {
  browserHeaders,
  exampleContext,
  examplePolicy,
  exampleSwitch,
  headerOf,
  refusedView,
  refusedWrite,
} from '../../../test/answer/examples.ts';
import type { CallOutline, CallProtocol } from '../../model/calls.ts';
import { type AnswerInput, answerFor } from '../answer-for.ts';
import { gatewayErrorAnswer } from '../gateway-error-answer.ts';

interface Sent {
  readonly method?: string;
  readonly target?: string;
  readonly headers?: readonly string[];
  readonly call?: Partial<CallOutline>;
}

function refused(sent: Sent, change: Partial<AnswerInput> = {}) {
  const { method = 'POST', target = '/api', headers = [], call } = sent;
  return answerFor({
    ...exampleContext({
      request: { method, target, headers: ['Host', 'shop.example', ...headers], https: true },
    }),
    ...(call !== undefined && { call: { protocol: null, isBatch: false, ids: [null], ...call } }),
    decision: refusedWrite(),
    ...change,
  });
}

const json = (answer: { readonly body: string }): unknown => JSON.parse(answer.body);
const told =
  'We are carrying out maintenance, so what you sent was not saved. Nothing was changed. Expected end: 2:00 – 2:30 PM GMT+2 today.';
const member = { type: 'urn:portcullis:error:read-only', code: 'PORTCULLIS_READ_ONLY', status: 503 };
const chrome = 'text/html,application/xhtml+xml,*/*;q=0.8';

describe('who is told how', () => {
  const fetched = ['Sec-Fetch-Dest', 'empty', 'Sec-Fetch-Mode', 'cors'];
  test.each<[string, Sent, string]>([
    ['a GraphQL rule', { call: { protocol: 'graphql' } }, 'application/json; charset=utf-8'],
    [
      'a GraphQL client, without a rule',
      { headers: ['Accept', 'application/graphql-response+json, application/json;q=0.9'] },
      'application/graphql-response+json; charset=utf-8',
    ],
    [
      'a GraphQL client that prefers JSON',
      { headers: ['Accept', 'application/graphql-response+json;q=0.5, application/json'] },
      'application/json; charset=utf-8',
    ],
    [
      'a client that refuses the GraphQL type',
      { headers: ['Accept', 'application/graphql-response+json;q=0, text/plain'] },
      'text/plain; charset=utf-8',
    ],
    ['a JSON-RPC rule', { call: { protocol: 'json-rpc' } }, 'application/json; charset=utf-8'],
    [
      'a JSON-RPC type',
      { headers: ['Content-Type', 'application/json-rpc'] },
      'application/json; charset=utf-8',
    ],
    ['an XML-RPC rule', { call: { protocol: 'xml-rpc' } }, 'text/xml; charset=utf-8'],
    ['XML without a rule', { headers: ['Content-Type', 'text/xml'] }, 'text/plain; charset=utf-8'],
    ['a tRPC rule', { call: { protocol: 'trpc' } }, 'application/json; charset=utf-8'],
    [
      'a streaming tRPC client',
      { headers: ['trpc-accept', 'application/jsonl'] },
      'application/json; charset=utf-8',
    ],
    ['a gRPC-web rule', { call: { protocol: 'grpc-web' } }, 'application/grpc-web+proto'],
    ['gRPC-web', { headers: ['Content-Type', 'application/grpc-web'] }, 'application/grpc-web+proto'],
    [
      'gRPC-web in Base64',
      { headers: ['Content-Type', 'application/grpc-web-text+proto'] },
      'application/grpc-web-text+proto',
    ],
    [
      'gRPC-web of JSON',
      { headers: ['Content-Type', 'application/grpc-web+json'] },
      'application/grpc-web+json',
    ],
    [
      'gRPC-web of a made-up kind',
      { headers: ['Content-Type', 'application/grpc-web+<script>'] },
      'text/plain; charset=utf-8',
    ],
    ['a server action', { headers: ['Next-Action', '4f', 'Accept', 'text/x-component'] }, 'text/plain'],
    ['the Next router', { method: 'GET', headers: ['RSC', '1', ...fetched] }, 'text/plain'],
    ['a prefetch of it', { method: 'GET', headers: ['Next-Router-Prefetch', '1'] }, 'text/plain'],
    ['htmx', { headers: ['HX-Request', 'true', 'Accept', 'text/html, */*'] }, 'text/html; charset=utf-8'],
    [
      'a form of Turbo',
      { headers: ['Accept', 'text/vnd.turbo-stream.html, text/html', ...fetched] },
      'text/vnd.turbo-stream.html; charset=utf-8',
    ],
    [
      'a form in a frame of Turbo',
      { headers: ['Turbo-Frame', 'cart', 'Accept', 'text/vnd.turbo-stream.html, text/html'] },
      'text/vnd.turbo-stream.html; charset=utf-8',
    ],
    [
      'a frame of Turbo',
      { headers: ['Turbo-Frame', 'cart', 'Accept', 'text/html'] },
      'text/html; charset=utf-8',
    ],
    [
      'a WebSocket',
      { method: 'GET', headers: ['Connection', 'Upgrade', 'Upgrade', 'WebSocket'] },
      'application/problem+json',
    ],
    ['a form rule', { call: { protocol: 'form' } }, 'text/plain; charset=utf-8'],
    ['fetch()', { headers: ['Accept', '*/*', ...fetched] }, 'application/problem+json'],
    ['XMLHttpRequest', { headers: ['X-Requested-With', 'XMLHttpRequest'] }, 'application/problem+json'],
    // A person opens the address of an API, or a link that a router follows elsewhere.
    [
      'a page view of a GraphQL route',
      { headers: browserHeaders, call: { protocol: 'graphql' } },
      'text/html; charset=utf-8',
    ],
    [
      'an old browser',
      { headers: ['Accept', chrome], call: { protocol: 'json-rpc' } },
      'text/html; charset=utf-8',
    ],
    [
      'a page view with headers of a router',
      { headers: [...browserHeaders, 'RSC', '1'] },
      'text/html; charset=utf-8',
    ],
  ])('%s', (_, sent, contentType) => {
    const answer = refused(sent);
    expect(headerOf(answer, 'content-type')).toBe(contentType);
  });

  // C002: a service worker keeps what it gets, and a browser that reads a page as a script fails aloud.
  test.each([
    'script',
    'style',
    'image',
    'font',
    'worker',
    'sharedworker',
    'serviceworker',
    'manifest',
    'audio',
  ])('no markup for a %s, whatever else it says', (destination) => {
    for (const more of [
      ['Accept', 'text/html'],
      ['HX-Request', 'true'],
      ['Turbo-Frame', 'a'],
      ['Accept', 'text/vnd.turbo-stream.html'],
    ]) {
      const answer = refused({
        method: 'GET',
        target: '/app.js',
        headers: ['Sec-Fetch-Dest', destination, 'Sec-Fetch-Mode', 'no-cors', ...more],
      });
      expect(headerOf(answer, 'content-type')).toBe('text/plain; charset=utf-8');
      expect(answer.body).not.toContain('<');
    }
  });

  test('no markup for the script of a service worker of an old browser', () => {
    const answer = refused({ method: 'GET', headers: ['Service-Worker', 'script', 'Accept', chrome] });
    expect(headerOf(answer, 'content-type')).toBe('text/plain; charset=utf-8');
  });
});

describe('what every one of them keeps', () => {
  const rules: readonly CallProtocol[] = [
    'graphql',
    'json-rpc',
    'xml-rpc',
    'trpc',
    'grpc-web',
    'next-action',
  ];
  const all: readonly [string, Sent][] = [
    ...rules.map((protocol): [string, Sent] => [protocol, { call: { protocol } }]),
    ['htmx', { headers: ['HX-Request', 'true'] }],
    ['Turbo streams', { headers: ['Accept', 'text/vnd.turbo-stream.html'] }],
    ['Turbo frames', { headers: ['Turbo-Frame', 'a'] }],
    ['WebSockets', { headers: ['Upgrade', 'websocket'] }],
  ];

  test.each(all)('%s: status, headers, nothing of the request', (name, sent) => {
    const answer = refused({ target: '/api/secret?token=hunter2', ...sent });
    expect(answer.status).toBe(name === 'grpc-web' ? 200 : 503);
    const headers = Object.fromEntries(answer.headers.map(([key, value]) => [key.toLowerCase(), value]));
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'retry-after': '3300',
      'portcullis-mode': 'read-only',
      'portcullis-reference': 'K7Q2-9FMX',
      'x-content-type-options': 'nosniff',
      'content-language': 'en',
    });
    for (const validator of ['etag', 'last-modified', 'expires', 'age', 'refresh'])
      expect(headers).not.toHaveProperty(validator);
    expect(headers.vary?.split(', ')).toEqual(
      expect.arrayContaining([
        'Accept',
        'Accept-Language',
        'HX-Request',
        'Sec-Fetch-Dest',
        'RSC',
        'Turbo-Frame',
      ]),
    );
    expect(answer.body + JSON.stringify(answer.headers)).not.toMatch(/hunter2|secret/);
  });

  test.each(all)('%s: the language of the reader, and no name given twice', (_, sent) => {
    const answer = refused({ ...sent, headers: [...(sent.headers ?? []), 'Accept-Language', 'de'] });
    expect(headerOf(answer, 'content-language')).toBe('de');
    expect(decodeURIComponent(answer.body + (headerOf(answer, 'grpc-message') ?? ''))).toMatch(
      /Wartung|Wartungs/,
    );
    const names = answer.headers.map(([name]) => name.toLowerCase());
    expect(names).toEqual([...new Set(names)]);
  });

  test.each(all)('%s: what the operator wrote is text', (_, sent) => {
    const notice = {
      ...exampleSwitch().notice,
      message: { en: '<script>x</script>\u2028"&\r\nSet-Cookie: a=b %0d%0a' },
    };
    const answer = refused(sent, { switch: exampleSwitch({ notice }) });
    // Plain text under nosniff shows signs as signs; everything else has them escaped.
    if (headerOf(answer, 'content-type') !== 'text/plain') expect(answer.body).not.toContain('<script');
    for (const [name, value] of answer.headers) {
      expect(name).toMatch(/^[A-Za-z-]+$/);
      expect(value).toMatch(/^[\x20-\x7e]*$/);
    }
    expect(headerOf(answer, 'set-cookie')).toBeNull();
  });

  test.each(all)('%s: also where the decision failed', (name, sent) => {
    const answer = refused(sent, { decision: refusedWrite({ code: 'PORTCULLIS_DECISION_FAILED' }) });
    expect(answer.status).toBe(name === 'grpc-web' ? 200 : 503);
    expect(headerOf(answer, 'content-type')).toBe(headerOf(refused(sent), 'content-type'));
    expect(headerOf(answer, 'retry-after')).toBe('60');
  });
});

describe('GraphQL', () => {
  test('one call', () => {
    expect(json(refused({ call: { protocol: 'graphql' } }))).toEqual({
      errors: [
        {
          message: told,
          extensions: {
            ...member,
            title: 'The site is read-only',
            detail: told,
            mode: 'read-only',
            areas: [],
            retryAfter: 3_300,
            expected: {
              earliest: '2026-06-12T12:00:00.000Z',
              latest: '2026-06-12T12:30:00.000Z',
              nextUpdateAt: null,
            },
            reference: 'K7Q2-9FMX',
            message: null,
            contact: { email: 'help@shop.example' },
          },
        },
      ],
    });
  });

  test.each([
    [[1, null, 'b'], 3],
    [[], 1],
  ])('a batch of %j: an error for each', (ids, count) => {
    const answer = json(refused({ call: { protocol: 'graphql', isBatch: true, ids } }));
    expect(answer).toHaveLength(count);
    expect(answer).toEqual(
      Array.from({ length: count }, () => ({
        errors: [{ message: told, extensions: expect.objectContaining(member) }],
      })),
    );
  });

  test('the message of the operator comes after ours', () => {
    const notice = { ...exampleSwitch().notice, message: { en: 'Moving **house**.' } };
    const answer = json(refused({ call: { protocol: 'graphql' } }, { switch: exampleSwitch({ notice }) }));
    expect(answer).toMatchObject({
      errors: [{ message: `${told} Moving house.`, extensions: { message: 'Moving house.' } }],
    });
  });
});

describe('JSON-RPC', () => {
  const errorFor = (id: unknown) => ({
    jsonrpc: '2.0',
    id,
    error: {
      code: -32_000,
      message: told,
      data: expect.objectContaining({ ...member, name: 'PORTCULLIS_READ_ONLY', message: told, debug: '' }),
    },
  });
  test.each<[string, Partial<CallOutline>, unknown]>([
    ['a call', { ids: [7] }, errorFor(7)],
    ['a call by name', { ids: ['a<b'] }, errorFor('a<b')],
    ['a notification, or what could not be read', { ids: [null] }, errorFor(null)],
    ['a batch', { isBatch: true, ids: [1, 'b'] }, [errorFor(1), errorFor('b')]],
    ['a batch with a notification', { isBatch: true, ids: [1, null] }, [errorFor(1)]],
    ['a batch of notifications', { isBatch: true, ids: [null, null] }, [errorFor(null)]],
    ['an empty batch', { isBatch: true, ids: [] }, [errorFor(null)]],
  ])('%s', (_, call, expected) => {
    expect(json(refused({ call: { protocol: 'json-rpc', ...call } }))).toEqual(expected);
  });

  test('an id is written without markup', () => {
    expect(refused({ call: { protocol: 'json-rpc', ids: ['</script>'] } }).body).not.toContain('<');
  });
});

test('XML-RPC', () => {
  const notice = { ...exampleSwitch().notice, message: { en: 'A & B <i> \ufffe' } };
  expect(refused({ call: { protocol: 'xml-rpc' } }, { switch: exampleSwitch({ notice }) }).body).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>
<methodResponse><fault><value><struct>
<member><name>faultCode</name><value><int>503</int></value></member>
<member><name>faultString</name><value><string>${told} A &amp; B &lt;i&gt; </string></value></member>
</struct></value></fault></methodResponse>
`,
  );
});

describe('tRPC', () => {
  const error = {
    message: told,
    code: -32_603,
    data: { code: 'SERVICE_UNAVAILABLE', httpStatus: 503, portcullis: expect.objectContaining(member) },
  };
  const envelope = { error: { ...error, json: error } };
  test.each<[string, unknown]>([
    ['/trpc/post.add', envelope],
    ['/trpc/post.add?input=%7B%7D', envelope],
    ['/trpc/post.add?batch=1', [envelope]],
    ['/trpc/a,b,c?batch=1&input=%7B%7D', [envelope, envelope, envelope]],
    ['/trpc/a%2Cb?x=1&batch=1', [envelope, envelope]],
    [`/trpc/${'a,'.repeat(500)}?batch=1`, Array.from({ length: 100 }, () => envelope)],
  ])('%s', (target, expected) => {
    expect(json(refused({ target, call: { protocol: 'trpc' } }))).toEqual(expected);
  });

  test('a batch that is to be streamed has one for all', () => {
    const sent = { target: '/trpc/a,b?batch=1', headers: ['trpc-accept', 'application/jsonl'] };
    expect(json(refused(sent))).toEqual(envelope);
  });
});

describe('gRPC-web', () => {
  const sent: Sent = {
    headers: ['Content-Type', 'application/grpc-web+proto', 'Origin', 'https://app.example'],
  };

  test('the status of the call stands in headers that scripts may read', () => {
    const policy = examplePolicy({ cors: { origins: ['https://app.example'] } });
    const answer = refused(sent, { policy });
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(headerOf(answer, 'grpc-status')).toBe('14');
    expect(decodeURIComponent(headerOf(answer, 'grpc-message') ?? '')).toBe(told);
    expect(headerOf(answer, 'access-control-expose-headers')).toBe(
      'Retry-After, Portcullis-Mode, Portcullis-Reference, grpc-status, grpc-message',
    );
  });

  test('a long message in any script fits into a header', () => {
    const notice = { ...exampleSwitch().notice, message: { en: '維護 100% 😀 '.repeat(150) } };
    const message = headerOf(refused(sent, { switch: exampleSwitch({ notice }) }), 'grpc-message') ?? '';
    expect(message.length).toBeLessThan(2_500);
    expect(message).not.toMatch(/[^\x20-\x7e]/);
    expect(decodeURIComponent(message)).toContain('維護 100% 😀');
  });

  test('an application that does not answer keeps its status', () => {
    const request = { method: 'POST', target: '/a', headers: sent.headers ?? [], https: true };
    const answer = gatewayErrorAnswer({ ...exampleContext({ request }), status: 502 });
    expect(answer.status).toBe(502);
    expect(headerOf(answer, 'grpc-status')).toBe('14');
  });
});

describe('pieces of pages', () => {
  const status =
    '<div class="portcullis-status" role="status" lang="en" dir="ltr"><p><strong>The site is read-only</strong></p>' +
    `<p dir="auto">${told}</p><p>Reference <code dir="ltr">K7Q2-9FMX</code></p></div>`;

  test('htmx puts the notice at the top, and replaces nothing', () => {
    const answer = refused({ headers: ['HX-Request', 'true'] });
    expect(answer.body).toBe(status);
    expect(headerOf(answer, 'hx-retarget')).toBe('body');
    expect(headerOf(answer, 'hx-reswap')).toBe('afterbegin');
    expect(headerOf(answer, 'hx-push-url')).toBe('false');
    expect(headerOf(answer, 'hx-redirect')).toBeNull();
  });

  test.each<[string, string, string | null]>([
    ['GET', '/orders?page=2', '/orders?page=2'],
    ['POST', '/orders', null],
    ['GET', '//evil.example', null],
    ['GET', '/\\evil.example', null],
  ])('a boosted %s %s is followed by the browser: %s', (method, target, redirect) => {
    const answer = refused({ method, target, headers: ['HX-Request', 'true', 'HX-Boosted', 'true'] });
    expect(headerOf(answer, 'hx-redirect')).toBe(redirect);
  });

  test('Turbo streams', () => {
    expect(refused({ headers: ['Accept', 'text/vnd.turbo-stream.html'] }).body).toBe(
      `<turbo-stream action="prepend" targets="body"><template><div id="portcullis-status">${status}</div></template></turbo-stream>`,
    );
  });

  test('Turbo frames', () => {
    expect(refused({ headers: ['Turbo-Frame', 'cart_7'] }).body).toBe(
      `<turbo-frame id="cart_7">${status}</turbo-frame>`,
    );
    expect(refused({ headers: ['Turbo-Frame', '"><script>'] }).body).not.toContain('script');
  });
});

test('the Next router throws the message of a server action', () => {
  expect(refused({ headers: ['Next-Action', '4f00'] }).body).toBe(told);
});

test('a refused WebSocket says why', () => {
  const answer = refused({ method: 'GET', headers: ['Upgrade', 'websocket'] }, { decision: refusedView() });
  expect(json(answer)).toMatchObject({ code: 'PORTCULLIS_CLOSED', status: 503 });
});

describe('documents that are asked for', () => {
  const decision = refusedWrite({ asksForDocuments: true });
  const notFound = {
    errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
  };

  test('one call', () => {
    const answer = refused({ call: { protocol: 'graphql' } }, { decision });
    expect(answer.status).toBe(200);
    expect(json(answer)).toEqual(notFound);
    expect(headerOf(answer, 'Content-Type')).toBe('application/json; charset=utf-8');
    expect(headerOf(answer, 'Cache-Control')).toBe('no-store');
    expect(headerOf(answer, 'Retry-After')).toBeNull();
    expect(headerOf(answer, 'Portcullis-Mode')).toBe('read-only');
  });

  test('in the type of the protocol, by GET, for each of a batch', () => {
    const headers = ['Accept', 'application/graphql-response+json,application/json;q=0.9'];
    const got = refused({ method: 'GET', headers, call: { protocol: 'graphql' } }, { decision });
    expect(headerOf(got, 'Content-Type')).toBe('application/graphql-response+json; charset=utf-8');
    expect(got.status).toBe(200);
    const batch = refused({ call: { protocol: 'graphql', isBatch: true, ids: [null, null] } }, { decision });
    expect(json(batch)).toEqual([notFound, notFound]);
  });

  test('not by a person, nor where other protocols are spoken', () => {
    const page = { method: 'GET', headers: ['Accept', chrome], call: { protocol: 'graphql' } } as const;
    expect(refused(page, { decision }).status).toBe(503);
    expect(refused({ call: { protocol: 'json-rpc' } }, { decision }).status).toBe(503);
    expect(refused({ call: { protocol: 'graphql' } }).status).toBe(503);
  });
});
