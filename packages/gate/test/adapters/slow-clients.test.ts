import { createServer, type RequestListener } from 'node:http';
import fastify from 'fastify';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { maintenance as forFastify } from '../../src/adapters/fastify.ts';
import { maintenance as forNode } from '../../src/adapters/node.ts';
import { listen } from './hosts/listen.ts';
import { startSite, type TestSite } from './start-site.ts';
import { eventually, openRaw } from './wire.ts';

// A visitor who had begun to send before the switch must not finish a write whenever he likes, nor by reading slowly.

const options = { logger: { warn: () => undefined }, slowClientGraceMs: 20 };

let site: TestSite;
beforeEach(async () => {
  site = await startSite();
});
afterEach(() => site.close());

const hosts: Readonly<Record<string, (run: () => void) => Promise<RequestListener>>> = {
  async node(run) {
    const guard = forNode(site.gate, options);
    return (request, response) =>
      guard(request, response, () => {
        request.resume().once('end', run);
        request.once('close', () => response.end('done'));
      });
  },
  async fastify(run) {
    const app = fastify();
    await app.register(forFastify(site.gate, options));
    app.post('/orders', async () => {
      run();
      return 'done';
    });
    await app.ready();
    return app.routing;
  },
};

it.each(Object.keys(hosts))('an upload on %s is cut when its time after the switch is over', async (name) => {
  let runs = 0;
  const app = await hosts[name]?.(() => {
    runs += 1;
  });
  const host = await listen(createServer(app));
  try {
    const head =
      'POST /orders HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n';
    const kept = await openRaw(host.port, `${head}{"a":`);
    await eventually(() => site.running() === 1, 'the first upload');
    kept.socket.write('123}');
    await eventually(() => runs === 1, 'its end');
    const cut = await openRaw(host.port, `${head}{"a":`);
    await eventually(() => site.begun() === 2, 'the second upload');
    await site.switchTo('closed');
    await cut.closed;
    await eventually(() => site.running() === 0, 'nothing in flight');
    expect(runs).toBe(1);
  } finally {
    await host.close();
  }
});

it('an answer to a write that nobody reads is cut when its time after the switch is over', async () => {
  const guard = forNode(site.gate, options);
  let closed = 0;
  const host = await listen(
    createServer((request, response) =>
      guard(request, response, () => {
        response.once('close', () => {
          closed += 1;
        });
        response.write(Buffer.alloc(20_000_000));
      }),
    ),
  );
  try {
    const read = await openRaw(host.port, 'GET /page HTTP/1.1\r\nHost: a\r\n\r\n');
    const written = await openRaw(host.port, 'POST /orders HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n');
    for (const { socket } of [read, written]) socket.pause();
    await eventually(() => site.begun() === 2, 'both requests');
    await site.switchTo('read-only');
    await eventually(() => closed === 1, 'the cut');
    expect(read.socket.destroyed).toBe(false);
  } finally {
    await host.close();
  }
});
