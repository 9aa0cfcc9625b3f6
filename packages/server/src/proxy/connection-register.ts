import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { RequestQueue } from './request-queue.ts';
import { createStalledAnswers } from './stalled-answers.ts';

/** Which connections a listener has, what runs on them, and how they are brought to an end. */
export interface ConnectionRegister {
  /** To be given to the server: responses tell the register when they get and leave a socket. */
  readonly Response: typeof ServerResponse;
  add(socket: Socket): void;
  /** A TLS listener's bare connection, until `add` is called with what becomes of it. */
  addHandshake(socket: Socket): void;
  /** The HTTP server has given the socket away; it only ends by itself or at the deadline of a drain. */
  handOver(socket: Duplex): void;
  responseOn(socket: Duplex): OpenResponse | undefined;
  /** 100 Continue was sent on it. */
  hasContinued(response: OpenResponse): boolean;
  drain(server: Server, timeoutMs: number): Promise<{ destroyed: number }>;
}

type OpenResponse = Pick<
  ServerResponse,
  | 'headersSent'
  | 'shouldKeepAlive'
  | 'writableEnded'
  | 'writableFinished'
  | 'writableNeedDrain'
  | 'writableLength'
>;

/**
 * Kept on the socket itself. A Map that gains and loses an entry per request leaves a chain of outgrown hash tables,
 * and what they point to survives every young collection: 17 ms pauses at 22,000 requests/s, against 1 ms.
 */
const RUNNING = Symbol('running response');
const REQUESTS = Symbol('requests so far');
const OF_PROXY = Symbol('a proxy passes on what comes by it');

interface RegisteredSocket {
  [RUNNING]?: OpenResponse | undefined;
  [REQUESTS]?: number;
  [OF_PROXY]?: boolean;
}

function setRunning(socket: Duplex & RegisteredSocket, response: OpenResponse | undefined): void {
  socket[RUNNING] = response;
}

function countRequest(socket: Socket & RegisteredSocket, { headers }: IncomingMessage): number {
  const count = (socket[REQUESTS] ?? 0) + 1;
  socket[REQUESTS] = count;
  if (count === 1) {
    const { via, forwarded } = headers;
    socket[OF_PROXY] = via !== undefined || forwarded !== undefined || 'x-forwarded-for' in headers;
  }
  return count;
}

function isOfProxy(socket: Duplex & RegisteredSocket): boolean {
  return socket[OF_PROXY] === true;
}

function hadRequest(socket: Duplex & RegisteredSocket): boolean {
  return socket[REQUESTS] !== undefined;
}

function runningOn(socket: Duplex & RegisteredSocket): OpenResponse | undefined {
  return socket[RUNNING];
}

/** Whoever has just connected is about to send, and is told nothing by an end before the first byte. */
const FIRST_REQUEST_MS = 200;

/** It looks at all connections. */
const ROOM_INTERVAL_MS = 1_000;

export interface ConnectionRegisterOptions {
  readonly maxRequestsPerSocket: number;
  readonly maxConnections: number;
  /** How long a client may take nothing of an answer that waits for it, at least; half as long again at most. */
  readonly clientStallTimeoutMs: number;
  readonly lastRequestMs: number;
  readonly queue: Pick<RequestQueue, 'arrived' | 'turnOf'>;
}

