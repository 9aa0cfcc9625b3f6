import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { globProblem } from '../model/parse-route-pattern.ts';
import { cleanUrlGlobs, exactGlobs, foldGlobs } from './glob-spellings.ts';
import { createPathMatcher } from './path-matcher.ts';
import { readTarget } from './read-target.ts';

describe('foldGlobs', () => {
  test.each([
    ['/Admin/**', ['/admin/**']],
    ['/admin/', ['/admin/', '/admin']],
    ['/', ['/']],
    ['/**', ['/**']],
    ['/orders/:orderId/*', ['/orders/*/*']],
    ['/Gr\u00f6\u00dfe', ['/gr\u00f6\u00dfe', '/grosse']],
    ['/CAF\u00c9', ['/caf\u00e9', '/cafe']],
    ['/Report-*.CSV', ['/report-*.csv']],
    ['/end.', ['/end.', '/end']],
    ['/a/.../b', ['/a/.../b']],
    ['/...', ['/...']],
    // Folders and clean URLs lead to files.
    ['/manage/index.php', ['/manage/index.php', '/manage/index', '/manage']],
    ['/Default.aspx', ['/default.aspx', '/default', '/']],
    ['/a/home.jsp', ['/a/home.jsp', '/a/home', '/a']],
    ['/members.html', ['/members.html', '/members']],
    ['/*/cron.php', ['/*/cron.php', '/*/cron']],
    ['/robots.txt', ['/robots.txt']],
    ['/v1.2', ['/v1.2']],
    ['/.php', ['/.php']],
    ['/report-*.php', ['/report-*.php']],
    // A front controller answers for its folder, and is left out of what follows it.
    ['/index.php/**', ['/index.php/**', '/index/**', '/']],
    ['/panel/index.php/:x', ['/panel/index.php/*', '/panel/index/*', '/panel']],
    ['/index.php/backend/**', ['/index.php/backend/**', '/index/backend/**', '/backend/**']],
    ['/shop/app.php/admin', ['/shop/app.php/admin', '/shop/app/admin', '/shop/admin']],
    ['/app.php', ['/app.php', '/app']],
    ['/users.php/**', ['/users.php/**', '/users/**']],
    ['/v1.2/index.phpx', ['/v1.2/index.phpx']],
    // Patterns find what the names they stand for find.
    ['/manage/*.php', ['/manage/*.php', '/manage']],
    ['/manage/i*.php', ['/manage/i*.php', '/manage']],
    ['/manage/*t.aspx', ['/manage/*t.aspx', '/manage']],
    ['/manage/*.php/**', ['/manage/*.php/**', '/manage']],
    ['/manage/index.*', ['/manage/index.*', '/manage/index', '/manage']],
    ['/manage/users.*', ['/manage/users.*', '/manage/users']],
    ['/*.htm*', ['/*.htm*', '/']],
    ['/manage/users*.php', ['/manage/users*.php']],
    ['/files/*.csv', ['/files/*.csv']],
    ['/d*', ['/d*']],
  ])('%s folds to %j', (glob, folded) => {
    expect(foldGlobs(glob)).toEqual(folded);
  });
});

describe('cleanUrlGlobs', () => {
  test.each([
    ['/manage/*.php', ['/manage/*']],
    ['/Report-*.HTML', ['/report-*']],
    ['/manage/*.php/**', ['/manage/*/**']],
    ['/*.php/:x', ['/*/*']],
    ['/manage/index.php', []],
    ['/files/*.csv', []],
    ['/files/*', []],
    ['/**', []],
  ])('%s stands for pages at %j', (glob, globs) => {
    expect(cleanUrlGlobs(glob)).toEqual(globs);
  });
});

describe('exactGlobs', () => {
  test.each([
    ['/login', ['/login']],
    ['/[tag]/a|b', ['/[tag]/a|b']],
    ['/caf\u00e9/:id', ['/caf\u00e9/:id', '/caf%C3%A9/:id']],
    ['/a^b', ['/a^b', '/a%5Eb']],
    ['/\u{1f600}', ['/\u{1f600}', '/%F0%9F%98%80']],
  ])('%s is looked for as %j', (glob, globs) => {
    expect(exactGlobs(glob)).toEqual(globs);
  });
});

// Route facts look at folded readings first and leave the exact ones out when nothing hits.
test('what hits a path as written also hits one of its folded readings', () => {
  const segment = fc.oneof(
    fc.constantFrom(
      'a',
      'A',
      'Straße',
      'ﬁ',
      'é',
      'x.y',
      '.x',
      'a.',
      '...',
      'b',
      'K',
      'İ',
      'report-1.csv',
      '[x]',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }),
  );
  const globSegment = fc.oneof(segment, fc.constantFrom('*', ':id', 'a*', '*.csv'));
  const segments = fc.array(fc.tuple(segment, globSegment), { minLength: 1, maxLength: 4 });
  let paths = 0;
  let hits = 0;
  fc.assert(
    fc.property(segments, fc.boolean(), (parts, rest) => {
      const path = `/${parts.map(([text]) => encodeURIComponent(text)).join('/')}`;
      const names = parts.map(([text, pattern]) => (/[*:]/.test(pattern) ? pattern : text));
      const glob = `/${[...names, ...(rest ? ['**'] : [])].join('/')}`;
      const { exact, folded } = readTarget(path);
      fc.pre(globProblem(glob) === null);
      paths += 1;
      const written = createPathMatcher(
        exactGlobs(glob).map((value) => ({ glob: value, value })),
        { emptySegments: false },
      );
      if (!exact.some((reading) => written.match(reading).length > 0)) return;
      hits += 1;
      const loose = createPathMatcher(
        foldGlobs(glob).map((value) => ({ glob: value, value })),
        { emptySegments: true },
      );
      expect(folded.some((reading) => loose.match(reading).length > 0)).toBe(true);
    }),
    { numRuns: 4_000 },
  );
  expect(hits / paths).toBeGreaterThan(0.15);
});
