import { type DefaultTreeAdapterMap, parseFragment } from 'parse5';
import { describe, expect, test } from 'vitest';
import { examplePolicy, exampleSwitch, minuteMs, exampleNow as now } from '../../../test/answer/examples.ts';
import type { Switch } from '../../model/switch.ts';
import { insiderBanner, visitorBanner } from './banner.ts';
import { bannerAssetPath, bannerStyle } from './banner-style.ts';

const input = (change: Partial<Switch> = {}, language = 'en-GB') => ({
  request: { headers: ['Accept-Language', language] },
  switch: exampleSwitch(change),
  policy: examplePolicy(),
  nowMs: now,
});
const insider = (change: Partial<Switch> = {}, language = 'en-GB') => ({
  ...input(change, language),
  mode: 'read-only' as const,
  standing: { role: 'admin', subject: 'jane', scope: 'write' } as const,
});

type Node = DefaultTreeAdapterMap['node'];
const textOf = (node: Node): string =>
  'value' in node ? node.value : 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
const elementsOf = (node: Node): DefaultTreeAdapterMap['element'][] => [
  ...('tagName' in node ? [node] : []),
  ...('childNodes' in node ? node.childNodes.flatMap(elementsOf) : []),
];
const read = (fragment: string): string => textOf(parseFragment(fragment)).replace(/\s+/g, ' ');

describe('visitorBanner', () => {
  const notice = exampleSwitch().notice;
  test.each<[string, Partial<Switch>, string]>([
    [
      'read-only',
      {},
      'Maintenance · You can look at everything, but orders, forms and other changes are paused. · Expected end: 14:00–14:30 CEST today',
    ],
    [
      'closed',
      { mode: 'closed' },
      'Maintenance · Only a few pages are open. · Expected end: 14:00–14:30 CEST today',
    ],
    [
      'one area',
      { mode: 'open', areas: { checkout: 'closed' } },
      'Maintenance · Paused for now: Checkout. Everything else works as usual. · Expected end: 14:00–14:30 CEST today',
    ],
    [
      'no end known',
      { expected: null },
      'Maintenance · You can look at everything, but orders, forms and other changes are paused.',
    ],
    [
      'the end has passed',
      { expected: { earliest: now - 2, latest: now - 1, nextUpdateAt: null } },
      'Maintenance · You can look at everything, but orders, forms and other changes are paused. · It is taking longer than planned.',
    ],
    [
      "the operator's words",
      { notice: { ...notice, paused: { en: 'Orders\nGift cards' }, message: { en: 'Moving' } } },
      'Maintenance · Orders Gift cards · Expected end: 14:00–14:30 CEST today',
    ],
    [
      "the operator's message",
      { notice: { ...notice, message: { en: 'Moving **house**.\n\nMore below.' } } },
      'Maintenance · Moving house. · You can look at everything, but orders, forms and other changes are paused. · Expected end: 14:00–14:30 CEST today',
    ],
  ])('%s', (_, change, expected) => {
    expect(read(visitorBanner(input(change)))).toBe(`${expected} · Whom to ask: help@shop.example`);
  });

  test('nobody to ask is not mentioned', () => {
    const policy = { ...input().policy, page: { ...input().policy.page, contact: {} } };
    const silent = { ...input({ notice: { ...notice, contact: {} } }), policy };
    expect(read(visitorBanner(silent))).not.toContain('Whom to ask');
  });

  test('a long message is cut', () => {
    const long = visitorBanner(input({ notice: { ...notice, message: { en: 'word '.repeat(4_000) } } }));
    expect(long.length).toBeLessThan(800);
  });
});

describe('insiderBanner', () => {
  test('who, since when, until when, and what one may do', () => {
    expect(read(insiderBanner(insider()))).toBe(
      'Maintenance mode is ON (read-only) · since 13:05 CEST today by jane · Expected end: 14:00–14:30 CEST today · You are inside as admin (may change things)',
    );
  });

  test.each<[Partial<Switch>, string]>([
    [{ expected: null }, 'no end announced'],
    [
      { expected: { earliest: now - 9 * minuteMs, latest: now - 5 * minuteMs, nextUpdateAt: null } },
      'overdue, was planned until 13:30 CEST today',
    ],
    [
      { mode: 'open', areas: { checkout: 'closed', uploads: 'read-only' } },
      'Maintenance mode is ON for Checkout and Uploads',
    ],
  ])('%j', (change, expected) => {
    expect(read(insiderBanner(insider(change)))).toContain(expected);
  });

  test('looking only', () => {
    const standing = { role: 'support', subject: 'tom', scope: 'read' } as const;
    expect(read(insiderBanner({ ...insider(), standing }))).toContain(
      'You are inside as support (looking only)',
    );
  });
});

describe.each(['en', 'de', 'fr', 'es', 'ar'])('the fragment in %s', (language) => {
  const hostile = exampleSwitch().notice;
  const fragments = [
    visitorBanner(input({}, language)),
    insiderBanner(insider({}, language)),
    visitorBanner(
      input(
        { notice: { ...hostile, message: { en: '<script>alert(1)</script>"\' ü🚪\u202e\u0000' } } },
        language,
      ),
    ),
    insiderBanner(
      insider({ setBy: { kind: 'operator', name: '</div><img src=x onerror=alert(1)>' } }, language),
    ),
  ];

  test.each(fragments)('%#: one status region in ASCII', (fragment) => {
    expect(fragment).toMatch(/^[\x20-\x7e]+$/);
    const errors: string[] = [];
    const tree = parseFragment(fragment, { onParseError: ({ code }) => errors.push(code) });
    expect(errors).toEqual([]);
    const [root, ...others] = tree.childNodes;
    expect(others).toEqual([]);
    const attributes =
      root !== undefined && 'attrs' in root
        ? Object.fromEntries(root.attrs.map(({ name, value }) => [name, value]))
        : {};
    expect(attributes).toEqual({
      class: expect.stringMatching(/^portcullis-banner portcullis-banner-(visitor|insider)$/),
      role: 'status',
      lang: language,
      dir: language === 'ar' ? 'rtl' : 'ltr',
    });
    const tags = elementsOf(tree).map(
      (element) => `${element.tagName} ${element.attrs.map(({ name }) => name).join()}`,
    );
    for (const tag of tags.slice(1))
      expect(tag).toMatch(/^(p|strong|span|bdi) $|^span dir(,lang)?$|^i aria-hidden$/);
  });
});

describe('the style', () => {
  const { page } = examplePolicy();

  test('is ASCII, loads nothing, covers nothing, and is not printed', () => {
    const css = bannerStyle(page);
    expect(css).toMatch(/^[\x20-\x7e\n]+$/);
    expect(css).not.toMatch(/url\(|@import|position|z-index|!important/);
    expect(css).toContain('@media print{.portcullis-banner.portcullis-banner{display:none}}');
    expect(css.split('{').length).toBe(css.split('}').length);
  });

  test('its path changes with its content only', () => {
    expect(bannerAssetPath(page)).toMatch(/^\/\.well-known\/portcullis\/banner\.css\?v=[0-9a-f]{16}$/);
    expect(bannerAssetPath({ ...page })).toBe(bannerAssetPath(page));
    expect(bannerAssetPath({ ...page, accent: '#aa0000' })).not.toBe(bannerAssetPath(page));
  });
});
