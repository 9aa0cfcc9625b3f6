import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;
let tellWho: () => void = () => undefined;
const asked = Promise.withResolvers<void>();

beforeAll(async () => {
  site = await startSite({
    application({ target }, response) {
      if (target !== '/api/me') return void response.end('done');
      tellWho = () => void response.writeHead(401, { 'Content-Type': 'application/json' }).end('{}');
      asked.resolve();
    },
    policy: {
      areas: { checkout: { routes: ['/cart/**'] } },
      identity: [
        {
          kind: 'probe',
          request: { path: '/api/me' },
          cookies: ['session'],
          subject: '/subject',
          role: { pointer: '/role', map: { admin: 'admin' } },
        },
      ],
    },
  });
});
afterAll(() => site.close());

it('refuses a write that was allowed when it came, once the area is read-only before the caller is known', async () => {
  await site.on({ mode: 'read-only', areas: { checkout: 'open' } });
  const reply = site.send('/cart/add', {
    method: 'POST',
    body: 'a=1',
    headers: { Cookie: 'session=x', Accept: 'text/html' },
  });
  await asked.promise;
  await site.on({ mode: 'read-only' });
  tellWho();
  expect((await reply).status).toBe(503);
  expect(site.arrived.filter(({ method }) => method === 'POST')).toEqual([]);
});
