import { readFileSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { AddressInfo, ListenOptions } from 'node:net';
import type { Duplex } from 'node:stream';
import { createConnectionRegister } from './connection-register.ts';
import { DEFAULT_LISTENER_LIMITS, type ListenerLimits } from './listener-limits.ts';
import { answerAndClose, statusOfClientError } from './raw-answer.ts';
import { createRequestQueue } from './request-queue.ts';
import { watchUpload } from './upload-watch.ts';
import { isWebSocketHandshake } from './websocket-handshake.ts';

export interface ListenerOptions {
  /** Every request with a parsed head, those with `Expect: 100-continue` included. */
  onRequest(incoming: IncomingMessage, response: ServerResponse): void;
  /** A WebSocket handshake; other upgrades arrive as ordinary requests. The socket is the callee's from here on. */
  onUpgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** A request that could not be parsed or came too slowly; it has been answered. For logs and metrics. */
  onClientError?(error: Error, status: number): void;
  /** Paths of PEM files, read again by `reload()`. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly limits?: Partial<ListenerLimits>;
}

export interface Listener {
  readonly server: Server | SecureServer;
  /** Resolves with the address once connections are accepted; rejects when it cannot be taken. */
  listen(options: ListenOptions): Promise<AddressInfo | string | null>;
  /** Reads certificate and key again for new connections. Throws, and keeps the old pair, when they do not fit. */
  reload(): void;
  /** Stops accepting, ends connections as their responses end, destroys the rest after `timeoutMs`. */
  drain(timeoutMs: number): Promise<DrainReport>;
}

export interface DrainReport {
  /** Connections that were cut because their time was over, WebSockets included. */
  readonly destroyed: number;
}

const TLS_HANDSHAKE_TIMEOUT_MS = 10_000;
const HEADER_CHECK_INTERVAL_MS = 2_000;

export function createListener(options: ListenerOptions): Listener {
  const { onRequest, onUpgrade, onClientError, tls } = options;
  const limits: ListenerLimits = Object.freeze({ ...DEFAULT_LISTENER_LIMITS, ...options.limits });
  const queue = createRequestQueue(begin);
  const connections = createConnectionRegister({ ...limits, queue });
  const server = openServer(tls, {
    ...serverOptions(limits),
    ServerResponse: connections.Response,
    shouldUpgradeCallback: isWebSocketHandshake,
  });
  server.maxConnections = limits.maxConnections;
  // Pipelined requests beyond it get Node's 503 and reach nobody.
  server.maxRequestsPerSocket = limits.maxRequestsPerSocket;
  // 0: no limit. With one Node drops the headers beyond it without a word; we count and refuse instead.
  server.maxHeadersCount = 0;
  server.timeout = 0;

  const request = (incoming: IncomingMessage, response: ServerResponse): void => {
    if (response.socket === null) queue.hold(incoming, response);
    else begin(incoming, response);
  };

  function begin(incoming: IncomingMessage, response: ServerResponse): void {
    if (incoming.rawHeaders.length > limits.maxHeaders * 2) {
      refuse(response, 431);
      return;
    }
    const { headers } = incoming;
    // Whatever came in the same packet as an upgrade we do not do was dropped by Node's parser.
    if (headers.upgrade) response.shouldKeepAlive = false;
    if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) {
      watchBody(incoming, response);
    }
    onRequest(incoming, response);
  }

  const watchBody = (incoming: IncomingMessage, response: ServerResponse): void => {
    watchUpload(incoming, {
      ...limits,
      isWaiting: () =>
        incoming.headers.expect !== undefined &&
        !connections.hasContinued(response) &&
        !incoming.readableDidRead,
      onStalled() {
        onClientError?.(
          new Error(`Expected ${limits.minUploadBytes} bytes of a body in ${limits.uploadWindowMs} ms`),
          408,
        );
        if (response.headersSent) incoming.socket.destroy();
        else answerAndClose(incoming.socket, 408);
      },
    });
    response.once('finish', () => {
      if (incoming.complete) return;
      const timer = setTimeout(() => incoming.socket.destroy(), limits.lingerMs);
      incoming.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
    });
  };

  server
    .on('request', request)
    .on('checkContinue', request)
    .on('checkExpectation', (_incoming, response) => refuse(response, 417))
    .on('upgrade', (incoming, socket, head) => {
      // What is still to be answered before it would land inside the new protocol; no client sends that.
      if (connections.responseOn(socket) !== undefined) {
        socket.destroy();
        return;
      }
      connections.handOver(socket);
      // Node before 24.9 asks nobody and hands over every upgrade.
      if (isWebSocketHandshake(incoming)) onUpgrade(incoming, socket, head);
      else answerAndClose(socket, 400);
    })
    // RFC 9110 9.3.6: nothing here is a forward proxy.
    .on('connect', (_incoming, socket) => {
      connections.handOver(socket);
      answerAndClose(socket, 405, 'Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n');
    })
    .on('clientError', (error, socket) => {
      const status = statusOfClientError(error);
      // Into a response that has begun, an answer would be a part of it.
      if ('code' in error && error.code === 'ECONNRESET') socket.destroy();
      else if (connections.responseOn(socket)?.headersSent === true) socket.destroy();
      else answerAndClose(socket, status);
      onClientError?.(error, status);
    })
    .on(tls === undefined ? 'connection' : 'secureConnection', connections.add);
  if (tls !== undefined) server.on('connection', connections.addHandshake);

  return {
    server,
    listen: (listenOptions) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(listenOptions, () => {
          server.off('error', reject);
          resolve(server.address());
        });
      }),
    reload() {
      if (tls === undefined || !('setSecureContext' in server)) return;
      server.setSecureContext(readPair(tls));
    },
    drain: (timeoutMs) => connections.drain(server, timeoutMs),
  };
}

function openServer(tls: ListenerOptions['tls'], options: ServerOptions): Server | SecureServer {
  if (tls === undefined) return createServer(options);
  return createSecureServer({
    ...options,
    ...readPair(tls),
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: TLS_HANDSHAKE_TIMEOUT_MS,
  });
}

function readPair({ cert, key }: { readonly cert: string; readonly key: string }): {
  cert: Buffer;
  key: Buffer;
} {
  return { cert: readFileSync(cert), key: readFileSync(key) };
}

function serverOptions(limits: ListenerLimits): ServerOptions {
  return {
    headersTimeout: limits.headersTimeoutMs,
    // None for the whole request: see watchUpload. The head has its own limit above.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(HEADER_CHECK_INTERVAL_MS, limits.headersTimeoutMs),
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    maxHeaderSize: limits.maxHeaderBytes,
    requireHostHeader: true,
    // Explicit, so that Node's --insecure-http-parser does not reach us (CVE-2022-32213 and others).
    insecureHTTPParser: false,
    noDelay: true,
    // No body stream for requests that have none (Node >= 24.12; before that it is ignored).
    optimizeEmptyRequests: true,
  };
}

function refuse(response: ServerResponse, status: number): void {
  response
    .writeHead(status, { 'Cache-Control': 'no-store', 'Content-Length': '0', Connection: 'close' })
    .end();
}
