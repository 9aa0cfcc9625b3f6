import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';

/** One address for sockets: what is done with one that was let in. */
export interface LiveEndpoint {
  readonly path: string;
  /** Called in the tick of the handshake: listeners are in place before the first message. */
  accept(socket: WebSocket, request: IncomingMessage): void;
  close(): void;
}

export interface MessageSocket {
  /** What cannot be sent any more is dropped: the next socket begins with the whole state. */
  send(message: Readonly<Record<string, unknown>>): void;
}

export function createMessageSocket(socket: WebSocket): MessageSocket {
  return {
    send(message) {
      if (socket.readyState === socket.OPEN) {
        socket.send(JSON.stringify(message));
      }
    },
  };
}

/** A message of a client: the text `ping`, or a JSON object with a type. */
export type LiveMessage =
  | { readonly type: 'ping' }
  | { readonly type: 'other'; readonly name: string; readonly members: Readonly<Record<string, unknown>> };

/** Null for what is neither. */
export function readLiveMessage(data: unknown, isBinary: boolean): LiveMessage | null {
  const text = isBinary ? '' : String(data);
  if (text === 'ping') {
    return { type: 'ping' };
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('type' in value)) {
      return null;
    }
    return typeof value.type === 'string' ? { type: 'other', name: value.type, members: { ...value } } : null;
  } catch {
    return null;
  }
}
