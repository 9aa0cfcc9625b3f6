import { describe, expect, test } from 'vitest';
import { browserHeaders } from '../../test/answer/examples.ts';
import { isNavigation, negotiateType } from './negotiate-type.ts';

const chrome =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8';

describe('negotiateType', () => {
  test.each<[string, readonly string[], 'html' | 'problem' | 'text']>([
    ['a page view', browserHeaders, 'html'],
    ['a page view without a word about types', ['Sec-Fetch-Mode', 'navigate'], 'html'],
    ['a frame', ['Sec-Fetch-Dest', 'iframe', 'Accept', chrome], 'html'],
    ['an old browser or a crawler', ['Accept', chrome], 'html'],
    ['XHTML alone', ['Accept', 'application/xhtml+xml'], 'html'],
    ['two Accept lines', ['Accept', 'image/png', 'accept', 'text/html'], 'html'],
    [
      'a page fetched by script that says so',
      ['Sec-Fetch-Dest', 'empty', 'Accept', 'text/html, */*'],
      'html',
    ],
    [
      'a page view that prefers JSON',
      ['Sec-Fetch-Mode', 'navigate', 'Accept', 'application/json'],
      'problem',
    ],
    ['a page view that refuses HTML', ['Sec-Fetch-Mode', 'navigate', 'Accept', 'text/html;q=0,*/*'], 'text'],
    ['JSON', ['Accept', 'application/json'], 'problem'],
    ['axios', ['Accept', 'application/json, text/plain, */*'], 'problem'],
    ['problem documents', ['Accept', 'application/problem+json'], 'problem'],
    ['a JSON dialect', ['Accept', 'application/vnd.api+json;v=1'], 'problem'],
    ['JSON in capitals', ['Accept', 'Application/JSON'], 'problem'],
    ['JSON and HTML alike', ['Accept', 'text/html, application/json'], 'problem'],
    ['HTML before JSON', ['Accept', 'text/html, application/json;q=0.9'], 'html'],
    ['JSON before HTML', ['Accept', 'text/html;q=0.5, application/json'], 'problem'],
    ['fetch()', ['Sec-Fetch-Dest', 'empty', 'Sec-Fetch-Mode', 'cors', 'Accept', '*/*'], 'problem'],
    ['XMLHttpRequest', ['X-Requested-With', 'XMLHttpRequest', 'Accept', '*/*'], 'problem'],
    [
      'jQuery for HTML',
      ['X-Requested-With', 'XMLHttpRequest', 'Accept', 'text/html, */*; q=0.01'],
      'problem',
    ],
    ['a JSON body', ['Content-Type', 'application/json; charset=utf-8', 'Accept', '*/*'], 'problem'],
    ['a JSON dialect as body', ['Content-Type', 'application/ld+json'], 'problem'],
    ['a GraphQL client', ['Accept', 'application/graphql-response+json, application/json;q=0.9'], 'problem'],
    ['curl', ['Accept', '*/*'], 'text'],
    ['nothing', [], 'text'],
    ['a form by curl', ['Accept', '*/*', 'Content-Type', 'application/x-www-form-urlencoded'], 'text'],
    ['plain text', ['Accept', 'text/plain, application/json;q=0.5'], 'text'],
    ['plain text by script', ['X-Requested-With', 'XMLHttpRequest', 'Accept', 'text/plain'], 'text'],
    ['an image', ['Accept', 'image/avif,image/webp,*/*;q=0.8'], 'text'],
    ['types we do not have', ['Accept', 'application/pdf'], 'text'],
    ['an empty Accept', ['Accept', ''], 'text'],
    ['a broken weight', ['Accept', 'text/html;q=high'], 'text'],
    ['HTML with weight 0', ['Accept', 'text/html;q=0'], 'text'],
    ['any type of text', ['Accept', 'text/*'], 'text'],
  ])('%s', (_, headers, expected) => {
    expect(negotiateType({ headers })).toBe(expected);
  });

  // A service worker may keep what a script tag got; a script that is an HTML page breaks loudly.
  test.each([
    'script',
    'style',
    'image',
    'font',
    'audio',
    'video',
    'track',
    'manifest',
    'worker',
    'serviceworker',
    'sharedworker',
    'json',
    'report',
    'something-new',
  ])('never HTML for a %s, whatever Accept says', (destination) => {
    expect(negotiateType({ headers: ['Sec-Fetch-Dest', destination, 'Accept', 'text/html'] })).toBe('text');
  });

  test('a header with a million elements is cut, not read', () => {
    const accept = `${'a/b,'.repeat(300_000)}text/html`;
    expect(negotiateType({ headers: ['Accept', accept] })).toBe('text');
  });
});

describe('isNavigation', () => {
  test.each<[readonly string[], boolean]>([
    [browserHeaders, true],
    [['Accept', 'text/html'], true],
    [['Accept', '*/*'], false],
    [['Sec-Fetch-Dest', 'empty', 'Accept', 'text/html'], false],
    [['Sec-Fetch-Mode', 'cors', 'Accept', 'text/html'], false],
  ])('%j: %s', (headers, expected) => {
    expect(isNavigation({ headers })).toBe(expected);
  });
});
