import { type DefaultTreeAdapterMap, parse, serialize } from 'parse5';
import { describe, expect, test } from 'vitest';
import {
  browserRequest,
  confirmedWrite,
  exampleContext,
  exampleNow,
  examplePolicy,
  exampleSwitch,
  refusedView,
  refusedWrite,
} from '../../test/answer/examples.ts';
import type { Notice } from '../model/notice.ts';
import { sha256Base64 } from '../model/sha256.ts';
import {
  type AnswerContext,
  answerFor,
  gatewayErrorAnswer,
  noticeAnswer,
  previewAnswers,
  statusAnswer,
} from './index.ts';
import { passLandingPage, passRedeemedPage, passRefusedPage } from './pass-pages.ts';

type Node = DefaultTreeAdapterMap['node'];
type Element = DefaultTreeAdapterMap['element'];

function elementsOf(node: Node): Element[] {
  const children = 'childNodes' in node ? node.childNodes : [];
  return [...('tagName' in node ? [node] : []), ...children.flatMap(elementsOf)];
}

function parseStrictly(markup: string): Element[] {
  const errors: string[] = [];
  const document = parse(markup, { onParseError: ({ code }) => errors.push(code) });
  expect(errors).toEqual([]);
  // What the parser had to move or close by itself comes out different.
  expect(elementsOf(parse(serialize(document))).length).toBe(elementsOf(document).length);
  return elementsOf(document);
}

const attribute = (element: Element, name: string): string | null =>
  element.attrs.find((candidate) => candidate.name === name)?.value ?? null;

const closed = exampleSwitch({ mode: 'closed' });
const pass = { subject: 'tom@agency.example', scope: 'write', expiresAt: exampleNow + 3_600_000 } as const;
const confirmation = {
  token: 'abc.def',
  action: '/orders/1/refund?portcullis-confirm=abc.def',
  fields: [['amount', '12']] as const,
  expiresInSeconds: 120,
};
const post = (context: AnswerContext): AnswerContext => ({
  ...context,
  request: { ...context.request, method: 'POST' },
});

/** Every page there is, made from one context. */
const pages: Readonly<
  Record<
    string,
    (context: AnswerContext) => { body: string; headers: readonly (readonly [string, string])[] }
  >
> = {
  'refused form': (context) => answerFor({ ...post(context), decision: refusedWrite() }),
  'refused view': (context) =>
    answerFor({ ...context, switch: { ...closed, notice: context.switch.notice }, decision: refusedView() }),
  'refused area': (context) =>
    answerFor({
      ...context,
      switch: { ...context.switch, mode: 'open', areas: { checkout: 'closed' } },
      decision: refusedView({ areas: ['checkout'] }),
    }),
  insider: (context) =>
    answerFor({
      ...post(context),
      decision: refusedWrite({
        standing: { role: 'admin', subject: context.switch.actor.name, scope: 'read' },
      }),
    }),
  confirm: (context) =>
    answerFor({
      ...post(context),
      confirmation,
      decision: confirmedWrite({
        standing: { role: 'admin', subject: context.switch.actor.name, scope: 'write' },
      }),
    }),
  'confirm by header': (context) =>
    answerFor({
      ...post(context),
      confirmation: { ...confirmation, fields: null },
      decision: confirmedWrite(),
    }),
  'too large': (context) =>
    answerFor({ ...context, decision: refusedWrite({ status: 413, code: 'PORTCULLIS_BODY_TOO_LARGE' }) }),
  failed: (context) =>
    answerFor({ ...context, decision: refusedWrite({ code: 'PORTCULLIS_DECISION_FAILED' }) }),
  notice: noticeAnswer,
  'notice, open': (context) => noticeAnswer({ ...context, switch: exampleSwitch({ mode: 'open' }) }),
  status: statusAnswer,
  'status, open': (context) => statusAnswer({ ...context, switch: exampleSwitch({ mode: 'open' }) }),
  'preview, dark': (context) => {
    const language = (context.request.headers as string[])[
      context.request.headers.indexOf('Accept-Language') + 1
    ];
    return previewAnswers(context).page(language ?? null, 'dark');
  },
  'gateway, open': (context) =>
    gatewayErrorAnswer({ ...context, switch: { ...context.switch, mode: 'open' }, status: 502 }),
  'gateway, window': (context) => gatewayErrorAnswer({ ...post(context), status: 504 }),
  'pass, landing': (context) =>
    passLandingPage({
      ...context,
      pass: { ...pass, subject: context.switch.actor.name },
      action: '/.well-known/portcullis/pass',
      fields: [['token', 'x']],
    }),
  'pass, redeemed': (context) =>
    passRedeemedPage({ ...context, pass: { ...pass, subject: context.switch.actor.name } }),
  'pass, refused': (context) => passRefusedPage({ ...context, reason: 'unusable' }),
};
const names = Object.keys(pages);

const written = (name: string, context: AnswerContext) => {
  const page = pages[name]?.(context);
  if (page === undefined) throw new Error(`there is no page ${name}`);
  return page;
};

