import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { StartContender } from '../contender.ts';
import { requirePeer } from '../peer.ts';

/** It ships no types; this is all of it we use. */
interface HttpProxy {
  createProxyServer(options: { target: string; agent: Agent; xfwd: boolean }): {
    on(event: 'error', listener: () => void): void;
    web(incoming: IncomingMessage, response: ServerResponse): void;
  };
}

/** With a keep-alive agent; by its default it would open a connection per request. */
export const start: StartContender = async ({ upstream }) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const proxy = requirePeer<HttpProxy>('http-proxy').createProxyServer({
    target: upstream.origin,
    agent,
    xfwd: true,
  });
  proxy.on('error', () => {});
  const server = createServer((incoming, response) => proxy.web(incoming, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { port: address !== null && typeof address === 'object' ? address.port : 0 };
};