export function createConnectionRegister({
  maxRequestsPerSocket,
  maxConnections,
  clientStallTimeoutMs,
  lastRequestMs,
  queue,
}: ConnectionRegisterOptions): ConnectionRegister {
  const sockets = new Set<Duplex>();
  const handedOver = new Set<Duplex>();
  const handshakes = new Map<string, Socket>();
  const continued = new WeakSet<OpenResponse>();
  let draining = false;
  /** While a stop begins: proxies may still send by connections that they have. */
  let takesLastRequests = false;

  /** A subclass costs nothing per request; listeners for the same would be three closures on each. */
  class RegisteredResponse<Request extends IncomingMessage> extends ServerResponse<Request> {
    constructor(...given: ConstructorParameters<typeof ServerResponse<Request>>) {
      super(...given);
      const { socket } = given[0];
      if (runningOn(socket) !== undefined) queue.arrived(socket);
    }

    override assignSocket(socket: Socket): void {
      // Node's maxRequestsPerSocket says "close" and then leaves the connection open.
      if (draining || countRequest(socket, this.req) >= maxRequestsPerSocket) this.shouldKeepAlive = false;
      setRunning(socket, this);
      super.assignSocket(socket);
      queue.turnOf(this, socket);
    }

    override detachSocket(socket: Socket): void {
      setRunning(socket, undefined);
      super.detachSocket(socket);
      // After the head had promised keep-alive; a pipelined response may take the socket before the next turn.
      if (draining && !(takesLastRequests && isOfProxy(socket))) setImmediate(endIfIdle, socket);
    }

    override writeContinue(callback?: () => void): void {
      continued.add(this);
      super.writeContinue(callback);
    }
  }

  const stalled = createStalledAnswers();
  const watch = setInterval(() => {
    for (const socket of sockets) if (stalled.isStalled(socket, runningOn(socket))) socket.destroy();
  }, clientStallTimeoutMs / 2).unref();

  const endIfIdle = (socket: Duplex): void => {
    if (runningOn(socket) === undefined && !handedOver.has(socket)) socket.end();
  };

  let madeRoomMs = Number.NEGATIVE_INFINITY;
  /** Strangers must not fill the place of everybody with connections on which nothing happens. */
  const makeRoom = (): void => {
    const isRoomy = sockets.size < maxConnections * 0.75;
    if (isRoomy || performance.now() - madeRoomMs < ROOM_INTERVAL_MS) return;
    madeRoomMs = performance.now();
    for (const socket of sockets) if (hadRequest(socket)) endIfIdle(socket);
  };

  const track = (socket: Duplex): void => {
    if (sockets.has(socket)) return;
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      handedOver.delete(socket);
    });
  };

  return {
    Response: RegisteredResponse,
    add(socket) {
      handshakes.delete(endpointOf(socket));
      makeRoom();
      track(socket);
    },
    addHandshake(socket) {
      const endpoint = endpointOf(socket);
      handshakes.set(endpoint, socket);
      socket.once('close', () => handshakes.delete(endpoint));
    },
    handOver(socket) {
      track(socket);
      handedOver.add(socket);
    },
    responseOn: runningOn,
    hasContinued: (response) => continued.has(response),
    async drain(server, timeoutMs) {
      draining = true;
      takesLastRequests = true;
      for (const socket of sockets) {
        const response = runningOn(socket);
        if (response?.headersSent === false) response.shouldKeepAlive = false;
        if (hadRequest(socket) && !isOfProxy(socket)) endIfIdle(socket);
      }
      // What the kernel has taken already is taken over first; with the listener it would be reset, a POST of a proxy among it.
      await new Promise((resolve) => setImmediate(resolve));
      const closed = new Promise<void>((resolve) => {
        // Node's own would destroy connections whose last bytes are still being written.
        server.closeIdleConnections = () => {};
        server.close(() => resolve());
      });
      // Nothing was asked on them yet.
      for (const socket of handshakes.values()) socket.destroy();
      const first = setTimeout(() => {
        for (const socket of sockets) if (!hadRequest(socket)) endIfIdle(socket);
      }, FIRST_REQUEST_MS);
      const last = setTimeout(() => {
        takesLastRequests = false;
        for (const socket of sockets) endIfIdle(socket);
      }, lastRequestMs);
      let destroyed = 0;
      const deadline = setTimeout(() => {
        destroyed = sockets.size;
        for (const socket of sockets) socket.destroy();
      }, timeoutMs);
      await closed;
      for (const timer of [first, last, deadline]) clearTimeout(timer);
      clearInterval(watch);
      return { destroyed };
    },
  };
}

/** Node does not say which bare connection a TLS socket was made of; the client's address and port do. */
function endpointOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
