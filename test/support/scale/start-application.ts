import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ScaledApplication {
  readonly port: number;
  /** Writes that wait for `release`, of those that asked for it. */
  held(): number;
  release(): void;
  stop(): void;
}

/** A shop behind several gates: people sign in, order, and watch prices. */
export async function startApplication(): Promise<ScaledApplication> {
  const waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      if (request.url === '/login') {
        response.setHeader('Content-Type', 'text/html');
        response.end(
          '<form method="post"><input type="email" name="email"><input type="password" name="p"></form>',
        );
      } else if (request.url === '/api/me') {
        response.writeHead(401).end();
      } else if (request.url === '/live/prices') {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write('data: 7\n\n');
      } else if (request.url === '/orders?slow') {
        waiting.push(() => response.end('stored'));
      } else {
        response.end('ok');
      }
    });
  });
  // RFC 6455, 4.2.2, of a key that is always the same.
  server.on('upgrade', (_, socket) => {
    socket.end(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n',
    );
  });
  server.keepAliveTimeout = 120_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    held: () => waiting.length,
    release() {
      for (const answer of waiting.splice(0)) answer();
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
