import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTarget } from './read-target.ts';

// Counted, not timed: 20,000 readings of 1,500,000 characters together take some 20 ms.
const mostReadings = 20_000;
const mostCharacters = 1_500_000;

const longestHead = 15_900;

/** A path that has many spellings, with routes in its query, which have many, too. */
const leaf = (index: number): string =>
  `/a/_next/data/B////%25253b//%255c(S(x))${index}?rest_route=/0//&rest_route=/1.php.php/_next/data/B/a/b%255c.!.jsp//faces/(S(x))/!`;

const images = (count: number, inner: (index: number) => string): string =>
  `/_next/image?${list(count, (index) => `url=${encodeURIComponent(inner(index))}`)}`;

const list = (count: number, item: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => item(index)).join('&');

const filled = (head: string, unit: string, length: number): string =>
  head + unit.repeat(Math.floor((length - head.length) / unit.length));

const hostile: readonly (readonly [shape: string, target: string])[] = [
  ['inner targets in inner targets', images(10, (outer) => images(10, (index) => leaf(outer * 10 + index)))],
  ['few of them', images(3, (outer) => images(2, (index) => leaf(outer * 10 + index)))],
  ['inner targets', images(10, leaf)],
  ['one, three deep', images(1, () => images(1, () => images(1, () => leaf(1))))],
  [
    'routes below many folders',
    `/a.php/b//c.jsp/(S(x))/%255cd/e?${list(20, (index) => `rest_route=/${index}.php//%255c(S(x))/a.jsp/faces/b!.c:$d`)}`,
  ],
  ['long routes', `/a/b/c?${list(20, (index) => filled(`rest_route=/${index}`, '/a.php.b/(S(x))!c', 700))}`],
  ['a long path', filled('/a', '%C2%A5(a).php//faces/a', 8_000)],
  [
    'a query in a path, of names that must be folded',
    filled('/%EF%BC%8Fa.php/b.jsp;//(S(x))!c%5cd%2f%3f', '%C2%A5A%C2%A5=%26', 8_000),
  ],
  ...[
    '/;',
    '/&',
    '/&;',
    '/;a.php',
    '/%3b',
    '/%26',
    '/%253b',
    '/%ef%bc%9b',
    '/%ef%bc%86',
    '/a.php&',
    '&_url=/b',
  ].map((unit) => [`names of ${unit}`, filled('/a', unit, 8_000)] as const),
  ...['/index.php', '/index.phpx', 'index.php', '/index.php%2f', '/a.php/%C3%A9', '/index%2ephp/%C3%ad'].map(
    (unit) => [`scripts ${unit}`, filled('/w/index.php/a', unit, 8_000)] as const,
  ),
  ['a query in the path of an image route', filled('/a;x//(S(x))%255c/_next/image%253f', 'A=%26', 8_000)],
];

describe('what one target costs', () => {
  test.each(hostile)('%s', (_, target) => {
    expectBounded(target.slice(0, longestHead));
  });

  test('any mixture of what multiplies', () => {
    const token = fc.constantFrom(
      ...[
        '/',
        '//',
        'a',
        '.php',
        '/b.jsp',
        '%2f',
        '%255c',
        '(S(x))',
        '!b',
        ':$d',
        '%3f',
        '%253f',
        '%26',
        ';x',
        '/;',
        '&a',
        '/index.phpa',
      ],
      ...[
        '?',
        '&',
        'url=',
        'href=',
        'rest_route=/',
        '/_next/image',
        '/_image',
        '/faces',
        '%EF%BC%8F',
        '%C2%A5',
      ],
    );
    const text = fc.array(token, { minLength: 1, maxLength: 12 }).map((tokens) => tokens.join(''));
    fc.assert(
      fc.property(text, text, fc.integer({ min: 1, max: 10 }), fc.boolean(), (head, unit, count, isInner) => {
        const inner = filled(`/a${head}`, unit, 3_000);
        expectBounded((isInner ? images(count, () => inner) : inner).slice(0, longestHead));
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    [
      'a picture of another site',
      `/_next/image?url=${encodeURIComponent('https://cdn.example/a%20b.png?x=1')}`,
    ],
    [
      'a picture with a route',
      `/_next/image?url=${encodeURIComponent('/media/a%20b.png?rest_route=/wp/v2')}`,
    ],
    ['a picture in a picture', images(1, () => images(1, () => '/media/summer%20sale.jpg?v=2'))],
    [
      'a long address in a path',
      `/proxy/${encodeURIComponent(filled('https://a.example/b?', 'c=d&', 2_000))}`,
    ],
    ['a path of 8 KB with escapes', filled('/files', '/some%20name.of-a-file', 8_000)],
    ['a query of 15 KB', filled('/search?', 'tag=a%20b&', longestHead)],
    ['a long name behind a front controller', filled('/w/index.php', '/some%20name', 4_000)],
    ['signs in names', filled('/brands', '/h&m', 100)],
    ['ten routes', `/shop/index.php?${list(10, (index) => `rest_route=/wc/v3/products/${index}`)}`],
  ])('%s is read', (_, target) => {
    expect(readTarget(target).malformed).toBeNull();
  });
});

function expectBounded(target: string): void {
  const { exact, folded } = readTarget(target);
  const readings = [...exact, ...folded];
  expect(readings.length).toBeLessThan(mostReadings);
  expect(readings.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(mostCharacters);
}
