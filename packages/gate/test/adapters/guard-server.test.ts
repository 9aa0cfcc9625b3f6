import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maintenance } from '../../src/adapters/node.ts';
import type { RunningHost } from './adapter-under-test.ts';
import { listen } from './hosts/listen.ts';
import { startSite, type TestSite } from './start-site.ts';
import { eventually, openRaw, send } from './wire.ts';

// What Node hands past middleware as soon as anybody listens for it (measured on 22 and 24).

let site: TestSite;
let host: RunningHost;
let server: Server;
let arrived: string[];
let warnings: string[];
const logger = { warn: (_: unknown, message: string) => void warnings.push(message) };

beforeEach(async () => {
  site = await startSite();
  arrived = [];
  warnings = [];
});

afterEach(async () => {
  await host.close();
  await site.close();
});

async function start({ attach = true }: { readonly attach?: boolean } = {}): Promise<number> {
  const gated = maintenance(site.gate, { logger });
  server = createServer((incoming, response) =>
    gated(incoming, response, () => {
      arrived.push(`request ${incoming.method} ${incoming.url}`);
      let size = 0;
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length;
      });
      incoming.on('end', () => response.end(`${size} bytes`));
    }),
  );
  if (attach) {
    gated.attach(server);
    gated.attach(server);
  }
  host = await listen(server);
  return host.port;
}

function acceptUpgrades(): void {
  server.on('upgrade', (incoming, socket, head) => {
    arrived.push(
      `upgrade ${incoming.url} ${incoming.headers['portcullis-decision'] === undefined ? 'plain' : 'told'}`,
    );
    socket.on('error', () => undefined);
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    socket.write(head);
    socket.pipe(socket);
  });
}

function handshake(target: string): string {
  return `GET ${target} HTTP/1.1\r\nHost: shop.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello`;
}

