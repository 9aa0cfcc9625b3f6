import { EventEmitter } from 'node:events';
import type { WebSocketLike, WebSocketServerLike } from '@hono/node-server';
import { answerHandshake, takeOver } from './handshake.ts';
import type { Recorder } from './recording-site.ts';

/** In the place of the server of `ws` that applications hand to Hono: it takes down bytes and reads no frames. */
export function createHonoSockets(recorder: Recorder): WebSocketServerLike {
  const events = new EventEmitter();
  return Object.assign(events, {
    options: { noServer: true },
    handleUpgrade: ((incoming, socket, head, callback) => {
      if (!answerHandshake(incoming, socket)) return;
      takeOver(socket, { head, recorder });
      callback(createHonoSocket());
    }) satisfies WebSocketServerLike['handleUpgrade'],
    close: () => undefined,
  });
}

function createHonoSocket(): WebSocketLike {
  return Object.assign(new EventEmitter(), {
    protocol: '',
    readyState: 1 as const,
    send: () => undefined,
    close: () => undefined,
  });
}
