import { expect, it } from 'vitest';
import { linesOfRoutes, mostRequests, requestLines } from './request-lines.ts';

it.each([
  ['', []],
  ['/a', [{ method: 'GET', url: '/a' }]],
  [
    ' post   /checkout \n\n/a\nPOST /checkout',
    [
      { method: 'POST', url: '/checkout' },
      { method: 'GET', url: '/a' },
    ],
  ],
  ['GET /a b', [{ method: 'GET', url: '/a b' }]],
])('%j', (text, expected) => {
  expect(requestLines(text)).toEqual(expected);
});

it('takes the examples of routes', () => {
  const routes = [
    { match: 'POST /search', examples: ['/search', '/search/2'] },
    { match: '/admin/**', examples: ['/admin/a'] },
    { match: 'PUT|PATCH /x', examples: ['/x'] },
    { match: '/none', examples: [] },
  ];
  expect(linesOfRoutes(routes).split('\n')).toEqual([
    'POST /search',
    'GET /admin/a',
    'POST /admin/a',
    'PUT /x',
  ]);
  const many = Array.from({ length: 90 }, (_, index) => ({
    match: `GET /${index}`,
    examples: [`/${index}`],
  }));
  expect(linesOfRoutes(many).split('\n')).toHaveLength(mostRequests);
});
