import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLanguageOf } from './language-prefix.ts';
import { createPathMatcher } from './path-matcher.ts';

function hits(globs: readonly string[], path: string, emptySegments = false): string[] {
  const entries = globs.map((glob) => ({ glob, value: glob }));
  return [...createPathMatcher(entries, { emptySegments }).match(path)].sort();
}

describe('createPathMatcher', () => {
  test.each([
    ['/', '/', true],
    ['/', '/a', false],
    ['/a', '/a', true],
    ['/a', '/A', false],
    ['/a', '/a/', false],
    ['/a/', '/a/', true],
    ['/a/', '/a', false],
    ['/a', '/a/b', false],
    ['/a/**', '/a', true],
    ['/a/**', '/a/', true],
    ['/a/**', '/a/b/c', true],
    ['/a/**', '/ab', false],
    ['/**', '/', true],
    ['/**', '/a/b', true],
    ['/**', '*', true],
    ['/*', '*', false],
    ['/', '*', false],
    ['/*', '/a', true],
    ['/*', '/', false],
    ['/*', '/a/b', false],
    ['/*/b', '/a/b', true],
    ['/:id', '/42', true],
    ['/:id', '/', false],
    ['/orders/:id/refund', '/orders/7/refund', true],
    ['/orders/:id/refund', '/orders//refund', false],
    ['/orders/:id/refund', '/orders/7/8/refund', false],
    ['/report-*.csv', '/report-.csv', true],
    ['/report-*.csv', '/report-2026.csv', true],
    ['/report-*.csv', '/report.csv', false],
    ['/report-*.csv', '/report-2026.csv.exe', false],
    ['/a*a', '/a', false],
    ['/a*a', '/aa', true],
    ['/*x', '/x', true],
    ['/x*', '/', false],
    ['/__proto__', '/__proto__', true],
    ['/constructor/**', '/constructor', true],
    ['/a', '/constructor', false],
  ])('%s hits %s: %s', (glob, path, hit) => {
    expect(hits([glob], path)).toEqual(hit ? [glob] : []);
  });

  test('empty segments count where a protection asks', () => {
    expect(hits(['/orders/:id/refund'], '/orders//refund', true)).toEqual(['/orders/:id/refund']);
    expect(hits(['/*'], '/', true)).toEqual(['/*']);
    expect(hits(['/*', '/*/*'], '//', true)).toEqual(['/*/*']);
  });

  test('every glob that hits is told, once', () => {
    const globs = ['/**', '/a/**', '/a/*', '/a/:x', '/a/b', '/*/b', '/a/b*', '/a/*b', '/a/b/c', '/b'];
    expect(hits(globs, '/a/b')).toEqual(globs.slice(0, 8).sort());
  });

  test.each([
    ['/a1.csv', ['/a*.csv']],
    ['/bb1.csv', ['/bb*.csv']],
    ['/a1.jpeg', ['/a*.jpeg']],
    ['/c1.csv', []],
  ])('segments of different lengths are told apart: %s hits %j', (path, globs) => {
    expect(hits(['/a*.csv', '/bb*.csv', '/a*.jpeg'], path)).toEqual(globs);
  });

  test('values that share a glob are all told', () => {
    const matcher = createPathMatcher(
      [
        { glob: '/a', value: 1 },
        { glob: '/a', value: 2 },
      ],
      { emptySegments: false },
    );
    expect(matcher.match('/a')).toEqual([1, 2]);
    expect(matcher.match('/b')).toBe(matcher.match('/c'));
  });

  const segment = fc.constantFrom('a', 'b', 'ab', 'aab', '', 'x.csv');
  const globSegment = fc.oneof(segment, fc.constantFrom('*', ':id', 'a*', '*b', 'a*b', '*.csv'));
  const glob = fc
    .tuple(fc.array(globSegment, { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([segments, rest]) => `/${[...segments, ...(rest ? ['**'] : [])].join('/')}`);
  const path = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => `/${segments.join('/')}`);

  test('agrees with a plain model of what a glob means', () => {
    fc.assert(
      fc.property(fc.uniqueArray(glob, { maxLength: 12 }), path, fc.boolean(), (globs, candidate, empty) => {
        expect(hits(globs, candidate, empty)).toEqual(
          globs.filter((one) => model(one, candidate, empty)).sort(),
        );
      }),
      { numRuns: 3_000 },
    );
  });

  test('long paths and crowded policies take no time that grows with their product', () => {
    const entries = Array.from({ length: 20_000 }, (_, id) => ({ glob: `/r${id}-*.csv`, value: id }));
    const matcher = createPathMatcher(entries, { emptySegments: true });
    for (let run = 0; run < 20_000; run += 1) expect(matcher.match(`/r${run}-x.csv`)).toEqual([run]);
    const deep = createPathMatcher([{ glob: '/*/*/*/*/*/*/*/*/x', value: 0 }], { emptySegments: true });
    for (let run = 0; run < 1_000; run += 1) expect(deep.match('/'.repeat(8_000))).toEqual([]);
  });
});

/** Segment by segment, by recursion and regular expressions: slow, and plainly right. */
function model(glob: string, path: string, emptySegments: boolean): boolean {
  return matches(glob.slice(1).split('/'), path.slice(1).split('/'), emptySegments);
}

function matches(glob: readonly string[], path: readonly string[], emptySegments: boolean): boolean {
  const [head, ...rest] = glob;
  if (head === '**') return true;
  if (head === undefined) return path.length === 0;
  const [segment, ...others] = path;
  if (segment === undefined) return false;
  const pattern = head.startsWith(':') ? '*' : head;
  const isWild = pattern.includes('*');
  if (segment === '' && isWild && !emptySegments) return false;
  const source = pattern.split('*').map(escaped).join('.*');
  return new RegExp(`^${source}$`).test(segment) && matches(rest, others, emptySegments);
}

function escaped(text: string): string {
  return text.replace(/[.]/g, '\\.');
}

describe('short names of Windows', () => {
  const hitsShort = (globs: readonly string[], path: string): string[] => {
    const entries = globs.map((glob) => ({ glob, value: glob }));
    return [...createPathMatcher(entries, { emptySegments: true, shortNames: true }).match(path)];
  };

  test.each([
    ['/administrator/**', '/admini~1/users'],
    ['/administrator/**', '/admin~12'],
    ['/administrator/**', '/ad1f2c~1/x'],
    ['/x/administrator', '/x/admini~1'],
    ['/web.config', '/web~1.con'],
    ['/a b/c', '/ab~1/c'],
    ['/long-name-*', '/long-n~1'],
    ['/database-*.sql', '/databa~1.sql'],
    ['/report.2024-*.html', '/report~3.htm'],
    ['/*-secret.aspx', '/my-sec~1.asp'],
    ['/database*/**', '/databa~1/x'],
  ])('%s is hit by %s', (glob, path) => {
    expect(hitsShort([glob], path)).toEqual([glob]);
    expect(hits([glob], path, true)).toEqual([]);
  });

  test.each([
    ['/admin/**', '/admin~1'],
    ['/administrator/**', '/adminx~1'],
    ['/administrator/**', '/admini~'],
    ['/administrator/**', '/~1'],
    ['/administrator/**', '/adxyzw~1'],
    ['/index.php', '/index~1.php'],
    ['/database-*.sql', '/databa~1.txt'],
    ['/database-*.sql', '/datax~1.sql'],
    ['/database-*', '/database~1'],
    ['/unsubscribe/**', '/un~1'],
  ])('%s is not hit by %s', (glob, path) => {
    expect(hitsShort([glob], path)).toEqual([]);
  });

  test('of many names with one beginning some are looked at', () => {
    const globs = Array.from({ length: 300 }, (_, index) => `/product-${index}`);
    expect(hitsShort(globs, '/produc~1')).toHaveLength(200);
  });
});

describe('behind a language', () => {
  const globs = ['/web/login', '/fr/own', '/:module/static/**', '/', '/my/**', '/*', '/**'];
  const match = (path: string, namedBehindLanguage: boolean): readonly string[] => {
    const entries = globs.map((glob) => ({ glob, value: glob }));
    const isLanguage = isLanguageOf(['France']);
    const found = createPathMatcher(entries, { emptySegments: false, isLanguage, namedBehindLanguage }).match(
      path,
    );
    return [...new Set(found)].filter((glob) => glob !== '/**').sort();
  };

  test.each([
    ['/de/web/login', ['/web/login']],
    ['/de_CH/web/login', ['/web/login']],
    ['/de-at/web/login', ['/web/login']],
    ['/sr@latin/web/login', ['/web/login']],
    ['/zh_Hans/web/login', ['/web/login']],
    ['/es_419/web/login', ['/web/login']],
    ['/France/web/login', ['/web/login']],
    ['/france/web/login', []],
    ['/shop/web/login', []],
    ['/d/web/login', []],
    ['/de/de/web/login', []],
    ['/de/web/login/x', []],
    ['/DE/web/login', []],
  ])('every rule hits: %s', (path, found) => {
    expect(match(path, false)).toEqual(found);
    expect(match(path, true)).toEqual(found);
  });

  test.each([
    ['/de', ['/', '/*'], ['/', '/*']],
    ['/de/', ['/'], ['/']],
    ['/de/x/static/y', ['/:module/static/**'], []],
    ['/de/anything', ['/*'], []],
    // Names of the application itself are no languages where that would open anything.
    ['/my/web/login', ['/my/**', '/web/login'], ['/my/**']],
    ['/web/web/login', ['/web/login'], []],
    ['/fr/web/login', ['/web/login'], []],
  ])('rules that open hit less: %s', (path, found, opened) => {
    expect(match(path, false)).toEqual(found);
    expect(match(path, true)).toEqual(opened);
  });

  test('without languages nothing is passed over', () => {
    expect(isLanguageOf(null)).toBeNull();
    expect(hits(['/web/login'], '/de/web/login')).toEqual([]);
  });
});
