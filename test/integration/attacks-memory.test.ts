import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createBodyMemory } from '../../packages/gate/src/adapters/body-memory.ts';
import { parsePolicy } from '../../packages/gate/src/model/parse-policy.ts';
import { readBody } from '../../packages/gate/src/reading/body/read-body.ts';
import { CanonicalRequest } from '../../packages/gate/src/reading/canonical-request.ts';
import { compilePolicy } from '../../packages/gate/src/reading/compile-policy.ts';
import type { RunningSite } from '../../packages/server/test/support/running-site.ts';
import { adminHost, smallShop, smallShopPolicy } from '../../packages/server/test/support/small-shop.ts';
import { eventually, startForTest } from '../support/sites.ts';

// What crowds and idle readers cost: memory, places, time.

let site: RunningSite;
async function start(options: Parameters<typeof startForTest>[0]): Promise<RunningSite> {
  site = await startForTest(options);
  return site;
}

/** A connection that sends this and reads nothing. */
function client(bytes: string): void {
  const socket = connect(site.server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.pause();
  socket.write(bytes, 'latin1');
  onTestFinished(() => void socket.destroy());
}

describe('a client that reads nothing', () => {
  // 50 KB of requests; every answer is kept in memory until somebody reads it, and nothing ends the connection.
  it.each(['open', 'read-only'])('is not answered hundreds of times by a site that is %s', async (mode) => {
    await start({ application: (_, response) => void response.end('x'.repeat(50_000)) });
    if (mode !== 'open') await site.on({ mode });
    client('GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n'.repeat(900));
    // What the sockets on the way take is a few megabytes: a hundred answers.
    expect(await eventually(() => site.arrived.length >= 600)).toBe(false);
  });
});

describe('an insider beside strangers who fill all places', () => {
  async function statusOf(target: string, method = 'GET'): Promise<number | undefined> {
    await start({
      policy: { ...smallShopPolicy, routes: [{ match: '/admin/**', protected: true }] },
      config: { maxUpstreamRequests: 8, timeouts: { connectMs: 200, drainMs: 100 } },
      application: (arrived, response) => {
        if (arrived.target !== '/slow') smallShop(arrived, response);
      },
    });
    await site.on({ mode: 'read-only' });
    for (let number = 0; number < 20; number += 1) client('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await eventually(() => site.arrived.filter((one) => one.target === '/slow').length === 8)).toBe(
      true,
    );
    const headers = { Cookie: 'session=ada', Accept: 'text/html' };
    const body = method === 'POST' ? { body: 'a=1' } : {};
    return (await site.send(target, { method, host: adminHost, headers, ...body })).status;
  }

  it('writes', async () => expect(await statusOf('/orders', 'POST')).toBe(200));
  it('reads what is protected', async () => expect(await statusOf('/admin/x')).toBe(200));
  // "insiders first" (configuration.md), and without the page with its form nobody writes.
  it('reads the pages of a read-only site', async () => expect(await statusOf('/orders')).toBe(200));
});

describe('bodies that were read for a decision', () => {
  function freeMegabytes(): number {
    const memory = createBodyMemory();
    let free = 0;
    while (free < 100 && memory.grow(1_048_576)) free += 1;
    memory.release();
    return free;
  }

  it('count for as long as they are kept, also while the application is slow', async () => {
    await start({
      policy: { routes: [{ match: 'POST /search', access: 'read' }], signIn: { routes: ['POST /login'] } },
      application: () => undefined,
    });
    await site.on({ mode: 'read-only' });
    const before = freeMegabytes();
    const head = 'POST /search HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 1000002\r\n\r\na=';
    for (let number = 0; number < 20; number += 1) client(`${head}${'x'.repeat(1_000_000)}`);
    expect(await eventually(() => site.arrived.length === 20)).toBe(true);
    expect(freeMegabytes()).toBeLessThan(before - 15);
  });
});

describe('a body of a megabyte costs less than 50 ms', () => {
  const compiled = compilePolicy(
    parsePolicy({
      signIn: { routes: ['POST /login'] },
      routes: [{ match: 'POST /ajax', calls: { protocol: 'form', field: 'action', read: ['find'] } }],
    }),
  );

  function leastMs(target: string, type: string, text: string): number {
    const body = new Uint8Array(Buffer.from(text, 'latin1'));
    let least = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const request = new CanonicalRequest(compiled, {
        method: 'POST',
        target,
        headers: ['Host', 'shop.example', 'Content-Type', type, 'Content-Length', String(body.length)],
        peer: null,
        httpVersion: '1.1',
        secure: false,
        upgrade: false,
      });
      const before = process.cpuUsage();
      readBody(request, body, { readGraphql: null });
      const { user, system } = process.cpuUsage(before);
      least = Math.min(least, (user + system) / 1_000);
    }
    return least;
  }

  it.each([
    ['lines of JSON that are empty', '/login', 'application/x-ndjson', '\n'],
    ['lines of JSON that are blank', '/login', 'application/jsonl', ' \n'],
    ['a field with a name of dots', '/ajax', 'application/x-www-form-urlencoded', '.'],
    ['a field with a name of words and dots', '/ajax', 'application/x-www-form-urlencoded', 'a.'],
  ])('%s', (_, target, type, sign) => {
    const text = sign.repeat(Math.floor(1_040_000 / sign.length));
    expect(leastMs(target, type, text)).toBeLessThan(50);
  });
});
