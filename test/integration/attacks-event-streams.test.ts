import { request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunningSite } from '../../packages/server/test/support/running-site.ts';
import { smallShop, smallShopPolicy } from '../../packages/server/test/support/small-shop.ts';
import { eventually, startForTest } from '../support/sites.ts';

// Streams of events that answer a POST: judged again by what its body was.

let site: RunningSite;
async function start(options: Parameters<typeof startForTest>[0]): Promise<RunningSite> {
  site = await startForTest(options);
  return site;
}

/** A connection that sends this and reads nothing. */
function client(bytes: string | Buffer): void {
  const socket = connect(site.server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.pause();
  socket.write(bytes);
  onTestFinished(() => void socket.destroy());
}

const readOnlyShop = {
  ...smallShopPolicy,
  signIn: { page: '/login', routes: ['POST /login'] },
  routes: [
    { match: '/admin/**', protected: true },
    { match: 'POST /search', access: 'read' as const, why: 'a search form' },
  ],
};

describe('a stream of events that answers a declared read by POST', () => {
  const query = '{"q":"x"}';

  /** Whether it is still there after the site became read-only, or after it was judged again. */
  async function isStillOpen(begins: 'open' | 'read-only', coding: 'identity' | 'gzip'): Promise<boolean> {
    const streams: ServerResponse[] = [];
    await start({
      policy: readOnlyShop,
      tunnelRecheckMs: 20,
      application: (arrived, response) => {
        if (arrived.target !== '/search') return smallShop(arrived, response);
        streams.push(response);
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write('data: 1\n\n');
      },
    });
    if (begins === 'read-only') await site.on({ mode: 'read-only' });
    const body = coding === 'gzip' ? gzipSync(query) : Buffer.from(query);
    let said = '';
    let isOver = false;
    const asked = request({
      port: site.server.port,
      host: '127.0.0.1',
      path: '/search',
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Content-Length': body.length,
        ...(coding === 'gzip' && { 'Content-Encoding': coding }),
      },
    });
    asked.on('error', () => undefined);
    asked.on('response', (answer) => {
      answer.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
      answer.on('close', () => {
        isOver = true;
      });
    });
    onTestFinished(() => void asked.destroy());
    asked.end(body);
    expect(await eventually(() => said.includes('1'))).toBe(true);
    if (begins === 'open') await site.on({ mode: 'read-only' });
    await eventually(() => isOver, 15);
    for (const stream of streams) stream.write('data: 2\n\n');
    return eventually(() => said.includes('2'), 30);
  }

  it('stays while the site is read-only', async () =>
    expect(await isStillOpen('read-only', 'identity')).toBe(true));

  it('stays while the site is read-only when it was asked for with gzip', async () =>
    expect(await isStillOpen('read-only', 'gzip')).toBe(true));

  // Its body was not read in the open site.
  it('stays when the site becomes read-only', async () =>
    expect(await isStillOpen('open', 'identity')).toBe(true));
});

describe('streams of events with large bodies', () => {
  // Bodies of streams were kept for as long as those lasted, and counted among the 64 MB of all.
  it('leave room for the bodies of others', async () => {
    let streams = 0;
    await start({
      policy: readOnlyShop,
      application: (arrived, response) => {
        if (!arrived.body.startsWith('q=')) return smallShop(arrived, response);
        streams += 1;
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write('data: 1\n\n');
      },
    });
    await site.on({ mode: 'read-only' });
    const search = (size: number) =>
      `POST /search HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${size}\r\n\r\nq=`.concat(
        'x'.repeat(size - 2),
      );
    // One after another: what is waiting to be read counts as well.
    for (let number = 1; number <= 66; number += 1) {
      client(search(1_040_000));
      expect(await eventually(() => streams === number)).toBe(true);
    }
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const honest = { method: 'POST', headers: form, body: `p=${'x'.repeat(900_000)}` };
    expect((await site.send('/search', honest)).status).toBe(200);
  });
});
