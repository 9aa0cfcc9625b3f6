import { describe, expect, test } from 'vitest';
import { addFoldings, foldCase, mergeSlashes, trimSegments, withoutTrailingSlash } from './foldings.ts';

function foldingsOf(path: string): readonly string[] {
  const folded: string[] = [];
  addFoldings(path, folded);
  return folded;
}

// Whole lists: one reading too few is a way round a protection, one too many refuses what nobody protects.
describe('addFoldings', () => {
  test.each([
    ['/', ['/']],
    ['/a', ['/a']],
    ['/a/', ['/a/', '/a']],
    // Slashes are merged by some, and by some only where they came as two.
    ['/a//b', ['/a//b', '/a/b']],
    ['/a/ /b', ['/a/ /b', '/a/b', '/a//b']],
    ['/a/. /b/', ['/a/. /b/', '/a/b', '/a//b']],
    ['/x./ y ', ['/x./ y ', '/x/y']],
    ['/...', ['/...', '/']],
  ])('slashes and what is cut off segments: %j: %j', (path, folded) => {
    expect(foldingsOf(path)).toEqual(folded);
  });

  test.each([
    ['/a.json', ['/a.json', '/a']],
    ['/export.csv.json', ['/export.csv.json', '/export', '/export.csv']],
    ['/a.b.c.d', ['/a.b.c.d', '/a', '/a.b.c']],
    ['/.env', ['/.env', '/']],
    ['/a/.env', ['/a/.env', '/a']],
    ['/a/.env.x', ['/a/.env.x', '/a/.env']],
    ['/a/.json/', ['/a/.json/', '/a/.json', '/a']],
    ['/.hidden/b', ['/.hidden/b']],
    ['/a.b/c', ['/a.b/c', '/a/c']],
    ['/a.b/.c', ['/a.b/.c', '/a.b', '/a/.c']],
    ['/v1.2/a.json', ['/v1.2/a.json', '/v1.2/a', '/v1/a']],
    ['/a.b.c/d.e', ['/a.b.c/d.e', '/a.b.c/d', '/a/d']],
  ])('extensions: %j: %j', (path, folded) => {
    expect(foldingsOf(path)).toEqual(folded);
  });

  test.each([
    ['/ad.jsonmin', ['/ad.jsonmin', '/ad', '/admin']],
    ['/.jsonadmin/a.xml', ['/.jsonadmin/a.xml', '/.jsonadmin/a', '/admin/a']],
    ['/.json/admin', ['/.json/admin', '//admin', '/admin']],
    ['/ad.xm.jsonlmin', ['/ad.xm.jsonlmin', '/ad', '/ad.xm', '/ad.xmlmin', '/admin']],
    ['/ad.jsmin', ['/ad.jsmin', '/ad', '/admin']],
    ['/admin.js.map', ['/admin.js.map', '/admin', '/admin.js', '/admin.map']],
    ['/a.json/b', ['/a.json/b', '/a/b']],
    ['/a.jsp', ['/a.jsp', '/a']],
  ])('endings of formats within names: %j: %j', (path, folded) => {
    expect(foldingsOf(path)).toEqual(folded);
  });

  test.each([
    ['/admin/index.php', ['/admin/index.php', '/admin/index', '/admin']],
    ['/index.html', ['/index.html', '/index', '/']],
    ['/admin/home.aspx', ['/admin/home.aspx', '/admin/home', '/admin']],
    ['/admin/default.h5', ['/admin/default.h5', '/admin/default', '/admin']],
    ['/admin/myindex.php', ['/admin/myindex.php', '/admin/myindex']],
    ['/admin/index.php-7', ['/admin/index.php-7', '/admin/index']],
    ['/admin/index', ['/admin/index']],
    // Static export of Next.js.
    [
      '/plans/__next._full.txt',
      ['/plans/__next._full.txt', '/plans/__next', '/plans/__next._full', '/plans'],
    ],
    ['/__next.plans.__page__.txt', ['/__next.plans.__page__.txt', '/__next', '/__next.plans.__page__', '/']],
    ['/plans/__next.txt', ['/plans/__next.txt', '/plans/__next']],
  ])('directory indexes: %j: %j', (path, folded) => {
    expect(foldingsOf(path)).toEqual(folded);
  });

  test.each([
    ['/index.php/a', ['/index.php/a', '/index/a', '/index.php', '/index', '/a']],
    ['/a/run.cgi/b', ['/a/run.cgi/b', '/a/run/b', '/a/run.cgi', '/a/run', '/b', '/a/b']],
    ['/x.php5/a', ['/x.php5/a', '/x/a', '/x.php5', '/x', '/a']],
    ['/x.phpx/a', ['/x.phpx/a', '/x/a']],
    ['/a/b.php', ['/a/b.php', '/a/b']],
    ['/app.do/a.json', ['/app.do/a.json', '/app.do/a', '/app/a', '/app.do', '/app', '/a.json', '/a']],
  ])('front controllers: %j: %j', (path, folded) => {
    expect(foldingsOf(path)).toEqual(folded);
  });

  test.each([
    ['/(s(x))/a', ['/(s(x))/a', '/a', '//a']],
    ['/a/(s(x))b', ['/a/(s(x))b', '/ab', '/a/b']],
    ['/a(b)/c', ['/a(b)/c', '/a/c']],
    ['/a(b/c', ['/a(b/c']],
    ['/a)b', ['/a)b']],
    ['/(a)', ['/(a)', '/']],
  ])('what stands in parentheses: %j: %j', (path, folded) => {
    expect(foldingsOf(path)).toEqual(folded);
  });

  test.each([
    ['/a!b', ['/a!b', '/a']],
    ['/a!b.action', ['/a!b.action', '/a!b', '/a.action', '/a']],
    ['/a.b!c', ['/a.b!c', '/a', '/a.b']],
    ['/!a', ['/!a']],
    ['/a::$data', ['/a::$data', '/a']],
    ['/a:$i30:$index_allocation/b', ['/a:$i30:$index_allocation/b', '/a/b']],
    ['/a:/b', ['/a:/b', '/a/b']],
    ['/a:b/c$', ['/a:b/c$']],
    ['/:a$', ['/:a$', '/a$']],
  ])('methods and streams behind a name: %j: %j', (path, folded) => {
    expect(foldingsOf(path)).toEqual(folded);
  });

  test.each([
    ['/faces/a', ['/faces/a', '/a']],
    ['/app/faces/a', ['/app/faces/a', '/app/a']],
    ['/faces', ['/faces']],
    ['/servlet/faces/a', ['/servlet/faces/a', '/a']],
    ['/_next/data/x/a', ['/_next/data/x/a', '/a']],
    [
      '/_next/data/x/index.json',
      ['/_next/data/x/index.json', '/_next/data/x/index', '/_next/data/x', '/index.json', '/index', '/'],
    ],
    ['/_next/data/x', ['/_next/data/x']],
    ['/_ipx/_/a', ['/_ipx/_/a', '/a']],
    ['/shop/_ipx/w_100&f_webp/a/b', ['/shop/_ipx/w_100&f_webp/a/b', '/shop/a/b']],
    ['/_ipx/a', ['/_ipx/a']],
    ['/ipx/_/a', ['/ipx/_/a']],
    [
      '/page-data/a/page-data.json',
      [
        '/page-data/a/page-data.json',
        '/page-data/a/page-data',
        '/page-data/a',
        '/a/page-data.json',
        '/a/page-data',
        '/a',
      ],
    ],
    [
      '/faces/(s(x))/a!b',
      [
        '/faces/(s(x))/a!b',
        '/(s(x))/a!b',
        '/faces/(s(x))/a',
        '/(s(x))/a',
        '/faces/a',
        '/a',
        '/faces//a',
        '//a',
      ],
    ],
    ['/_next/data/x/en/a', ['/_next/data/x/en/a', '/en/a', '/a']],
    ['/b/_next/data/x/pt-br/a', ['/b/_next/data/x/pt-br/a', '/b/pt-br/a', '/b/a']],
    ['/_next/data/x/shop/a', ['/_next/data/x/shop/a', '/shop/a']],
  ])('mounts: %j: %j', (path, folded) => {
    expect(foldingsOf(path)).toEqual(folded);
  });

  test.each([
    ['/_next/data/x/en.json', '/'],
    ['/_next/data/x/zh-hant/shop/cart.json', '/shop/cart'],
    ['/page-data/index/page-data.json', '/'],
    ['/page-data/a/index/page-data.json', '/a'],
    ['/_root.data', '/'],
    ['/_.data', '/'],
    ['/members/_.data', '/members'],
    ['/members/q-data.json', '/members'],
    ['/members.html__data.json', '/members'],
  ])('the data of a page: %s is that of %s', (path, page) => {
    expect(foldingsOf(path)).toContain(page);
  });

  test('adds to what is there, nothing twice', () => {
    const folded = ['/a'];
    addFoldings('/a', folded);
    addFoldings('/b/', folded);
    expect(folded).toEqual(['/a', '/b/', '/b']);
  });
});

