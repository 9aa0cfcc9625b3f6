import { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import {
  capabilities,
  decisionOf,
  type MaintenanceVariables,
  maintenance,
} from '../../../src/adapters/hono.ts';
import type { AdapterUnderTest } from '../adapter-under-test.ts';
import { listen } from './listen.ts';

export const honoHost: AdapterUnderTest = {
  name: 'Hono 4 on @hono/node-server',
  capabilities,
  start(gate, app, { twice = false, ...options }) {
    const host = new Hono<{ Variables: MaintenanceVariables }>();
    host.use(maintenance(gate, options));
    if (twice) host.use(maintenance(gate, options));
    host.all('*', async (c) => {
      const { pathname, search } = new URL(c.req.url);
      const body = Buffer.from(await c.req.arrayBuffer());
      const { method } = c.req;
      const decision = decisionOf(c.req.raw);
      const answer = await app({ method, url: pathname + search, headers: c.req.header(), body, decision });
      return new Response(method === 'HEAD' ? null : (answer.body ?? ''), answer);
    });
    const server = createAdaptorServer({ fetch: host.fetch });
    if (!(server instanceof Server)) throw new Error('expected a server of node:http');
    return listen(server);
  },
};
