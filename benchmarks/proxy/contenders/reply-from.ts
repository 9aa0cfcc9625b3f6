import type { Server } from 'node:http';
import type { StartContender } from '../contender.ts';
import { requirePeer } from '../peer.ts';

interface Fastify {
  readonly server: Server;
  register(plugin: unknown, options: { base: string }): Promise<void>;
  all(path: string, handler: (request: Request, reply: Reply) => unknown): void;
  listen(options: { host: string; port: number }): Promise<string>;
}

interface Request {
  readonly raw: { readonly url?: string };
}

interface Reply {
  from(target: string): unknown;
}

export const start: StartContender = async ({ upstream }) => {
  const app = requirePeer<() => Fastify>('fastify')();
  await app.register(requirePeer('@fastify/reply-from'), { base: upstream.origin });
  app.all('/*', (request, reply) => reply.from(request.raw.url ?? '/'));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  return { port: address !== null && typeof address === 'object' ? address.port : 0 };
};
