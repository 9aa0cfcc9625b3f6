import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import express from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createBodyMemory } from '../../packages/gate/src/adapters/body-memory.ts';
import { maintenance } from '../../packages/gate/src/adapters/express.ts';
import {
  createTestLogger,
  site as siteName,
  startQuietGate,
} from '../../packages/gate/test/support/gate-fixtures.ts';
import { DEFAULT_LISTENER_LIMITS } from '../../packages/server/src/proxy/listener-limits.ts';
import type { RunningSite } from '../../packages/server/test/support/running-site.ts';
import { adminHost, smallShop, smallShopPolicy } from '../../packages/server/test/support/small-shop.ts';
import { eventually, startForTest } from '../support/sites.ts';

// What crowds do, and clients that leave or read slowly.

let site: RunningSite;
async function start(options: Parameters<typeof startForTest>[0]): Promise<RunningSite> {
  site = await startForTest({ application: smallShop, policy: smallShopPolicy, ...options });
  return site;
}

/** A connection that sends this and reads only if it is told to. */
function client(port: number, bytes: string, { reads = true } = {}) {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  if (reads) socket.resume();
  else socket.pause();
  socket.write(bytes, 'latin1');
  onTestFinished(() => void socket.destroy());
  return socket;
}

interface Status {
  readonly word: string;
  readonly enforcement: { readonly enforced: boolean };
}
const isEnforced = async () => (await site.control.get<Status>('/status')).enforcement.enforced;

describe('many at once', () => {
  it('insiders of one office who are known come back at the same moment', async () => {
    const held: (() => void)[] = [];
    let holds = false;
    await start({
      application: ({ target, headers }, response) => {
        const subject = /session=(\w+)/.exec(headers.cookie ?? '')?.[1] ?? '';
        const answer = () => {
          response.writeHead(200, { 'Content-Type': 'application/json' });
          response.end(JSON.stringify({ subject, role: 'admin' }));
        };
        if (target === '/api/me' && holds) held.push(answer);
        else answer();
      },
    });
    const read = (number: number) => site.send('/orders', { headers: { Cookie: `session=u${number}` } });
    const everybody = Array.from({ length: 12 }, (_, number) => number);
    await site.on({ mode: 'closed' });
    for (const number of everybody) expect((await read(number)).status).toBe(200);
    await site.off();
    await site.on({ mode: 'closed' });
    holds = true;
    let refused = 0;
    const replies = everybody.map(async (number) => {
      const { status } = await read(number);
      if (status !== 200) refused += 1;
    });
    // The application asks one thing after the other; whoever waits is served as soon as it answers.
    await eventually(() => held.length >= 8 && refused > 0, 20);
    holds = false;
    for (const answer of held) answer();
    await Promise.all(replies);
    expect(refused).toBe(0);
  });

  it('as many event streams as there are places leave the open site to others', async () => {
    let streams = 0;
    await start({
      config: { timeouts: { connectMs: 200, drainMs: 100 } },
      application: (arrived, response) => {
        if (arrived.target !== '/events') return void smallShop(arrived, response);
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write('data: hello\n\n');
        streams += 1;
      },
    });
    const ask = 'GET /events HTTP/1.1\r\nHost: shop.example\r\nAccept: text/event-stream\r\n\r\n';
    for (let number = 0; number < 256; number += 1) client(site.server.port, ask);
    await eventually(() => streams === 256, 500);
    expect((await site.send('/')).status).toBe(200);
  });
});

describe('a visitor who reads slowly', () => {
  const ask = 'GET /bundle.js HTTP/1.1\r\nHost: shop.example\r\nX-HTTP-Method-Override: POST\r\n\r\n';
  const bundle = Buffer.alloc(40_000_000);

  it('does not decide when the proxy has enforced a switch', async () => {
    await start({
      config: { timeouts: { drainMs: 100, slowClientGraceMs: 50 } },
      application: ({ target }, response) => void response.end(target === '/bundle.js' ? bundle : 'ok'),
    });
    client(site.server.port, ask, { reads: false });
    await eventually(() => site.arrived.some(({ target }) => target === '/bundle.js'));
    await site.on({ mode: 'closed' });
    expect(await eventually(isEnforced)).toBe(true);
  });

  it('holds nothing in flight that the application has answered', async () => {
    const inside = await startInside((response) => void response.end(bundle));
    client(inside.port, ask, { reads: false });
    await eventually(() => inside.answered() === 1);
    await inside.close();
    expect(await inside.writesInFlight()).toBe(0);
  });
});

describe('a client that leaves behind a slow answer', () => {
  const two =
    'POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n';

  it('leaves nothing in flight inside an application that has answered it', async () => {
    let answerAll = () => {};
    const left = new Promise<void>((resolve) => {
      answerAll = resolve;
    });
    const inside = await startInside((response) => void left.then(() => response.end('late')));
    const socket = client(inside.port, two);
    await eventually(() => inside.answered() === 2);
    socket.destroy();
    await eventually(() => inside.connections() === 0);
    answerAll();
    await inside.close();
    expect(await eventually(async () => (await inside.writesInFlight()) === 0)).toBe(true);
  });

  it('leaves no chunked upload in flight in the proxy', async () => {
    let chunks = 0;
    await start({
      onBodyChunk: () => {
        chunks += 1;
      },
      application: ({ target }, response) => {
        if (target !== '/slow') response.end('ok');
      },
    });
    const socket = client(
      site.server.port,
      'GET /slow HTTP/1.1\r\nHost: a\r\n\r\nPOST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n',
    );
    await eventually(() => chunks === 1);
    socket.destroy();
    await site.on({ mode: 'read-only' });
    expect(await eventually(isEnforced)).toBe(true);
  });

  it('leaves nothing in the memory of bodies', async () => {
    const before = freeMegabytes();
    const policy = { ...smallShopPolicy, signIn: { routes: ['POST /session'] } };
    await start({
      policy,
      application: ({ target }, response) => {
        if (target !== '/slow') response.end('ok');
      },
    });
    await site.on({ mode: 'read-only' });
    const body = `a=${'b'.repeat(1_000_000)}`;
    const head = `POST /session HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n`;
    for (let round = 1; round <= 5; round += 1) {
      const socket = client(site.server.port, `GET /slow HTTP/1.1\r\nHost: a\r\n\r\n${head}${body}`);
      await eventually(() => site.arrived.filter(({ target }) => target === '/session').length === round);
      socket.destroy();
    }
    expect(await eventually(() => freeMegabytes() >= before)).toBe(true);
  });
});