test.each([
  ['Abc', 'abc'],
  ['ÀÉ', 'àé'],
  ['Straße', 'strasse'],
  ['K', 'k'],
  ['ſ', 's'],
  ['ı', 'i'],
  ['İ', 'i'],
  ['ς', 'σ'],
  ['ΟΔΟΣ', 'οδοσ'],
])('%s folds to %s', (text, folded) => {
  expect(foldCase(text)).toBe(folded);
});

test.each([
  ['/ a ./b', '/a/b'],
  ['/   /b', '//b'],
  ['/. a', '/. a'],
  ['/.a', '/.a'],
  ['/a\t', '/a'],
  ['/\u00a0a\u3000', '/a'],
  ['/\u2028/b', '//b'],
  ['/a\u00ad', '/a\u00ad'],
])('the segments of %j, trimmed: %j', (path, trimmed) => {
  expect(trimSegments(path)).toBe(trimmed);
});

test.each([
  ['/', '/', '/'],
  ['/a/', '/a/', '/a'],
  ['//', '/', '/'],
  ['/a//b///c', '/a/b/c', '/a//b///c'],
])('%j: slashes merged %j, without the last one %j', (path, merged, bare) => {
  expect(mergeSlashes(path)).toBe(merged);
  expect(withoutTrailingSlash(path)).toBe(bare);
});

test('no letter in small or in capitals is a way round the letter', () => {
  const ways: string[] = [];
  for (let code = 0x80; code < 0x2_0000; code += 1) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const letter = String.fromCodePoint(code);
    const small = letter.toLowerCase();
    for (const spelling of [small, letter.toUpperCase(), small.toUpperCase()]) {
      if (foldCase(spelling) !== foldCase(letter)) ways.push(`${letter} ${spelling}`);
    }
  }
  expect(ways).toEqual([]);
});
