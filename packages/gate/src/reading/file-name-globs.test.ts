import { expect, it } from 'vitest';
import { isAsset, withoutFileNames } from './file-name-globs.ts';

// The extensions of `foldings.ts` under a wildcard: one of each kind of server.
const wildcardsOfPages = [
  ...[
    'ph*',
    '*p',
    'h*ml',
    'ht*m',
    'pht*',
    'js*',
    'd*',
    'do*',
    'a*p',
    'as*x',
    'asp*',
    'c*i',
    'p*',
    'pl*',
    'py*',
  ],
  ...['cf*', 'r*', 'rb*', '*'],
];

it.each(wildcardsOfPages)('/manage/*.%s holds for what such files are found by', (extension) => {
  expect(withoutFileNames(`/manage/*.${extension}`)).toEqual({
    surely: ['/manage'],
    pagesOnly: ['/manage/*'],
    behind: [],
  });
});

it.each([
  ['/manage/*.xphp*', 'no extension of a page'],
  ['/manage/*.cs*', 'style sheets'],
  ['/manage/*.php.bak', 'a copy'],
  ['/manage/.*', 'no name'],
  ['/manage/list', 'no extension'],
  ['/manage/*.pp', 'a star that stands for too little'],
])('%s holds for nothing else: %s', (glob) => {
  expect(withoutFileNames(glob)).toEqual({ surely: [], pagesOnly: [], behind: [] });
});

it.each([
  ['/a/index.php', ['/a/index', '/a']],
  ['/a/default.aspx', ['/a/default', '/a']],
  ['/a/home.html/**', ['/a/home/**', '/a']],
  ['/a/app.php', ['/a/app']],
  ['/app.php/admin', ['/app/admin', '/admin']],
  ['/a/list.php', ['/a/list']],
  ['/a/i*.php', ['/a']],
])('%s', (glob, surely) => {
  expect(withoutFileNames(glob).surely).toEqual(surely);
});

it.each(['css', 'mjs', 'map', 'jpg', 'jpeg', 'svg', 'woff', 'woff2', 'mp3', 'mp4', 'TXT', 'pdf'])(
  'a file that ends in .%s lies beside pages',
  (extension) => {
    expect([
      isAsset(`/manage/a.${extension}`),
      isAsset(`/manage/a.${extension}x`),
      isAsset(`/${extension}`),
    ]).toEqual([true, false, false]);
  },
);
