import { describe, expect, it } from 'vitest';
import { createStageTransform } from './body-stages.ts';
import { type InjectionInput, planInjection } from './plan-injection.ts';

const navigation = ['Host', 'shop.example', 'Sec-Fetch-Dest', 'document', 'Accept', 'text/html'];
const page = ['Content-Type', 'text/html; charset=utf-8'];
const fragment = '<div role="status">Paused</div>';
const stylesheet = '/.well-known/portcullis/banner.css?v=1';

interface Case {
  readonly method?: string;
  readonly request?: readonly string[];
  readonly status?: number;
  readonly response?: readonly string[];
  readonly fragment?: string;
}

function input({
  method = 'GET',
  request = navigation,
  status = 200,
  response = page,
  ...rest
}: Case): InjectionInput {
  return {
    request: { method, headers: request },
    response: { status, headers: response },
    fragment: rest.fragment ?? fragment,
    stylesheets: [stylesheet],
  };
}

function plan(options: Case): NonNullable<ReturnType<typeof planInjection>> {
  const planned = planInjection(input(options));
  if (planned === null) throw new Error('expected a plan, got null');
  return planned;
}

/** What is put into an empty page with these response headers. */
async function injected(options: Case): Promise<string> {
  const transform = createStageTransform([plan(options).stage]);
  transform.end('<body>');
  const body = await transform.setEncoding('latin1').toArray();
  return body.join('').slice('<body>'.length);
}

const link = `<link rel="stylesheet" href="${stylesheet}">`;

