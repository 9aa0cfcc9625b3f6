import { createServer, type RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decisionOf, maintenance } from '../../src/adapters/node.ts';
import { headerNames } from '../../src/model/header.ts';
import type { RunningHost } from './adapter-under-test.ts';
import { listen } from './hosts/listen.ts';
import { startSite, type TestSite } from './start-site.ts';
import { eventually, openRaw, send } from './wire.ts';

// What the gate hangs on Node's own requests and responses, and what it reads off them.

const options = { logger: { warn: () => undefined } };

let site: TestSite;
let hosts: RunningHost[];

beforeEach(async () => {
  site = await startSite();
  hosts = [];
});

afterEach(async () => {
  for (const host of hosts) await host.close();
  await site.close();
});

async function listening(app: RequestListener): Promise<number> {
  const guard = maintenance(site.gate, options);
  const host = await listen(
    createServer((request, response) => guard(request, response, () => app(request, response))),
  );
  hosts.push(host);
  return host.port;
}

describe('a request that was let in', () => {
  it.each([
    ['an heir', (request: object) => Object.create(request)],
    ['a spread', (request: object) => ({ ...request })],
    [
      'a copy with every own property',
      (request: object) => Object.defineProperties({}, Object.getOwnPropertyDescriptors(request)),
    ],
  ])('is not %s of it', async (_, copy) => {
    const seen: unknown[] = [];
    const port = await listening((request, response) => {
      seen.push(decisionOf(request)?.kind, decisionOf(copy(request)));
      response.end();
    });
    await send(port, 'GET /');
    expect(seen).toEqual(['allow', null]);
  });

  it('is judged again when an heir of it comes', async () => {
    const again = maintenance(site.gate, options);
    const port = await listening((request, response) =>
      again(request, response, () => again(Object.create(request), response, () => response.end())),
    );
    await send(port, 'GET /');
    expect(site.begun()).toBe(2);
  });
});

describe('a kept writeHead', () => {
  it('marks once, and fails as that of Node when it is called again', async () => {
    await site.switchTo('read-only');
    const codes: unknown[] = [];
    const port = await listening((_, response) => {
      const { writeHead } = response;
      Reflect.apply(writeHead, response, [201, { 'X-App': 'a' }]);
      try {
        Reflect.apply(writeHead, response, [202]);
      } catch (error) {
        codes.push(error instanceof Error && 'code' in error ? error.code : error);
      }
      response.end();
    });
    const { status, headers } = await send(port, 'GET /');
    expect([status, headers['x-app'], headers[headerNames.mode.toLowerCase()]]).toEqual([
      201,
      'a',
      'read-only',
    ]);
    expect(codes).toEqual(['ERR_HTTP_HEADERS_SENT']);
  });
});

describe('in flight on an open site, when the client leaves early', () => {
  async function leave(line: string) {
    const arrived = Promise.withResolvers<void>();
    const done = Promise.withResolvers<void>();
    let hasLeft = false;
    const port = await listening(async (_, response) => {
      response.once('close', () => {
        hasLeft = true;
      });
      arrived.resolve();
      await done.promise;
      response.end('done');
    });
    const client = await openRaw(port, `${line} HTTP/1.1\r\nHost: shop.example\r\n\r\n`);
    await arrived.promise;
    expect(site.running()).toBe(1);
    client.socket.destroy();
    await eventually(() => hasLeft, 'the client has left');
    return done.resolve;
  }

  it('a read counts no longer', async () => {
    const finish = await leave('GET /orders');
    expect(site.running()).toBe(0);
    finish();
  });

  it.each(['GET /orders?_method=DELETE', 'DELETE /orders'])(
    '%s counts until the app has answered',
    async (line) => {
      const finish = await leave(line);
      expect(site.running()).toBe(1);
      finish();
      await eventually(() => site.running() === 0, 'nothing in flight');
    },
  );
});