describe.each(['en', 'de', 'fr', 'es', 'ar'])('in %s', (language) => {
  test.each(names)('%s: one self-contained document', (name) => {
    const request = browserRequest({}, ['Accept-Language', language]);
    const { body, headers } = written(name, exampleContext({ request }));
    const elements = parseStrictly(body);
    const html = elements[0];
    expect(html && [attribute(html, 'lang'), attribute(html, 'dir')]).toEqual([
      language,
      language === 'ar' ? 'rtl' : 'ltr',
    ]);
    const tags = elements.map((element) => element.tagName);
    for (const tag of ['script', 'iframe', 'object', 'embed', 'base', 'template', 'noscript'])
      expect(tags).not.toContain(tag);
    for (const tag of ['h1', 'main', 'title', 'style', 'footer'])
      expect(tags.filter((found) => found === tag)).toHaveLength(1);
    // Headings in order, images with a text alternative, nothing inline, nothing loaded from anywhere.
    expect(tags.filter((tag) => /^h[3-6]$/.test(tag))).toEqual([]);
    for (const element of elements) {
      for (const { name: key, value } of element.attrs) {
        expect(key).not.toMatch(/^(on|style$|srcdoc$|xlink)/);
        if (key === 'src' || element.tagName === 'link') expect(value).not.toMatch(/^(https?:)?\/\//);
      }
    }
    expect(body).not.toMatch(/@import|url\((?!"data:)/);
    expect(body).not.toContain('undefined');
    expect(body.replace(/<style>.*<\/style>/s, '')).not.toMatch(/[{}]/);
    const csp = headers.find(([key]) => key === 'Content-Security-Policy')?.[1] ?? '';
    const style = /<style>(.*)<\/style>/s.exec(body)?.[1] ?? '';
    expect(csp).toContain(`style-src 'sha256-${sha256Base64(style)}'`);
  });
});

/** One of each class of hostile text; our own, after the classes of the corpus. */
const hostile = [
  '<script>alert(1)</script>',
  '<ScRiPt src=//x></sCrIpT>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg><animate onbegin=alert(1) attributeName=x>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<a href="java\tscript:alert(1)">x</a>',
  '<base href=//evil.example>',
  '<meta http-equiv=refresh content="0;url=//evil.example">',
  '<link rel=stylesheet href=//evil.example/a.css>',
  '<p style="background:url(//evil.example/x)">x</p>',
  '<object data="data:text/html,<script>alert(1)</script>">',
  '<form action=//evil.example><input name=password>',
  "' onmouseover='alert(1)",
  '" onfocus="alert(1)" autofocus x="',
  '`><script>alert(1)</script>',
  '</textarea></title></style><script>alert(1)</script>',
  '<!--<script>',
  ']]><script>alert(1)</script>',
  '{{=it.constructor}}',
  '{site} {count, plural, other {<b>}}',
  '\u0000<script>alert(1)</script>',
  '<scr\u0000ipt>alert(1)</script>',
  '+ADw-script+AD4-alert(1)+ADw-/script+AD4-',
  '\u202etxt.exe',
  '%3Cscript%3Ealert(1)%3C/script%3E',
  '&lt;script&gt;&#60;script&#62;',
  'a'.repeat(20_001),
  '[x](data:text/html;base64,PHNjcmlwdD4=)',
  '![x](https://evil.example/p.gif)',
  '# <img src=x onerror=alert(1)>',
  `${'> '.repeat(5_000)}x`,
  'x\r\nX-Injected: 1',
  '\ud800 lone',
];

describe('hostile text from operators, in every field, on every page', () => {
  const clean = names.map(
    (name) => [name, shape(exampleContext({ switch: switchWith('harmless') }), name)] as const,
  );

  function shape(context: AnswerContext, name: string): string {
    return elementsOf(parse(written(name, context).body))
      .map((element) => `${element.tagName}[${element.attrs.map((one) => one.name).join()}]`)
      .join(' ');
  }

  function switchWith(text: string) {
    const one = { en: text };
    const notice: Notice = {
      message: one,
      paused: one,
      stillWorks: one,
      button: { label: one, url: '/help' },
      contact: { email: text, phone: text, url: text },
    };
    const actor = { kind: 'operator', name: text } as const;
    return exampleSwitch({ notice, reason: text, actor, setBy: actor, opened: { by: actor, at: 1 } });
  }

  test.each(hostile.map((text) => [text.slice(0, 50), text]))('%s', (_, text) => {
    const page = {
      ...examplePolicy().page,
      brand: text.slice(0, 80),
      contact: { email: text, phone: text, url: text },
    };
    const policy = {
      ...examplePolicy(),
      page,
      areas: { checkout: { name: 'checkout', title: { en: text }, routes: [], announced: true } },
    };
    for (const [name, expected] of clean) {
      const context = exampleContext({ policy, switch: switchWith(text) });
      // The same elements with the same attributes as for a harmless text: what was entered is text.
      expect(withoutBreaks(shape(context, name))).toBe(withoutBreaks(expected));
      for (const [key, value] of written(name, context).headers)
        expect(key + value).toMatch(/^[\x20-\x7e]*$/);
    }
  });

  /** Line breaks of a message become `<br>`, lines of a list become items; that much a text may do. */
  function withoutBreaks(structure: string): string {
    return structure
      .replace(/ br\[\] span\[dir\]/g, '')
      .replace(/( li\[\](?: svg\[[^\]]*\] path\[[^\]]*\])? span\[\] span\[dir\])+/g, '$1');
  }

  test.each([
    'javascript:alert(1)',
    '//evil.example',
    'data:text/html,x',
    'https://a@b.example/',
    '/\\evil.example',
  ])('a button to %s is not shown', (url) => {
    const notice: Notice = {
      ...exampleSwitch().notice,
      button: { label: { en: 'Click' }, url },
      contact: { url },
    };
    const { body } = written('refused view', exampleContext({ switch: exampleSwitch({ notice }) }));
    expect(body).not.toContain('Click');
    expect(body).not.toContain('evil.example');
  });
});
