import replyFrom from '@fastify/reply-from';
import fastify from 'fastify';
import type { StartContender } from '../contender.ts';

export const start: StartContender = async ({ upstream }) => {
  const app = fastify();
  await app.register(replyFrom, { base: upstream.origin });
  app.all('/*', (request, reply) => reply.from(request.raw.url ?? '/'));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  return { port: address !== null && typeof address === 'object' ? address.port : 0 };
};
