import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Requests that a client sends before its earlier ones are answered (pipelining, RFC 9112 9.3.2). Answers leave in order
 * anyway, so each begins when the one before it has been taken: what nobody reads is not asked for.
 */
export interface RequestQueue {
  /** A response was made that must wait for its turn, whoever is going to write it. */
  arrived(socket: Socket): void;
  /** The request is handed on when its response's turn has come. */
  hold(incoming: IncomingMessage, response: ServerResponse): void;
  /** It is this response's turn on the connection. */
  turnOf(response: ServerResponse, socket: Socket): void;
}

/**
 * Over all connections. One costs 1.5 KB of heap, and Node parses all that came in one read before it can be stopped: 64 KB hold
 * 2,000 requests. Then the connection with the most is cut; benchmarks pipeline 16 requests on a thousand connections.
 */
const mostWaiting = 20_000;

interface Waiting {
  /** With those that are answered without us: Node's 400 and 503, our 417. */
  count: number;
  readonly held: Held[];
}

interface Held {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
}

const WAITING = Symbol('requests that wait for their turn');

type QueuedSocket = Socket & { [WAITING]?: Waiting };

export function createRequestQueue(
  begin: (incoming: IncomingMessage, response: ServerResponse) => void,
): RequestQueue {
  const waiting = new Map<Socket, Waiting>();
  let total = 0;

  function open(socket: QueuedSocket): Waiting {
    const queue: Waiting = { count: 0, held: [] };
    socket[WAITING] = queue;
    waiting.set(socket, queue);
    socket.once('close', () => {
      total -= queue.count;
      waiting.delete(socket);
    });
    return queue;
  }

  function cutLongest(): void {
    let longest: Socket | null = null;
    let count = 0;
    for (const [socket, queue] of waiting) {
      if (queue.count <= count || socket.destroyed) continue;
      longest = socket;
      count = queue.count;
    }
    longest?.destroy();
  }

  return {
    arrived(socket: QueuedSocket) {
      if (socket.destroyed) return;
      const queue = socket[WAITING] ?? open(socket);
      queue.count += 1;
      total += 1;
      if (total > mostWaiting) cutLongest();
    },
    hold(incoming, response) {
      const { socket }: { readonly socket: QueuedSocket } = incoming;
      if (!socket.destroyed) socket[WAITING]?.held.push({ incoming, response });
    },
    turnOf(response, socket: QueuedSocket) {
      const queue = socket[WAITING];
      if (queue === undefined || queue.count === 0) return;
      queue.count -= 1;
      total -= 1;
      const next = queue.held[0];
      if (next?.response !== response) return;
      queue.held.shift();
      if (!socket.destroyed) begin(next.incoming, response);
    },
  };
}