describe('a confirmation', () => {
  it.each([
    ['another server action', 'Next-Action', '4f00aa', '4f00bb'],
    ['another operation of SOAP', 'SOAPAction', '"preview"', '"pay"'],
    ['another operation of AWS JSON', 'X-Amz-Target', 'Ledger.Preview', 'Ledger.Pay'],
    ['another account', 'Authorization', 'Bearer preview', 'Bearer pay'],
  ])('is not for %s with the same body', async (_, name, asked, sent) => {
    await start({ policy: { ...smallShopPolicy, routes: [{ match: 'POST /refund', sensitive: true }] } });
    await site.on({ mode: 'read-only' });
    const refund = (headers: Record<string, string>) =>
      site.send('/refund', {
        method: 'POST',
        host: adminHost,
        body: 'a=1',
        headers: { Cookie: 'session=ada', Accept: 'application/json', ...headers },
      });
    const { body } = await refund({ [name]: asked });
    const token = String(JSON.parse(body).confirmation.token);
    expect((await refund({ [name]: sent, 'Portcullis-Confirm': token })).status).toBe(428);
  });
});

describe('a session that the application renews when it is asked about', () => {
  it.each([
    ['a refused write', 'sam', '/orders', 503],
    ['a write to be confirmed', 'ada', '/refund', 428],
  ])('reaches its holder with %s', async (_, who, target, status) => {
    await start({
      policy: { ...smallShopPolicy, routes: [{ match: 'POST /refund', sensitive: true }] },
      application: (arrived, response) => {
        if (arrived.target === '/api/me') response.setHeader('Set-Cookie', 'renewed=1; Path=/');
        smallShop(arrived, response);
      },
    });
    await site.on({ mode: 'read-only' });
    const reply = await site.send(target, {
      method: 'POST',
      host: adminHost,
      body: 'a=1',
      headers: { Cookie: `session=${who}`, Accept: 'application/json' },
    });
    expect(reply.status).toBe(status);
    expect(reply.headers['set-cookie']).toEqual(['renewed=1; Path=/']);
  });
});

describe('explain', () => {
  it('uses nothing up and leaves no record, whatever body and confirmation it is given', async () => {
    await start({ policy: { ...smallShopPolicy, routes: [{ match: 'POST /refund', sensitive: true }] } });
    await site.on({ mode: 'read-only' });
    const refund = (headers: Record<string, string> = {}) =>
      site.send('/refund', {
        method: 'POST',
        host: adminHost,
        body: 'a=1',
        headers: { Cookie: 'session=ada', Accept: 'application/json', ...headers },
      });
    const token = String(JSON.parse((await refund()).body).confirmation.token);
    const records = async () => (await site.control.get<{ records: unknown[] }>('/audit?limit=1000')).records;
    const before = (await records()).length;
    await site.control.post('/explain', {
      method: 'POST',
      url: `https://${adminHost}/refund?portcullis-confirm=${token}`,
      headers: ['Cookie', 'session=ada'],
      body: 'a=1',
      address: null,
      as: null,
      mode: null,
    });
    expect((await records()).length).toBe(before);
    expect((await refund({ 'Portcullis-Confirm': token })).status).toBe(200);
  });
});

/** An application with the gate inside, in front of Express. */
async function startInside(respond: (response: express.Response) => void) {
  const { gate, store } = await startQuietGate({});
  let answered = 0;
  let connections = 0;
  const app = express();
  app.use(maintenance(gate, { logger: createTestLogger() }));
  app.use((_, response) => {
    respond(response);
    answered += 1;
  });
  const server = createServer(app);
  server.on('connection', (socket) => {
    connections += 1;
    socket.once('close', () => {
      connections -= 1;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await gate.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    answered: () => answered,
    connections: () => connections,
    async close() {
      await store.change({ mode: 'closed' });
      await gate.refresh();
    },
    async writesInFlight() {
      await gate.refresh();
      const [own] = await store.store.instances.list(siteName);
      return own?.writesInFlightCount;
    },
  };
}

function freeMegabytes(): number {
  const memory = createBodyMemory();
  let free = 0;
  while (free < 64 && memory.grow(1_000_000)) free += 1;
  memory.release();
  return free;
}

describe('keep-alive', () => {
  // AWS: "greater than the load balancer's"; 60 s of ALB and nginx, 90 s of Traefik and cloudflared.
  it('outlives what proxies in front keep open', () => {
    expect(DEFAULT_LISTENER_LIMITS.keepAliveTimeoutMs).toBeGreaterThan(90_000);
  });
});
