import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Gate } from '@portcullis/gate';
import { maintenance as forExpress } from '@portcullis/gate/express';
import { type FastifyLike, maintenance as forFastify } from '@portcullis/gate/fastify';
import { maintenance as forNode } from '@portcullis/gate/node';
import express from 'express';
import { requirePeer } from '../proxy/peer.ts';

/** What stands before the app: nothing, a middleware that only calls the next one, or a gate. */
export type Before = 'nothing' | 'empty' | Gate;

export type Handler = (incoming: IncomingMessage, response: ServerResponse) => void;

/** An app of one page, the smallest that its framework makes. */
export type StartApp = (before: Before) => Promise<Handler>;

interface FastifyApp extends FastifyLike {
  get(path: string, handler: (request: unknown, reply: { send(text: string): unknown }) => unknown): unknown;
  addHook(name: 'onRequest', hook: (request: never, reply: never, done: () => void) => void): unknown;
  register(plugin: (app: FastifyLike) => Promise<void>): PromiseLike<unknown>;
  ready(): PromiseLike<unknown>;
  readonly routing: Handler;
}

const page = 'A page of the shop.';

export const hosts: Readonly<Record<string, StartApp>> = {
  async node(before) {
    const answer: Handler = (_, response) => {
      response.setHeader('Content-Type', 'text/plain');
      response.end(page);
    };
    if (before === 'nothing') return answer;
    const first =
      before === 'empty'
        ? (_incoming: IncomingMessage, _response: ServerResponse, next: () => void) => next()
        : forNode(before);
    return (incoming, response) => first(incoming, response, () => answer(incoming, response));
  },
  async express(before) {
    const app = express();
    if (before === 'empty') app.use((_request, _response, next) => next());
    else if (before !== 'nothing') app.use(forExpress(before));
    app.get('/products/:id', (_request, response) => void response.type('text').send(page));
    return app;
  },
  async fastify(before) {
    const app = requirePeer<() => FastifyApp>('fastify')();
    if (before === 'empty') app.addHook('onRequest', (_request, _reply, done) => done());
    else if (before !== 'nothing') await app.register(forFastify(before));
    app.get('/products/:id', (_request, reply) => reply.send(page));
    await app.ready();
    return app.routing;
  },
};