describe('which responses get a notice', () => {
  const touched: readonly (readonly [why: string, facts: Case])[] = [
    ['a page', {}],
    ['the page after a form was sent', { method: 'POST' }],
    ['an error page', { status: 404 }],
    ['an error page of a broken application', { status: 500 }],
    [
      'a navigation of a browser on plain HTTP',
      { request: ['Accept', 'text/html,application/xhtml+xml,*/*;q=0.8'] },
    ],
    [
      'a web view that names its package',
      { request: [...navigation, 'X-Requested-With', 'com.example.app'] },
    ],
    ['any case in names and values', { response: ['content-TYPE', 'Text/HTML;Charset="UTF-8"'] }],
    ['no charset', { response: ['Content-Type', 'text/html'] }],
    ['an empty charset', { response: ['Content-Type', 'text/html; charset='] }],
    ['windows-1252', { response: ['Content-Type', 'text/html; charset=windows-1252'] }],
    ['Shift_JIS', { response: ['Content-Type', 'text/html; charset=Shift_JIS'] }],
    ['GB18030', { response: ['Content-Type', 'text/html; charset=gb18030'] }],
    ['a page shown inline', { response: [...page, 'Content-Disposition', 'inline; filename="a.html"'] }],
    ['identity', { response: [...page, 'Content-Encoding', 'identity'] }],
    ['gzip', { response: [...page, 'Content-Encoding', 'GZIP'] }],
    ['x-gzip', { response: [...page, 'Content-Encoding', 'x-gzip'] }],
    ['deflate', { response: [...page, 'Content-Encoding', 'deflate'] }],
    ['br', { response: [...page, 'Content-Encoding', 'br'] }],
    ['zstd', { response: [...page, 'Content-Encoding', 'zstd'] }],
  ];

  it.each(touched)('%s', (_why, facts) => {
    expect(plan(facts).stage).toBeDefined();
  });

  const untouched: readonly (readonly [why: string, facts: Case])[] = [
    ['HEAD', { method: 'HEAD' }],
    ['PUT', { method: 'PUT' }],
    ['OPTIONS', { method: 'OPTIONS' }],
    ['204', { status: 204 }],
    ['205', { status: 205 }],
    ['206', { status: 206 }],
    ['226', { status: 226 }],
    ['a redirect', { status: 302 }],
    ['304', { status: 304 }],
    ['no-transform from the upstream', { response: [...page, 'Cache-Control', 'public, No-Transform'] }],
    [
      'no-transform on a second line',
      { response: [...page, 'Cache-Control', 'private', 'cache-control', 'no-transform'] },
    ],
    ['no-transform from the client', { request: [...navigation, 'Cache-Control', 'no-transform'] }],
    ['a download', { response: [...page, 'Content-Disposition', 'attachment; filename="a.html"'] }],
    ['an unknown disposition', { response: [...page, 'Content-Disposition', 'save'] }],
    [
      'inline and attachment',
      { response: [...page, 'Content-Disposition', 'inline', 'Content-Disposition', 'attachment'] },
    ],
    ['no type', { response: [] }],
    ['JSON', { response: ['Content-Type', 'application/json'] }],
    ['XHTML', { response: ['Content-Type', 'application/xhtml+xml'] }],
    ['text/html-sandboxed', { response: ['Content-Type', 'text/html-sandboxed'] }],
    ['two types', { response: ['Content-Type', 'text/html', 'Content-Type', 'text/plain'] }],
    ['UTF-16', { response: ['Content-Type', 'text/html; charset=UTF-16'] }],
    ['UTF-16BE', { response: ['Content-Type', 'text/html;charset="utf-16be"'] }],
    ['unicode, which is UTF-16', { response: ['Content-Type', 'text/html; charset=unicode'] }],
    ['UTF-7', { response: ['Content-Type', 'text/html; charset=utf-7'] }],
    ['UTF-32', { response: ['Content-Type', 'text/html; charset=utf-32'] }],
    ['ISO-2022-JP', { response: ['Content-Type', 'text/html; charset=csISO2022JP'] }],
    ['ISO-2022-KR', { response: ['Content-Type', 'text/html; charset=iso-2022-kr'] }],
    ['an unknown charset', { response: ['Content-Type', 'text/html; charset=x-mine'] }],
    ['an unknown coding', { response: [...page, 'Content-Encoding', 'compress'] }],
    ['a shared dictionary', { response: [...page, 'Content-Encoding', 'dcb'] }],
    ['two codings', { response: [...page, 'Content-Encoding', 'gzip, br'] }],
    [
      'two codings on two lines',
      { response: [...page, 'Content-Encoding', 'gzip', 'Content-Encoding', 'gzip'] },
    ],
    ['a script', { request: ['Sec-Fetch-Dest', 'empty', 'Accept', 'text/html'] }],
    ['a frame', { request: ['Sec-Fetch-Dest', 'iframe', 'Accept', 'text/html'] }],
    ['two destinations', { request: [...navigation, 'Sec-Fetch-Dest', 'document'] }],
    ['neither destination nor Accept', { request: ['Host', 'shop.example'] }],
    ['a script on plain HTTP', { request: ['Accept', '*/*'] }],
    ['text/html refused', { request: ['Accept', 'text/html;q=0, */*'] }],
    ['text/html-like', { request: ['Accept', 'text/html5, application/json'] }],
    ['htmx', { request: [...navigation, 'HX-Request', 'true'] }],
    ['Turbo frame', { request: [...navigation, 'turbo-frame', 'cart'] }],
    ['React server components', { request: [...navigation, 'RSC', '1'] }],
    ['Inertia', { request: [...navigation, 'X-Inertia', 'true'] }],
    ['PJAX', { request: [...navigation, 'X-PJAX', 'true'] }],
    ['jQuery', { request: ['Accept', 'text/html, */*; q=0.01', 'X-Requested-With', 'XMLHttpRequest'] }],
  ];

  it.each(untouched)('not %s', (_why, facts) => {
    expect(planInjection(input(facts))).toBeNull();
  });
});