describe('upgrades', () => {
  it('pass while the site is open, with the bytes behind the handshake, and are cut when it is not', async () => {
    const port = await start();
    acceptUpgrades();
    const client = await openRaw(port, handshake('/chat'));
    await client.until(/101[\s\S]*hello/);
    client.socket.write('more');
    await client.until(/more/);
    expect(arrived).toEqual(['upgrade /chat plain']);
    expect(site.running()).toBe(1);
    await site.switchTo('read-only');
    await client.closed;
    await eventually(() => site.running() === 0, 'nothing in flight');
  });

  it('are refused before any listener sees them, but for sockets that read', async () => {
    const port = await start();
    acceptUpgrades();
    await site.switchTo('read-only');
    const chat = await openRaw(port, handshake('/chat'));
    expect(await chat.until(/503/)).toMatch(/^HTTP\/1\.1 503 [\s\S]*Connection: close/);
    await chat.closed;
    // Its messages would have to be read one by one.
    const ticker = await openRaw(port, handshake('/ticker'));
    await ticker.until(/503/);
    await ticker.closed;
    expect(arrived).toEqual([]);
    const live = await openRaw(port, handshake('/live'));
    await live.until(/101[\s\S]*hello/);
    expect(arrived).toEqual(['upgrade /live told']);
    await site.switchTo('closed');
    await live.closed;
  });

  it('survive a client that leaves while it is recognised', async () => {
    const port = await start();
    acceptUpgrades();
    await site.switchTo('read-only');
    const wait = Promise.withResolvers<void>();
    site.delay = wait.promise;
    const client = await openRaw(port, handshake('/chat'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    client.socket.resetAndDestroy();
    await client.closed;
    wait.resolve();
    site.delay = null;
    expect((await send(port, 'GET /page')).status).toBe(200);
    expect(arrived).toEqual(['request GET /page']);
    expect(site.running()).toBe(0);
  });

  it('without a listener are ordinary requests', async () => {
    const port = await start();
    const client = await openRaw(port, handshake('/chat'));
    await client.until(/HTTP\/1\.1 200/);
    expect(arrived).toEqual(['request GET /chat']);
    client.socket.destroy();
  });
});

describe('requests with Expect', () => {
  const expecting = (target: string, value: string) =>
    `POST ${target} HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\nExpect: ${value}\r\nContent-Length: 17\r\n\r\n`;

  it('are judged before a listener for 100-continue', async () => {
    const port = await start();
    server.on('checkContinue', (incoming, response) => {
      arrived.push(`continue ${incoming.url}`);
      response.writeContinue();
      server.emit('request', incoming, response);
    });
    const open = await openRaw(port, expecting('/orders', '100-continue'));
    await open.until(/100 Continue/);
    open.socket.write('{"query":"{ a }"}');
    await open.until(/17 bytes/);
    await site.switchTo('read-only');
    const refused = await openRaw(port, expecting('/orders', '100-continue'));
    expect(await refused.until(/503/)).not.toMatch(/100 Continue/);
    await refused.closed;
    // Its body decides: the client is told to send it.
    const query = await openRaw(port, expecting('/graphql', '100-continue'));
    await query.until(/100 Continue/);
    query.socket.write('{"query":"{ a }"}');
    await query.until(/17 bytes/);
    expect(arrived).toEqual([
      'continue /orders',
      'request POST /orders',
      'continue /graphql',
      'request POST /graphql',
    ]);
    expect(site.begun()).toBe(2);
    open.socket.destroy();
    query.socket.destroy();
  });

  it('are judged before a listener for other expectations', async () => {
    const port = await start();
    server.on('checkExpectation', (incoming, response) => {
      arrived.push(`expectation ${incoming.url}`);
      response.end('served');
    });
    await site.switchTo('read-only');
    const refused = await openRaw(port, expecting('/orders', 'coffee'));
    await refused.until(/503/);
    expect(arrived).toEqual([]);
    await site.switchTo('open');
    const served = await openRaw(port, expecting('/orders', 'coffee'));
    await served.until(/served/);
    expect(arrived).toEqual(['expectation /orders']);
    refused.socket.destroy();
    served.socket.destroy();
  });
});

it('CONNECT is refused, whoever listens', async () => {
  const port = await start();
  server.on('connect', () => void arrived.push('connect'));
  const client = await openRaw(port, 'CONNECT shop.example:443 HTTP/1.1\r\nHost: shop.example:443\r\n\r\n');
  expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 405 /);
  await client.closed;
  expect(arrived).toEqual([]);
});

describe('the warning', () => {
  it('comes once when a server has listeners that take requests past the middleware', async () => {
    const port = await start({ attach: false });
    warnings.splice(0);
    await send(port, 'GET /page');
    expect(warnings).toEqual([]);
    acceptUpgrades();
    await send(port, 'GET /page');
    await send(port, 'GET /page');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/DOES NOT SEE upgrade requests.*attach\(server\)/);
  });

  it('does not come where the server is attached', async () => {
    const port = await start();
    warnings.splice(0);
    acceptUpgrades();
    await send(port, 'GET /page');
    expect(warnings).toEqual([]);
  });
});

it('a refused body that is too long to be read to its end closes the connection', async () => {
  const port = await start();
  await site.switchTo('read-only');
  const head = 'POST /orders HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 500000\r\n\r\n';
  const client = await openRaw(port, head);
  await client.closed;
  expect(client.text()).toMatch(/^HTTP\/1\.1 503 [\s\S]*Connection: close/);
});

it('an empty chunked body that ends late reaches the app with its end', async () => {
  const port = await start();
  await site.switchTo('read-only');
  const head = 'POST /find HTTP/1.1\r\nHost: shop.example\r\nTransfer-Encoding: chunked\r\n\r\n';
  const client = await openRaw(port, head);
  await new Promise((resolve) => setTimeout(resolve, 20));
  client.socket.write('0\r\n\r\n');
  await client.until(/0 bytes/);
  client.socket.destroy();
});
