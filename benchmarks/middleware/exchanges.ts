import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, connect, Socket } from 'node:net';
import type { RawRequest } from '../../packages/gate/src/model/request.ts';
import type { Handler } from './hosts.ts';

/** Runs requests through a handler with Node's own objects for them, and without parsing or sending a byte. */
export interface Exchanges {
  /** Resolves when every response has ended. */
  run(handler: Handler, requests: readonly RawRequest[]): Promise<void>;
  close(): void;
}

/** A socket whose bytes are nobody's: written at once, with the callbacks that `node:http` waits for. */
class Sink extends Socket {
  override write(
    _chunk: unknown,
    encoding?: BufferEncoding | ((error?: Error | null) => void) | null,
    callback?: ((error?: Error | null) => void) | null,
  ): boolean {
    const written = typeof encoding === 'function' ? encoding : callback;
    if (typeof written === 'function') process.nextTick(written);
    return true;
  }
  override cork(): void {}
  override uncork(): void {}
}

/** The requests come from one real connection: what the gate asks of a socket costs what it costs in life. */
export async function openExchanges(): Promise<Exchanges> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const client = connect(port, '127.0.0.1');
  const peer = await accepted;
  const sinks: Sink[] = [];

  function exchange(raw: RawRequest, handler: Handler, onEnd: () => void): void {
    const incoming = new IncomingMessage(peer);
    incoming.method = raw.method;
    incoming.url = raw.target;
    incoming.httpVersion = '1.1';
    incoming.httpVersionMajor = 1;
    incoming.httpVersionMinor = 1;
    incoming.rawHeaders = [...raw.headers];
    incoming.push(null);
    const response = new ServerResponse(incoming);
    const sink = sinks.pop() ?? new Sink();
    response.assignSocket(sink);
    // As node:http does when a response has been sent.
    response.on('finish', () => {
      response.detachSocket(sink);
      sinks.push(sink);
      response.emit('close');
      onEnd();
    });
    // Node asks this of every request before it calls a listener: the headers are parsed by then.
    if (incoming.headers.expect === undefined) handler(incoming, response);
  }

  return {
    run(handler, requests) {
      return new Promise((resolve) => {
        let left = requests.length;
        const onEnd = () => {
          left -= 1;
          if (left === 0) resolve();
        };
        for (const raw of requests) exchange(raw, handler, onEnd);
      });
    },
    close() {
      client.destroy();
      server.close();
      server.closeAllConnections();
    },
  };
}
