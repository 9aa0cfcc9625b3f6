import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { dial } from '../proxy/wire.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;
let tellWho: () => void = () => undefined;
let asked = Promise.withResolvers<void>();

beforeAll(async () => {
  site = await startSite({
    application({ target }, response) {
      if (target !== '/api/me') return void response.end('done');
      tellWho = () => void response.writeHead(401, { 'Content-Type': 'application/json' }).end('{}');
      asked.resolve();
    },
    policy: {
      areas: { checkout: { routes: ['/cart/**'] } },
      routes: [{ match: 'GET /chat', access: 'read' }],
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
beforeEach(() => {
  asked = Promise.withResolvers();
  site.arrived.splice(0);
});

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

it('refuses a WebSocket that was allowed when it came, once the site is closed before the caller is known', async () => {
  await site.on({ mode: 'read-only' });
  const client = await dial(site.server.port);
  onTestFinished(() => client.destroy());
  client.send(
    'GET /chat HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nAccept: text/html\r\nCookie: session=socket\r\n\r\n',
  );
  await asked.promise;
  await site.on({ mode: 'closed' });
  tellWho();
  expect((await client.head()).start).toContain('503');
  expect(site.arrived.filter(({ target }) => target === '/chat')).toEqual([]);
});
