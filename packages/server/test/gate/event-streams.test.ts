import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { dial, header, type Wire } from '../proxy/wire.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;
const streams: ServerResponse[] = [];

beforeAll(async () => {
  site = await startSite({
    application({ target }, response) {
      if (target === '/api/me') {
        response.writeHead(200, { 'Content-Type': 'application/json' });
        return void response.end(JSON.stringify({ subject: 'ada', role: 'support' }));
      }
      if (target === '/plain') {
        response.writeHead(200, { 'Content-Type': 'text/plain' });
      } else if (target === '/known-length') {
        response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Content-Length': '1000' });
      } else {
        response.writeHead(200, { 'content-type': ' Text/Event-Stream; charset=utf-8' });
      }
      response.write('data: 1\n\n');
      streams.push(response);
    },
    policy: {
      routes: [
        { match: '/staff/**', protected: true },
        { match: '/graphql', calls: { protocol: 'graphql' } },
        { match: 'POST /search', access: 'read' },
      ],
      identity: [
        {
          kind: 'probe',
          request: { path: '/api/me' },
          cookies: ['session'],
          subject: '/subject',
          role: { pointer: '/role', map: { support: 'support' } },
        },
      ],
    },
  });
});
afterAll(() => site.close());
beforeEach(async () => {
  streams.splice(0);
  await site.off().catch(() => undefined);
});

async function listen(target: string, more = '', method = 'GET', body = ''): Promise<Wire> {
  const client = await dial(site.server.port);
  onTestFinished(() => client.destroy());
  client.send(`${method} ${target} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n${body}`);
  expect((await client.head()).start).toContain('200');
  await client.until('data: 1\n\n');
  return client;
}

/** Another event comes through: the stream is there. */
async function stillHears(client: Wire): Promise<void> {
  streams.at(-1)?.write('data: 2\n\n');
  await client.until('data: 2\n\n');
}

describe('a stream of events', () => {
  it.each([[''], ['TE: trailers\r\n']])(
    'stays in read-only and ends with its last chunk when the site is closed (%j)',
    async (more) => {
      const client = await listen('/events', more);
      const upstream = streams.at(-1);
      await site.on({ mode: 'read-only' });
      await stillHears(client);
      await site.on({ mode: 'closed' });
      await client.until('\r\n0\r\n\r\n');
      await expect.poll(() => upstream?.destroyed).toBe(true);
      // The connection is as good as new, and tells why.
      client.send('GET /events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n');
      const { start, headers } = await client.message();
      expect(start).toContain('503');
      expect(header(headers, 'content-type')).not.toContain('event-stream');
    },
  );

  it('that began in a window ends when the site is closed', async () => {
    await site.on({ mode: 'read-only' });
    const client = await listen('/events');
    await site.on({ mode: 'closed' });
    await client.until('\r\n0\r\n\r\n');
  });

  it('of a protected route ends when a window opens', async () => {
    const client = await listen('/staff/events');
    await site.on({ mode: 'read-only' });
    await client.until('\r\n0\r\n\r\n');
  });

  it('stays for a reader who may stay', async () => {
    const client = await listen('/events', 'Cookie: session=x\r\n');
    await site.on({ mode: 'closed' });
    await stillHears(client);
  });

  it('of a known length is cut: nobody takes it for whole', async () => {
    const client = await listen('/known-length');
    await site.on({ mode: 'closed' });
    await client.closed();
    expect(client.rest().length).toBeLessThan(1_000);
  });

  it('of HTTP/1.0 ends with its connection', async () => {
    const client = await dial(site.server.port);
    onTestFinished(() => client.destroy());
    client.send('GET /events HTTP/1.0\r\nHost: localhost\r\n\r\n');
    await client.until('data: 1\n\n');
    await site.on({ mode: 'closed' });
    expect(await client.closed()).toBe('end');
  });

  it('that answers a write is left to end: what it tells of goes on', async () => {
    const client = await listen('/orders', 'Content-Length: 0\r\n', 'POST');
    await site.on({ mode: 'closed' });
    await stillHears(client);
  });

  it('of a call that reads stays in read-only, and ends when the site is closed', async () => {
    await site.on({ mode: 'read-only' });
    const body = JSON.stringify({ query: '{ orders { id } }' });
    const client = await listen(
      '/graphql',
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`,
      'POST',
      body,
    );
    await site.on({ mode: 'read-only', notice: { message: { en: 'changed' } } });
    await stillHears(client);
    await site.on({ mode: 'closed' });
    await client.until('\r\n0\r\n\r\n');
  });

  const query = encodeURIComponent('{ orders { id } }');
  it.each([
    ['a call in the query', `/graphql?query=${query}`, '', 'GET', ''],
    ['a declared read with a body', '/search', 'Content-Length: 3\r\n', 'POST', 'q=x'],
    [
      'a declared read in chunks',
      '/search',
      'Transfer-Encoding: chunked\r\n',
      'POST',
      '3\r\nq=x\r\n0\r\n\r\n',
    ],
  ])(
    'of %s that began in an open site stays in read-only, and ends when it is closed',
    async (_, ...sent) => {
      const client = await listen(...sent);
      await site.on({ mode: 'read-only' });
      await stillHears(client);
      await site.on({ mode: 'closed' });
      await client.until('\r\n0\r\n\r\n');
    },
  );

  it('of a declared read that was compressed stays in read-only', async () => {
    await site.on({ mode: 'read-only' });
    const client = await dial(site.server.port);
    onTestFinished(() => client.destroy());
    const body = gzipSync('{"q":"x"}');
    client.send(
      `POST /search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    client.send(body);
    await client.until('data: 1\n\n');
    await site.on({ mode: 'read-only', notice: { message: { en: 'changed' } } });
    await stillHears(client);
  });
});

it('leaves other answers to end by themselves', async () => {
  const client = await dial(site.server.port);
  onTestFinished(() => client.destroy());
  client.send('GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await client.until('data: 1\n\n');
  await site.on({ mode: 'closed' });
  await stillHears(client);
});
