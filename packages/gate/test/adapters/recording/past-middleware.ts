import type { IncomingMessage, Server } from 'node:http';
import { answerHandshake, takeOver } from './handshake.ts';
import { type Recorder, shownHeaders } from './recording-site.ts';

/** The app's own listeners for what Node hands past every middleware: WebSockets, CONNECT, and `Expect`. */
export function takePastMiddleware(server: Server, recorder: Recorder): void {
  const arrived = (incoming: IncomingMessage): void => {
    const { method = '', url: target = '', headers } = incoming;
    recorder.arrived({ method, target, headers: shownHeaders(headers) }).served(Buffer.alloc(0), 'other');
  };
  server.on('upgrade', (incoming, socket, head) => {
    arrived(incoming);
    if (answerHandshake(incoming, socket)) takeOver(socket, { head, recorder });
  });
  server.on('connect', (incoming, socket, head) => {
    arrived(incoming);
    socket.write('HTTP/1.1 200 Connected\r\n\r\n');
    takeOver(socket, { head, recorder });
  });
  server.on('checkContinue', (incoming, response) => {
    response.writeContinue();
    server.emit('request', incoming, response);
  });
  server.on('checkExpectation', (incoming, response) => void server.emit('request', incoming, response));
}
