import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ForwardInstruction } from '../../../packages/server/src/proxy/contract.ts';
import { createListener } from '../../../packages/server/src/proxy/listen.ts';
import { createProxy } from '../../../packages/server/src/proxy/proxy.ts';
import type { StartContender } from '../contender.ts';

const STRIP: ReadonlySet<string> = new Set(['portcullis-decision', 'portcullis-mode', 'x-user', 'x-role']);
const NOTHING: readonly [string, string][] = [];

/** The proxy and the listener alone, told to forward everything. The decision comes on top: see `portcullis (full gate)`. */
export const start: StartContender = ({ upstream }) => startPortcullisProxy(upstream, 'auto');

export async function startPortcullisProxy(
  upstream: URL,
  engine: 'auto' | 'node',
): Promise<{ port: number }> {
  const proxy = createProxy({ upstream, engine });
  const instruction = (incoming: IncomingMessage, response: ServerResponse): ForwardInstruction => ({
    target: incoming.url ?? '/',
    forwarding: { clientAddress: null, scheme: 'http', host: incoming.headers.host ?? '', trusted: false },
    strip: STRIP,
    set: NOTHING,
    onError: () => response.writeHead(502).end(),
  });
  const listener = createListener({
    onRequest: (incoming, response) => proxy.forward(incoming, response, instruction(incoming, response)),
    onUpgrade: (_incoming, socket) => socket.destroy(),
  });
  const address = await listener.listen({ host: '127.0.0.1', port: 0 });
  if (address === null || typeof address === 'string') throw new Error('Expected a TCP address');
  return { port: address.port };
}
