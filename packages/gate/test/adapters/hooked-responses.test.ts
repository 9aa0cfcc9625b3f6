import { createServer } from 'node:http';
import express from 'express';
import fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { maintenance as forExpress } from '../../src/adapters/express.ts';
import { maintenance as forFastify } from '../../src/adapters/fastify.ts';
import { listen } from './hosts/listen.ts';
import { startSite, type TestSite } from './start-site.ts';

// What stands before the gate may have changed how a response is written, or have written it.

let site: TestSite;
const quiet = { logger: { warn: () => undefined } };

beforeEach(async () => {
  site = await startSite();
  await site.switchTo('read-only');
});

afterEach(() => site.close());

/**
 * What `on-headers` 1.0 does, which morgan to 1.10.0, compression to 1.8.0 and express-session to 1.18.1 bring: it takes
 * a flat list of headers for pairs. A value of one sign (`Content-Length: 0`) makes it throw, and the process ends.
 */
function readsHeadersAsPairs(_: express.Request, response: express.Response, next: () => void): void {
  const { writeHead } = response;
  response.writeHead = (status: number, headers?: unknown) => {
    if (Array.isArray(headers)) for (const [name, value] of headers) response.setHeader(name, value);
    return Reflect.apply(writeHead, response, [status]);
  };
  next();
}

describe('Express with a logger before the gate', () => {
  it('keeps the headers of a refusal', async () => {
    const app = express();
    app.use(readsHeadersAsPairs);
    app.use(forExpress(site.gate, quiet));
    const host = await listen(createServer(app));
    onTestFinished(() => host.close());
    const { status, headers } = await fetch(`http://127.0.0.1:${host.port}/orders`, { method: 'POST' });
    expect([status, headers.get('cache-control')]).toEqual([503, 'no-store']);
  });
});

describe('Fastify with a hook for caches', () => {
  const app = async (errors: 'answer' | 'throw') => {
    const made = fastify();
    onTestFinished(() => made.close());
    await made.register(forFastify(site.gate, { ...quiet, errors }));
    made.addHook('onSend', async (_, reply) => {
      reply.headers({
        'Cache-Control': 'public, max-age=300',
        'CDN-Cache-Control': 'max-age=300',
        'Portcullis-Mode': 'open',
        'X-App': 'yes',
      });
    });
    made.get('/page', async () => 'page');
    return made;
  };

  it.each(['answer', 'throw'] as const)('keeps a refusal out of them (errors: %s)', async (errors) => {
    const { statusCode, headers } = await (await app(errors)).inject({ method: 'POST', url: '/orders' });
    expect(statusCode).toBe(503);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'portcullis-mode': 'read-only',
      'x-app': 'yes',
    });
    expect(headers).not.toHaveProperty('cdn-cache-control');
    expect(headers['retry-after']).toMatch(/^\d+$/);
  });

  it('keeps what the gate itself answers as it is', async () => {
    const { statusCode, headers } = await (await app('answer')).inject('/.well-known/portcullis/status');
    expect([statusCode, headers['cache-control']]).toEqual([200, 'no-store']);
  });
});

describe('a response that the gate cannot write', () => {
  let warnings: string[];
  const statusOf = async (before: express.RequestHandler) => {
    const app = express();
    app.use(before);
    warnings = [];
    const logger = { warn: (_: unknown, message: string) => void warnings.push(message) };
    app.use(forExpress(site.gate, { logger }));
    warnings = [];
    const host = await listen(createServer(app));
    onTestFinished(() => host.close());
    return fetch(`http://127.0.0.1:${host.port}/orders`, { method: 'POST' }).then(
      async ({ status, body }) => (await new Response(body).text().catch(() => 'cut')) || status,
      () => 'closed',
    );
  };

  const writing = (write: (response: express.Response) => unknown): express.RequestHandler => {
    return (_, response, next) => {
      write(response);
      next();
    };
  };

  it.each<[string, express.RequestHandler, string, number]>([
    ['has begun to be sent', writing((response) => response.write('begun')), 'cut', 0],
    ['was sent', writing((response) => response.end('sent')), 'sent', 0],
    [
      'fails when it is written',
      writing((response) => {
        response.writeHead = () => {
          throw new Error('a hook of somebody else');
        };
      }),
      'closed',
      1,
    ],
  ])('because it %s ends no process', async (_, before, expected, told) => {
    expect(await statusOf(before)).toBe(expected);
    expect(warnings).toHaveLength(told);
  });
});
