import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';

/** One address for sockets. */
export interface LiveEndpoint {
  readonly path: string;
  /** Called before the first message can arrive. */
  accept(socket: WebSocket, request: IncomingMessage): void;
  close(): void;
}

/** What cannot be sent any more is dropped: the next socket begins with the whole state. */
export function sendLive(socket: WebSocket, message: Readonly<Record<string, unknown>>): void {
  if (socket.readyState === socket.OPEN) {
    socket.send(JSON.stringify(message));
  }
}

export interface LiveMessage {
  readonly type: string;
  readonly members: Readonly<Record<string, unknown>>;
}

/** The text `ping`, or a JSON object with a type; null for what is neither. */
export function readLiveMessage(data: unknown, isBinary: boolean): LiveMessage | null {
  const text = isBinary ? '' : String(data);
  if (text === 'ping') {
    return { type: 'ping', members: {} };
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('type' in value)) {
      return null;
    }
    return typeof value.type === 'string' ? { type: value.type, members: { ...value } } : null;
  } catch {
    return null;
  }
}
