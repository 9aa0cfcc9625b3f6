import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** What `attach` of Engine.IO (Socket.IO) and `installHandlers` of SockJS do with a server, and no more. */
export function takeOver(server: Server, path: string, onTaken: (incoming: IncomingMessage) => void): void {
  const others = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
    if (incoming.url?.startsWith(path) === true) {
      onTaken(incoming);
      response.end('taken');
      return;
    }
    for (const other of others) Reflect.apply(other, server, [incoming, response]);
  });
}
