import type { Duplex } from 'node:stream';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { acceptOf } from '../../src/proxy/websocket-handshake.ts';
import { dial } from '../proxy/wire.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

const key = 'dGhlIHNhbXBsZSBub25jZQ==';

let site: RunningSite;
afterEach(() => site.close());

it('cuts the socket of somebody whose session has ended, without a change of the switch', async () => {
  let role = 'admin';
  const sockets: Duplex[] = [];
  site = await startSite({
    tunnelRecheckMs: 50,
    application({ target }, response) {
      if (target !== '/api/me') return void response.end();
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ subject: 'ada', role }));
    },
    onUpgrade(_, socket) {
      sockets.push(socket);
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(key)}\r\n\r\n`,
      );
      socket.on('error', () => socket.destroy()).on('end', () => socket.end());
      socket.resume();
    },
    policy: {
      identity: [
        {
          kind: 'probe',
          request: { path: '/api/me' },
          cookies: ['session'],
          subject: '/subject',
          role: { pointer: '/role', map: { admin: 'admin' } },
          cacheSeconds: 1,
        },
      ],
      trusted: { adminHosts: ['admin.localhost'] },
    },
  });
  await site.on({ mode: 'read-only' });
  const client = await dial(site.server.port);
  onTestFinished(() => client.destroy());
  client.send(
    `GET /socket HTTP/1.1\r\nHost: admin.localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\nCookie: session=x\r\n\r\n`,
  );
  expect((await client.head()).start).toContain('101');
  role = 'customer';
  await client.closed();
  await expect.poll(() => sockets[0]?.destroyed).toBe(true);
});
