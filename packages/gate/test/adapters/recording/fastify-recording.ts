import type { Socket } from 'node:net';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { maintenance } from '../../../src/adapters/fastify.ts';
import { takePastMiddleware } from './past-middleware.ts';
import {
  type Arrival,
  eventStream,
  eventsPath,
  type Part,
  quiet,
  type StartRecordingSite,
  shownHeaders,
} from './recording-site.ts';

export const startFastifyRecording: StartRecordingSite = async ({ gate, recorder, address }) => {
  const app = fastify({ bodyLimit: 1_048_576, forceCloseConnections: true });
  await app.register(maintenance(gate, quiet));
  const arrivals = new WeakMap<FastifyRequest, Arrival>();
  app.addHook('onRequest', (request, _reply, done) => {
    const { method, url: target, headers } = request;
    arrivals.set(request, recorder.arrived({ method, target, headers: shownHeaders(headers) }));
    done();
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const serve = (part: Part) => (request: FastifyRequest, reply: FastifyReply) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    arrivals.get(request)?.served(body, part);
    if (request.url === eventsPath) {
      reply.hijack();
      reply.raw.writeHead(200, { 'Content-Type': eventStream.type }).write(eventStream.first);
    } else reply.type('text/plain').send('ok');
  };
  for (const path of ['/admin', '/admin/*']) app.all(path, serve('admin'));
  app.all('/login', serve('login'));
  app.all('/status', serve('status'));
  app.setNotFoundHandler(serve('other'));
  takePastMiddleware(app.server, recorder);
  // Upgraded connections are no longer the server's: it would wait for them for ever.
  const sockets = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => sockets.add(socket));
  await app.listen({ port: 0, host: address });
  const port = app.addresses().map((own) => (typeof own === 'string' ? 0 : own.port))[0] ?? 0;
  return { port, close };

  async function close(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    await app.close();
  }
};
