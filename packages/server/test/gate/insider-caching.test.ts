import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Application, type RunningSite, startSite } from '../support/running-site.ts';

/** How caches beside browsers are told to keep a page, each by a name of its own. */
const cacheHeaders: readonly string[] = [
  'Cache-Control',
  'CDN-Cache-Control',
  'Cloudflare-CDN-Cache-Control',
  'Edge-Control',
  'Expires',
  'Fastly-CDN-Cache-Control',
  'Netlify-CDN-Cache-Control',
  'Surrogate-Control',
  'Vercel-CDN-Cache-Control',
  'X-Accel-Expires',
  'X-LiteSpeed-Cache-Control',
];

const application: Application = (_, response) => {
  response.writeHead(200, {
    'Content-Type': 'text/plain',
    'X-Cache-Note': 'kept',
    ...Object.fromEntries(cacheHeaders.map((name) => [name, 'max-age=600'])),
  });
  response.end('for insiders');
};

let site: RunningSite;

beforeAll(async () => {
  site = await startSite({
    application,
    policy: {
      identity: [{ kind: 'header', subject: 'X-User', role: { header: 'X-Role', map: { boss: 'admin' } } }],
      trusted: { proxies: ['127.0.0.1/32'] },
    },
  });
});
afterAll(() => site.close());

// They stayed: a cache that prefers its own header served an insider's page of a closed site to everybody.
it("takes the cache headers of named caches from an insider's page of a closed site", async () => {
  await site.on({ mode: 'closed' });
  const { status, headers } = await site.send('/orders', { headers: { 'X-User': 'ada', 'X-Role': 'boss' } });
  expect(status).toBe(200);
  const left = cacheHeaders.filter((name) => headers[name.toLowerCase()] !== undefined);
  expect(left).toEqual(['Cache-Control']);
  expect(headers['cache-control']).toBe('private, no-cache');
  expect(headers['x-cache-note']).toBe('kept');
});
