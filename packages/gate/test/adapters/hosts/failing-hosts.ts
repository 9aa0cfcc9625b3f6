import { createServer, Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import * as forExpress from '../../../src/adapters/express.ts';
import * as forFastify from '../../../src/adapters/fastify.ts';
import * as forHono from '../../../src/adapters/hono.ts';
import type { Gate } from '../../../src/runtime/gate.ts';
import type { RunningHost } from '../adapter-under-test.ts';
import { listen } from './listen.ts';

const quiet = { logger: { warn: () => undefined } };

/** What each route of the app throws. */
export type Failures = Readonly<Record<string, () => unknown>>;

export interface FailingHost {
  readonly name: string;
  /** `/sync/NAME` throws, `/async/NAME` rejects, `/begun/NAME` when half of the answer is out, `/dressed/NAME` after headers. */
  start(gate: Gate, failures: Failures): Promise<RunningHost>;
}

export function failingExpress(name: string, framework: typeof express): FailingHost {
  return {
    name,
    start(gate, failures) {
      const app = framework();
      const thrown = (request: express.Request) => failures[String(request.params.name)]?.();
      app.use(forExpress.maintenance(gate, quiet));
      app.get('/sync/:name', (request) => {
        throw thrown(request);
      });
      // Express 4 takes no notice of rejections: apps hand them on.
      app.get('/async/:name', (request, _response, next) => {
        Promise.reject(thrown(request)).catch(next);
      });
      app.get('/begun/:name', (request, response) => {
        response.write('the first half');
        throw thrown(request);
      });
      app.get('/dressed/:name', (request, response) => {
        response.status(502).type('application/pdf').set({ ETag: '"1"', 'X-Kept': 'yes' });
        response.statusMessage = 'secret of the status';
        throw thrown(request);
      });
      app.use(forExpress.maskErrors(gate));
      // Express logs what it is left with, but in tests.
      app.set('env', 'test');
      return listen(createServer(app));
    },
  };
}

export const failingFastify: FailingHost = {
  name: 'Fastify 5',
  async start(gate, failures) {
    const app = fastify({ forceCloseConnections: true });
    await app.register(forFastify.maintenance(gate, quiet));
    app.setErrorHandler(forFastify.maskErrors(gate));
    const thrown = (request: { readonly params: unknown }) =>
      failures[(request.params as { readonly name: string }).name]?.();
    app.get('/sync/:name', (request) => {
      throw thrown(request);
    });
    app.get('/async/:name', async (request) => Promise.reject(thrown(request)));
    app.get('/begun/:name', (request, reply) => {
      reply.raw.write('the first half');
      throw thrown(request);
    });
    app.get('/dressed/:name', (request, reply) => {
      reply.code(502).type('application/pdf').headers({ ETag: '"1"', 'X-Kept': 'yes' });
      reply.raw.statusMessage = 'secret of the status';
      throw thrown(request);
    });
    app.get('/exempt/:name', { config: { portcullis: 'exempt' } }, (request) => {
      throw thrown(request);
    });
    app.get('/validated', {
      schema: {
        querystring: { type: 'object', required: ['page'], properties: { page: { type: 'number' } } },
      },
      handler: async () => 'valid',
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const [port = 0] = app.addresses().map((address) => (typeof address === 'string' ? 0 : address.port));
    return { port, close: () => app.close() };
  },
};

export const failingHono: FailingHost = {
  name: 'Hono 4 on @hono/node-server',
  start(gate, failures) {
    const app = new Hono();
    app.use(forHono.maintenance(gate, quiet));
    app.onError(forHono.maskErrors(gate));
    app.get('/sync/:name', (c) => {
      throw failures[c.req.param('name')]?.();
    });
    app.get('/async/:name', async (c) => Promise.reject(failures[c.req.param('name')]?.()));
    app.use('/dressed/*', async (_, next) => {
      await next();
      throw failures.plain?.();
    });
    app.get('/dressed/:name', (c) => c.body('%PDF', 200, { 'Content-Type': 'application/pdf', ETag: '"1"' }));
    const server = createAdaptorServer({ fetch: app.fetch });
    if (!(server instanceof Server)) throw new Error('expected a server of node:http');
    return listen(server);
  },
};
