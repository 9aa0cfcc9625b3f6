import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { dial, type Wire } from '../proxy/wire.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;
let slow: ServerResponse | null = null;

afterEach(() => site.close());

async function start(): Promise<void> {
  site = await startSite({
    policy: { routes: [{ match: 'POST /search', access: 'read' }], signIn: { routes: ['POST /login'] } },
    config: { maxUpstreamRequests: 1, timeouts: { drainMs: 100 } },
    application({ target }, response) {
      if (target === '/slow') slow = response;
      else response.end('done');
    },
  });
}

async function ask(request: string): Promise<Wire> {
  const client = await dial(site.server.port);
  onTestFinished(() => client.destroy());
  client.send(request);
  return client;
}

async function takePlace(): Promise<void> {
  await ask('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
  await expect.poll(() => site.arrived.map(({ target }) => target)).toEqual(['/slow']);
}

/** Each answer of the control socket comes after what was sent before it was asked. */
async function untilAllWait(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await site.control.get('/status');
}

function arrived(): string[] {
  return site.arrived
    .filter(({ target }) => target !== '/slow')
    .map((one) => `${one.method} ${one.target} ${one.body}`);
}

const head = (line: string, more: string) => `${line} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;

describe('a request that waits for a place while the site becomes read-only', () => {
  it.each([
    ['Content-Length: 3\r\n', 'a=1'],
    ['Transfer-Encoding: chunked\r\n', '3\r\na=1\r\n0\r\n\r\n'],
    ['Content-Length: 0\r\n', ''],
  ])('is refused if it writes: %j', async (framing, body) => {
    await start();
    await takePlace();
    const writer = await ask(head('POST /orders', framing) + body);
    await untilAllWait();
    await site.on({ mode: 'read-only' });
    slow?.end('slow');
    expect((await writer.message()).start).toContain('503');
    expect(arrived()).toEqual([]);
    // Nothing of it is left: neither a place, nor among what runs, nor on its connection.
    await expect.poll(() => site.server.gate.running()).toEqual([]);
    writer.send(head('GET /orders', ''));
    expect((await writer.message()).start).toContain('200');
  });

  it('goes on with its body if it reads, and the others after it', async () => {
    await start();
    await takePlace();
    const readers = [
      await ask(`${head('POST /search', 'Content-Length: 3\r\n')}q=1`),
      await ask(head('GET /orders', '')),
      await ask(`${head('POST /search', 'Transfer-Encoding: chunked\r\n')}3\r\nq=2\r\n0\r\n\r\n`),
    ];
    await untilAllWait();
    await site.on({ mode: 'read-only' });
    slow?.end('slow');
    for (const reader of readers) expect((await reader.message()).start).toContain('200');
    expect(arrived().toSorted()).toEqual(['GET /orders ', 'POST /search q=1', 'POST /search q=2']);
  });

  it('goes on with a body that was read for a decision', async () => {
    await start();
    await site.on({ mode: 'read-only' });
    await takePlace();
    const reader = await ask(`${head('POST /search', 'Content-Length: 3\r\n')}q=1`);
    await untilAllWait();
    await site.on({ mode: 'read-only', notice: { message: { en: 'changed' } } });
    slow?.end('slow');
    expect((await reader.message()).start).toContain('200');
    expect(arrived()).toEqual(['POST /search q=1']);
  });

  it("is nobody's if its client has left", async () => {
    await start();
    await takePlace();
    const writer = await ask(`${head('POST /orders', 'Content-Length: 3\r\n')}a=1`);
    await untilAllWait();
    writer.destroy();
    await site.on({ mode: 'read-only' });
    slow?.end('slow');
    await expect.poll(() => site.server.gate.running()).toEqual([]);
    expect(arrived()).toEqual([]);
  });
});
