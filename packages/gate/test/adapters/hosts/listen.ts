import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { RunningHost } from '../adapter-under-test.ts';

/** Listens on loopback, on any port. */
export async function listen(server: Server, address = '127.0.0.1'): Promise<RunningHost> {
  // Upgraded connections are no longer the server's: it would wait for them for ever.
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, address, () => resolve()));
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : 0,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
