import { expect, it } from 'vitest';
import { withMaintenance } from '../../packages/gate/src/adapters/fetch.ts';
import { startQuietGate } from '../../packages/gate/test/support/gate-fixtures.ts';

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
