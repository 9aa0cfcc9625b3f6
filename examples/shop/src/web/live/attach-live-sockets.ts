import type { IncomingMessage, Server } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { LiveEndpoint } from './live-endpoint.ts';

/** Far more than a message needs: a chat message of 500 characters, written as JSON escapes. */
const MESSAGE_BYTES = 8 * 1024;

/** A browser that vanished without a word is found by TCP. */
const KEEP_ALIVE_PROBE_MS = 30_000;

/** How long a client may take to say goodbye when the shop stops. */
const GOODBYE_MS = 500;

export interface LiveSockets {
  /** Says goodbye to everybody (1001). The server can close when the last has gone. */
  close(): void;
}

export function attachLiveSockets(server: Server, endpoints: readonly LiveEndpoint[]): LiveSockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES });

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const endpoint = endpoints.find(({ path }) => path === request.url?.split('?')[0]);
    if (endpoint === undefined) {
      refuse(socket, '404 Not Found');
      return;
    }
    if (!isOwnPage(request)) {
      refuse(socket, '403 Forbidden');
      return;
    }
    if (socket instanceof Socket) {
      socket.setKeepAlive(true, KEEP_ALIVE_PROBE_MS);
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      // What is wrong with a socket closes it, and that is all there is to do.
      webSocket.on('error', () => undefined);
      endpoint.accept(webSocket, request);
    });
  });

  return {
    close() {
      for (const endpoint of endpoints) {
        endpoint.close();
      }
      for (const socket of sockets.clients) {
        socket.close(1001, 'The shop stops');
        const waiting = setTimeout(() => socket.terminate(), GOODBYE_MS);
        socket.once('close', () => clearTimeout(waiting));
      }
    },
  };
}

/**
 * A page of another site may open a socket to here, with the visitor's cookies, and no CORS asks anybody. Browsers
 * always send the Origin with the handshake (RFC 6455, 10.2); what sends none is no browser.
 */
function isOwnPage({ headers: { origin, host } }: IncomingMessage): boolean {
  if (origin === undefined) {
    return true;
  }
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
