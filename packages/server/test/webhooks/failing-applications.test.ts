import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { type RunningSite, startSite } from '../support/running-site.ts';

const wait = { timeout: 30_000 };
let site: RunningSite;
let application: Server;
afterEach(async () => {
  await site.close();
  application.closeAllConnections();
  await new Promise((resolve) => application.close(resolve));
});

type Fault = (incoming: IncomingMessage, response: ServerResponse) => void;

const faults: Readonly<Record<string, Fault>> = {
  'says nothing for ever': () => undefined,
  'falls silent behind its head': (_, response) => {
    response.writeHead(200, { 'Content-Length': 10 }).flushHeaders();
  },
  'breaks off behind its head': (incoming, response) => {
    response.writeHead(200, { 'Content-Length': 10 }).write('half');
    setTimeout(() => incoming.socket.resetAndDestroy(), 20);
  },
  'trickles for ever': (_, response) => {
    const timer = setInterval(() => response.write('x'), 20);
    response.writeHead(200).once('close', () => clearInterval(timer));
  },
  'resets the connection': (incoming) => void incoming.socket.resetAndDestroy(),
  'ends the connection without a word': (incoming) => void incoming.socket.end(),
  'resets it in the middle of its head': (incoming) => {
    incoming.socket.write('HTTP/1.1 200 OK\r\nContent-Le');
    incoming.socket.resetAndDestroy();
  },
  'is no HTTP': (incoming) => void incoming.socket.end('SSH-2.0-OpenSSH_9.2\r\n'),
  'is overloaded': (_, response) => void response.writeHead(503).end(),
};

it('an application that fails in every way gets each webhook at last, in order, and live requests meanwhile', async () => {
  const names = Object.keys(faults);
  const delivered: string[] = [];
  const failed = new Set<string>();
  application = createServer((incoming, response) => {
    const key = String(incoming.headers['x-fault'] ?? '');
    const number = incoming.headers['x-number'];
    const fault = faults[key];
    // The first of each key fails once.
    if (fault !== undefined && number === '1' && !failed.has(key)) {
      failed.add(key);
      fault(incoming, response);
      return;
    }
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
    });
    incoming.on('end', () => {
      if (fault !== undefined) delivered.push(`${key} ${number} ${size}`);
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
  const log: string[] = [];
  site = await startSite({
    config: {
      upstream: `http://127.0.0.1:${(application.address() as AddressInfo).port}`,
      replay: { timeoutMs: 1_000, atOnce: 4 },
    },
    onLog: (line) => void log.push(line),
    policy: {
      webhooks: [{ match: 'POST /hooks/any', order: { header: 'x-fault' }, whenFailed: 'wait' }],
    },
  });
  await site.on({});
  const size = 300_000;
  for (const name of names) {
    for (const number of ['1', '2']) {
      const headers = { 'X-Fault': name, 'X-Number': number };
      const call = { method: 'POST', body: 'x'.repeat(size), headers };
      expect((await site.send('/hooks/any', call)).status).toBe(202);
    }
  }
  await site.off();
  // Places that the application holds are none of theirs.
  while (failed.size < names.length) expect((await site.send('/', {})).status).toBe(200);
  await expect.poll(() => delivered.length, wait).toBe(names.length * 2);
  // Nine that fail are one line, and not none until the last attempt is over.
  expect(log.filter((line) => line.includes('was not taken by the application'))).toHaveLength(1);
  for (const name of names) {
    const ofName = delivered.filter((one) => one.startsWith(`${name} `));
    expect(ofName).toEqual([`${name} 1 ${size}`, `${name} 2 ${size}`]);
  }
  await expect.poll(() => site.server.gate.view().snapshot.waiting.size, wait).toBe(0);
  await expect.poll(() => site.server.gate.running().length, wait).toBe(0);
}, 60_000);

it('an answer before the body was read is an answer: it is neither sent again nor lost', async () => {
  let answered = 0;
  application = createServer((_, response) => {
    answered += 1;
    // The first says more than anybody reads of an answer.
    response.writeHead(200, { Connection: 'close' }).end('x'.repeat(answered === 1 ? 1_000_000 : 2));
  });
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
  site = await startSite({
    config: { upstream: `http://127.0.0.1:${(application.address() as AddressInfo).port}` },
    policy: { webhooks: [{ match: 'POST /hooks/any', limits: { bodyBytes: 8_000_000 } }] },
  });
  await site.on({});
  for (const size of [1_000, 7_000_000]) {
    expect((await site.send('/hooks/any', { method: 'POST', body: 'x'.repeat(size) })).status).toBe(202);
  }
  await site.off();
  const standing = async () =>
    (await site.control.get<{ webhooks: readonly object[] }>('/webhooks')).webhooks[0];
  await expect.poll(standing, wait).toMatchObject({ delivered: 2, waiting: 0, failed: 0 });
  expect(answered).toBeGreaterThanOrEqual(2);
}, 60_000);
