import { expect, test } from 'vitest';
import { innerTargets } from './inner-targets.ts';

test.each([
  ['/_next/image', 'url=/admin/report', ['/admin/report']],
  ['/shop/_next/image', 'w=64&url=%2Fadmin%2Freport&q=75', ['/admin/report']],
  ['/_next/image', 'url=/a&url=/b', ['/a', '/b']],
  ['/_next/image', 'url=/a+b', ['/a%20b']],
  ['/_next/image', 'url=/a#b', ['/a']],
  ['/_next/image', 'url=/%C3%A9', ['/%C3%A9']],
  ['/_next/image', 'u%72l=/a', ['/a']],
  ['/_next/image', 'url[]=/a', ['/a']],
  ['/_next/image', 'url=https://other.example/a', []],
  ['/_next/image', 'url=a', []],
  ['/_next/image', 'url', []],
  ['/_next/image', 'href=/a', []],
  ['/_next/image', '', []],
  ['/_vercel/image', 'url=/a', ['/a']],
  ['/_image', 'href=/a', ['/a']],
  ['/_image', 'url=/a', []],
  ['/_image', 'href=a/b', ['/a/b']],
  ['/_image', 'href=%20%01/a', ['/a']],
  ['/_image', 'href=/ad%0Amin', ['/admin']],
  ['/_image', 'href=https:/a', ['/https:/a', '/a']],
  ['/_image', 'href=http:a', ['/http:a', '/a']],
  ['/_image', 'href=/x/http:a', ['/x/http:a']],
  ['/_image', 'href=https://other.example/a', []],
  ['/_image', 'href=HTTP://other.example/a', []],
  ['/_image', 'href=ftp://other.example/a', []],
  ['/_image', 'href=ws://other.example/a', []],
  ['/_image', 'href=wss://other.example/a', []],
  ['/_image', 'href=data:image/png;base64,AA', []],
  ['/_image', 'href=/a?u=https://other.example/', ['/a?u=https://other.example/']],
  ['/_image', 'href=/', []],
])('%s?%s runs %j, too', (path, query, expected) => {
  expect(innerTargets([path], query)).toEqual(expected);
});

test('below a base, as many characters are cut off as it has, whatever they are', () => {
  const targets = innerTargets(['/shop/_image'], 'href=/xxxx/admin');
  expect(targets).toEqual(['/xxxx/admin', '/admin', '/shop/admin']);
  expect(innerTargets(['/shop/_image'], 'href=/shopadmin')).toContain('/admin');
});

test.each([[['/image']], [['/next/image']], [['/_next/images']], [['/_nextimage']], [['/a', '/b']], [[]]])(
  'no route of images: %j',
  (folded) => {
    expect(innerTargets(folded, 'url=/a&href=/a')).toEqual([]);
  },
);

test('each spelling of the route counts once for a base and a name', () => {
  expect(
    innerTargets(['/_next/image', '/_next/image', '/_vercel/image', '/_image'], 'url=/a&href=/b'),
  ).toEqual(['/a', '/b']);
});

test('of more targets than any client sends none are read', () => {
  const query = (count: number) => Array.from({ length: count }, (_, index) => `url=/${index}`).join('&');
  expect(innerTargets(['/_next/image'], query(10))).toHaveLength(10);
  expect(innerTargets(['/_next/image'], query(11))).toBeNull();
});
