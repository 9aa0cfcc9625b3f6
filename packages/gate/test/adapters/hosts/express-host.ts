import { createServer } from 'node:http';
import type express from 'express';
import { capabilities, decisionOf, maintenance } from '../../../src/adapters/express.ts';
import type { AdapterUnderTest } from '../adapter-under-test.ts';
import { listen } from './listen.ts';

/** Express 4 and 5 differ in what they do with errors and paths, not in how they are used here. */
export function expressHost(name: string, framework: typeof express): AdapterUnderTest {
  return {
    name,
    capabilities,
    start(gate, app, { twice = false, ...options }) {
      const host = framework();
      const gated = maintenance(gate, options);
      host.use(gated);
      if (twice) host.use(maintenance(gate, options));
      host.use(framework.raw({ type: () => true, limit: '1mb' }));
      host.use(async (request, response, next) => {
        try {
          const { method, originalUrl: url, headers } = request;
          const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
          const answer = await app({ method, url, headers, body, decision: decisionOf(request) });
          response.status(answer.status ?? 200).set(answer.headers ?? {});
          response.end(answer.body);
        } catch (error) {
          next(error);
        }
      });
      const server = createServer(host);
      gated.attach(server);
      return listen(server);
    },
  };
}
