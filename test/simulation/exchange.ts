import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

export interface RequestToMake {
  readonly method: string;
  readonly target: string;
  /** Flat list of names and values. */
  readonly headers: readonly string[];
  readonly body: string;
}

export interface MadeExchange {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
}

/** A connection that leads nowhere: what is written to it is gone. */
class NoSocket extends Socket {
  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    done();
  }

  override _writev(_chunks: unknown, done: () => void): void {
    done();
  }

  override _read(): void {}

  override _final(done: () => void): void {
    done();
  }

  override setTimeout(): this {
    return this;
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    done(error);
  }
}

export interface Ended {
  /** Null: no answer came. */
  readonly status: number | null;
  /** By what name it is held; null = it is not. */
  readonly heldAs: string | null;
}

export const noAnswer: Ended = { status: null, heldAs: null };

/** A request with its response as `node:http` hands them over, whole and without a network. */
export function makeExchange(
  { method, target, headers, body }: RequestToMake,
  onEnd: (ended: Ended) => void,
): MadeExchange {
  const socket = new NoSocket();
  Object.defineProperty(socket, 'remoteAddress', { value: '198.51.100.7' });
  const incoming = new IncomingMessage(socket);
  const rawHeaders = ['Host', 'shop.example', ...headers];
  if (body !== '') rawHeaders.push('Content-Length', String(Buffer.byteLength(body)));
  Object.assign(incoming, { method, url: target, httpVersion: '1.1', rawHeaders });
  for (let index = 0; index < rawHeaders.length; index += 2) {
    incoming.headers[String(rawHeaders[index]).toLowerCase()] = rawHeaders[index + 1];
  }
  if (body !== '') incoming.push(Buffer.from(body));
  incoming.push(null);
  incoming.complete = true;
  const response = new ServerResponse(incoming);
  response.sendDate = false;
  response.assignSocket(socket);
  let isOver = false;
  const end = (ended: Ended): void => {
    if (isOver) return;
    isOver = true;
    onEnd(ended);
  };
  response.once('finish', () => {
    const heldAs = response.getHeader('portcullis-delivery');
    end({ status: response.statusCode, heldAs: typeof heldAs === 'string' ? heldAs : null });
    response.detachSocket(socket);
    response.emit('close');
  });
  response.once('close', () => end(noAnswer));
  return { incoming, response };
}
