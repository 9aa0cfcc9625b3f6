import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const waitingOn = new WeakMap<Socket, Set<ServerResponse>>();

/**
 * Has a response that waits for its turn on a connection closed with it. Before Node 24 nobody tells those of pipelined
 * requests: what listens for `close`, to count what runs or to give memory back, would wait for ever.
 */
export function closeWithConnection({ socket }: IncomingMessage, response: ServerResponse): void {
  if (response.socket !== null) return;
  let waiting = waitingOn.get(socket);
  if (waiting === undefined) {
    const responses = new Set<ServerResponse>();
    // One listener, however many requests are sent at once.
    socket.once('close', () => closeAll(responses));
    waitingOn.set(socket, responses);
    waiting = responses;
  }
  waiting.add(response);
  response.once('close', () => waiting.delete(response));
}

/** `closed` says that Node has told them. */
function closeAll(responses: ReadonlySet<ServerResponse>): void {
  for (const response of responses) {
    if (response.closed) continue;
    response.destroy();
    response.emit('close');
  }
}
