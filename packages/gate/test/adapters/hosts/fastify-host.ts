import fastify from 'fastify';
import { capabilities, decisionOf, maintenance } from '../../../src/adapters/fastify.ts';
import type { AdapterUnderTest } from '../adapter-under-test.ts';

export const fastifyHost: AdapterUnderTest = {
  name: 'Fastify 5',
  capabilities,
  async start(gate, app, { twice = false, ...options }) {
    const host = fastify({ bodyLimit: 1_048_576, forceCloseConnections: true });
    await host.register(maintenance(gate, options));
    if (twice) await host.register(maintenance(gate, options));
    host.removeAllContentTypeParsers();
    host.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    host.addHttpMethod('MKCOL', { hasBody: true });
    host.all('/*', async (request, reply) => {
      const { method, url, headers } = request;
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const answer = await app({ method, url, headers, body, decision: decisionOf(request) });
      reply.code(answer.status ?? 200).headers(answer.headers ?? {});
      return answer.body ?? '';
    });
    await host.listen({ port: 0, host: '127.0.0.1' });
    const port = host.addresses().map((address) => (typeof address === 'string' ? 0 : address.port))[0] ?? 0;
    return { port, close: () => host.close() };
  },
};