describe('headers', () => {
  it('drops what the notice makes wrong and keeps the rest in order', () => {
    const dropped = [
      ['Content-Length', '9'],
      ['content-md5', 'x'],
      ['Digest', 'x'],
      ['Content-Digest', 'x'],
      ['Repr-Digest', 'x'],
      ['Accept-Ranges', 'bytes'],
      ['Last-Modified', 'Sat, 21 Nov 2026 04:43:45 GMT'],
    ].flat();
    const kept = [...page, 'Content-Encoding', 'gzip', 'Set-Cookie', 'a=1', 'X-A', '1', 'Set-Cookie', 'b=2'];
    expect(plan({ response: [...dropped, ...kept] }).headers).toEqual([
      ...kept,
      'Cache-Control',
      'private, no-cache',
    ]);
  });

  it.each([
    ['public, max-age=600, s-maxage=9, immutable', 'private, no-cache'],
    ['no-cache', 'private, no-cache'],
    ['private, no-store', 'private, no-store'],
    ['max-age=1, NO-STORE', 'private, no-store'],
  ])('lets no cache serve the page later: %s', (sent, expected) => {
    const others = [
      'Expires',
      'x',
      'Surrogate-Control',
      'x',
      'CDN-Cache-Control',
      'x',
      'Vercel-CDN-Cache-Control',
      'x',
    ];
    expect(plan({ response: [...page, 'cache-control', sent, ...others] }).headers).toEqual([
      ...page,
      'Cache-Control',
      expected,
    ]);
  });

  it.each(['"abc"', 'W/"abc"'])('makes another, weak ETag of %s', (sent) => {
    const { headers } = plan({ response: [...page, 'ETag', sent] });
    expect(headers[3]).toMatch(/^W\/"abc-portcullis-[\w-]{12}"$/);
  });

  it('gives each notice its own ETag', () => {
    const response = [...page, 'ETag', '"abc"'];
    const etags = ['one', 'two', 'one'].map((text) => plan({ response, fragment: text }).headers[3]);
    expect(etags[0]).not.toBe(etags[1]);
    expect(etags[0]).toBe(etags[2]);
  });

  it('drops an ETag that is none', () => {
    expect(plan({ response: [...page, 'ETag', 'abc'] }).headers).not.toContain('ETag');
  });

  it('does not change the list it was given', () => {
    const response = Object.freeze([...page, 'ETag', '"abc"', 'Content-Length', '9']);
    plan({ response });
    expect(response).toHaveLength(6);
  });
});

describe('the stylesheet', () => {
  it.each([
    [[]],
    [["script-src 'none'"]],
    [["default-src 'self'"]],
    [["default-src 'none'; style-src 'self' 'nonce-x'"]],
    [["default-src 'none'; style-src 'none'; style-src-elem 'self'"]],
    [["style-src 'self'; style-src 'none'"]],
    [['style-src *']],
    [['style-src https:']],
    [['style-src shop.example']],
    [['style-src SHOP.EXAMPLE:443']],
    [['style-src https://shop.example']],
    [['style-src *.example']],
    [['style-src shop.example:*']],
    [['style-src shop.example/.well-known/']],
    [['style-src https://shop.example/.well-known/portcullis/banner.css']],
  ])('is linked under %j', async (policies) => {
    const headers = policies.flatMap((policy) => ['Content-Security-Policy', policy]);
    expect(await injected({ response: [...page, ...headers] })).toBe(`${link}${fragment}`);
  });

  it.each([
    [["default-src 'none'"]],
    [['default-src']],
    [["default-src 'self'; style-src 'nonce-abc'"]],
    [["style-src 'self'; style-src-elem 'sha256-x='"]],
    [["style-src 'unsafe-inline' data:"]],
    [['style-src cdn.example']],
    [['style-src *.shop.example']],
    [['style-src shop.example:8443']],
    [['style-src shop.example/static/']],
    [['style-src shop.example/.well-known']],
    [["style-src 'self'", "default-src 'none'"]],
    [["style-src 'self', style-src 'none'"]],
  ])('is left out, and the policy kept, under %j', async (policies) => {
    const headers = policies.flatMap((policy) => ['Content-Security-Policy', policy]);
    const response = [...page, ...headers];
    expect(await injected({ response })).toBe(fragment);
    expect(plan({ response }).headers).toEqual([...response, 'Cache-Control', 'private, no-cache']);
  });

  it('is linked when a policy only reports', async () => {
    const response = [...page, 'Content-Security-Policy-Report-Only', "default-src 'none'"];
    expect(await injected({ response })).toBe(`${link}${fragment}`);
  });

  it('counts the port of the host', async () => {
    const request = ['Host', 'shop.example:8443', 'Sec-Fetch-Dest', 'document'];
    const response = (source: string) => [...page, 'Content-Security-Policy', `style-src ${source}`];
    expect(await injected({ request, response: response('shop.example:8443') })).toContain(link);
    expect(await injected({ request, response: response('shop.example') })).not.toContain('<link');
  });
});

it('writes characters beyond ASCII so that they read the same in every encoding', async () => {
  expect(await injected({ fragment: '<p>zur\u00fcck \u{1f6a7}</p>' })).toBe(
    `${link}<p>zur&#252;ck &#128679;</p>`,
  );
});
