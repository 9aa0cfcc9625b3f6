import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { maintenance } from '../../packages/gate/src/adapters/fastify.ts';
import { withMaintenance } from '../../packages/gate/src/adapters/fetch.ts';
import { createTestLogger, startQuietGate } from '../../packages/gate/test/support/gate-fixtures.ts';

const quiet = { logger: { warn: () => undefined } };

// Bun and srvx know the address, `waitUntil` and more by the very object that they handed over: `server.requestIP(request)`
// of a copy is null, so whoever signs in during a window meets an error of the application.
it.each([
  ['a sign-in', { signIn: { routes: ['POST /login'] } }, '/login', '{"user":"ada"}'],
  ['a declared read', { routes: [{ match: 'POST /search', access: 'read' as const }] }, '/search', '{"q":1}'],
  [
    'a call that reads',
    { routes: [{ match: 'POST /rpc', calls: { protocol: 'json-rpc' as const, read: ['list'] } }] },
    '/rpc',
    '{"jsonrpc":"2.0","id":1,"method":"list"}',
  ],
])('%s is asked of the application by the object of its host, read or not', async (_, policy, path, body) => {
  const { gate, readOnly } = await startQuietGate(policy);
  try {
    await readOnly();
    const addresses = new WeakMap<Request, string>();
    const handler = withMaintenance(
      gate,
      async (request) => new Response(`${addresses.get(request)} ${await request.text()}`),
      quiet,
    );
    const headers = { 'content-type': 'application/json' };
    const request = new Request(`http://app.example${path}`, { method: 'POST', headers, body });
    addresses.set(request, '192.0.2.7');

    const response = await handler(request);

    expect([response.status, await response.text()]).toEqual([200, `192.0.2.7 ${body}`]);
  } finally {
    await gate.close();
  }
});

// NestFactory.create() registers @fastify/middie before any line of main.ts: middleware of modules (a proxy, a sign-in
// library) is a hook that runs before that of a gate which `await app.register(maintenance(gate))` puts in.
it('a gate behind hooks that are there already keeps them from a refused write, or says so', async () => {
  const { gate, readOnly } = await startQuietGate({});
  const app = Fastify();
  const logger = createTestLogger();
  const warnings: string[] = [];
  const written: string[] = [];
  try {
    await readOnly();
    app.addHook('onRequest', async ({ method }) => void written.push(method));
    await app.register(
      maintenance(gate, { logger: { ...logger, warn: (_, message) => warnings.push(message) } }),
    );
    app.post('/orders', () => 'ok');

    const { statusCode } = await app.inject({ method: 'POST', url: '/orders' });

    expect(statusCode).toBe(503);
    const isSaid = warnings.some((warning) => /hook|before|first/i.test(warning));
    expect(isSaid || written.length === 0).toBe(true);
  } finally {
    await app.close();
    await gate.close();
  }
});
