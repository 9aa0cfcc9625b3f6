import { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http2';
import { Socket } from 'node:net';
import fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maintenance as forFastify } from '../../src/adapters/fastify.ts';
import { maintenance } from '../../src/adapters/node.ts';
import { startSite, type TestSite } from './start-site.ts';

// Requests that no parser of Node has made: by serverless-http and its like on Lambda, and by `inject` of Fastify.

const options = { logger: { warn: () => undefined } };
let site: TestSite;

beforeEach(async () => {
  site = await startSite();
});

afterEach(() => site.close());

interface Event {
  readonly method?: string;
  readonly url: string;
  readonly headers?: IncomingMessage['headers'];
  readonly body?: string;
  /** What its stream gives, as it does for serverless-http, or nothing of it: a `body` that somebody else made. */
  readonly given?: string;
}

/** As serverless-http has it: headers as an object, the length a number, and nothing in the stream until it is read. */
function made({ method = 'POST', url, headers = {}, body = '', given = body }: Event): IncomingMessage {
  const incoming = new IncomingMessage(new Socket());
  const length = { 'content-length': Buffer.byteLength(body) } as unknown as IncomingMessage['headers'];
  Object.assign(incoming, {
    method,
    url,
    complete: true,
    httpVersion: '1.1',
    headers: { host: 'shop.example', ...length, ...headers },
    body: Buffer.from(given),
    _read() {
      incoming.push(body);
      incoming.push(null);
    },
  });
  return incoming;
}

/** What the app reads, or the status of a refusal. */
function ask(event: Event): Promise<string | number> {
  const gated = maintenance(site.gate, options);
  const incoming = made(event);
  const response = new ServerResponse(incoming);
  return new Promise((resolve) => {
    response.end = () => {
      resolve(response.statusCode);
      return response;
    };
    gated(incoming, response, () => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => resolve(`${incoming.headers.cookie ?? ''}|${Buffer.concat(chunks)}`));
    });
  });
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };

describe('on Lambda', () => {
  it('an open site answers, without the pass among the cookies', async () => {
    const headers = { cookie: 'a=1; __Host-portcullis-pass=x' };
    expect(await ask({ method: 'GET', url: '/', headers })).toBe('a=1|');
    expect(await ask({ url: '/orders', body: 'a=1', headers: form })).toBe('|a=1');
  });

  it('what has no Host, or two lengths, is refused in an open site, too', async () => {
    expect(await ask({ method: 'GET', url: '/', headers: { host: undefined } })).toBe(400);
    expect(await ask({ url: '/', headers: { 'transfer-encoding': 'chunked' } })).toBe(400);
  });

  it.each<[what: string, event: Event, expected: string | number]>([
    ['a write', { url: '/orders', body: 'a=1' }, 503],
    ['a read', { url: '/find', body: 'a=1', headers: form }, '|a=1'],
    ['a body that asks for another method', { url: '/contact', body: '_method=DELETE', headers: form }, 503],
    [
      'a body beside another length',
      { url: '/contact', body: 'text=a', headers: { ...form, 'content-length': '2' } },
      503,
    ],
    [
      'a body beside no length',
      { url: '/contact', body: '_method=DELETE', headers: { ...form, 'content-length': undefined } },
      503,
    ],
    [
      'a body that is not what the stream gives',
      { url: '/contact', body: '_method=DELETE', given: 'a=1', headers: form },
      503,
    ],
    ['a field', { url: '/contact', body: 'text=help', headers: form }, '|text=help'],
  ])('a read-only site judges %s', async (_, event, expected) => {
    await site.switchTo('read-only');
    expect(await ask(event)).toBe(expected);
  });
});

it('`inject` of Fastify is judged by its body, at once', async () => {
  const app = fastify();
  await app.register(forFastify(site.gate, options));
  app.post('/find', async ({ body }) => body);
  await site.switchTo('read-only');
  const inject = async (payload: object) => {
    const { statusCode, body } = await app.inject({ method: 'POST', url: '/find', payload });
    return statusCode === 200 ? body : statusCode;
  };
  expect(await inject({ a: 1 })).toBe('{"a":1}');
  expect(await inject({ _method: 'DELETE' })).toBe(503);
  await app.close();
});

it('a server of HTTP/2 is told at start that it will be refused', async () => {
  const warnings: string[] = [];
  const logger = { warn: (_: unknown, message: string) => void warnings.push(message) };
  await fastify({ http2: true }).register(forFastify(site.gate, { logger }));
  await fastify().register(forFastify(site.gate, { logger }));
  maintenance(site.gate, { logger }).attach(createServer());
  expect(warnings.filter((warning) => warning.includes('REFUSES HTTP/2'))).toHaveLength(2);
});
