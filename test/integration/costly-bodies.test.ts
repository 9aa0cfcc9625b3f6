import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { costlyStream } from '../../packages/gate/test/support/costly-streams.ts';
import { type RunningSite, startSite } from '../../packages/server/test/support/running-site.ts';
import { smallShop, smallShopPolicy } from '../../packages/server/test/support/small-shop.ts';

// Strangers send what takes long to unpack to the sign-in route of a read-only site; others send small bodies.

/** One after the other they would take two seconds, given up as they are. */
const crowd = 60;

let site: RunningSite;

beforeEach(async () => {
  site = await startSite({
    policy: {
      ...smallShopPolicy,
      signIn: { page: '/login', routes: ['POST /login'] },
      routes: [{ match: 'POST /search', access: 'read', why: 'a search form' }],
    },
    application: smallShop,
  });
  await site.on({ mode: 'read-only' });
});

afterEach(() => site.close());

/** Their bodies have come when this is over: what they wrote, and then some answers of the gate. */
async function sendCrowd(coding: string, body: Buffer): Promise<readonly Socket[]> {
  const head = `POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`;
  const sockets = Array.from({ length: crowd }, () => connect(site.server.port, '127.0.0.1'));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  const written = sockets.map((socket) => {
    socket.on('error', () => undefined);
    socket.resume();
    socket.write(head);
    return new Promise((resolve) => socket.write(body, resolve));
  });
  await Promise.all(written);
  for (let turn = 0; turn < 5; turn += 1) await site.control.get('/status');
  return sockets;
}

function search(coding: string, body: Buffer) {
  const headers = { 'Content-Type': 'application/json', 'Content-Encoding': coding };
  return site.send('/search', { method: 'POST', headers, body });
}

const small = gzipSync('{"q":"shoes"}');
const large = brotliCompressSync(JSON.stringify({ q: randomBytes(30_000).toString('base64') }));

describe.each([
  ['br', costlyStream.brotli(20_000)],
  ['zstd', costlyStream.zstd(250_000)],
])('a crowd of costly bodies in %s', (coding, body) => {
  test('lets small ones by', async () => {
    await sendCrowd(coding, body);
    for (let turn = 0; turn < 3; turn += 1) expect((await search('gzip', small)).status).toBe(200);
  });

  test('lets larger ones by when it has hung up', async () => {
    for (const socket of await sendCrowd(coding, body)) socket.destroy();
    // The server hears of it in turns of its own.
    await expect.poll(async () => (await search('br', large)).status, { timeout: 20_000 }).toBe(200);
  });
});
