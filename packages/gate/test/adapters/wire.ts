import { type Agent, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';

export interface Received {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface SendOptions {
  /** Flat list. `Host` is set unless given. */
  readonly headers?: readonly string[];
  readonly body?: string | Buffer | readonly (string | Buffer)[];
  readonly agent?: Agent;
}

/** `send(port, 'POST /login')`: the target goes out as it is. A body in pieces goes out chunked. */
export function send(port: number, line: string, options: SendOptions = {}): Promise<Received> {
  const { headers = [], body, agent } = options;
  const space = line.indexOf(' ');
  const whole = typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.from(body) : null;
  const flat = hasHeader(headers, 'host') ? [...headers] : ['Host', 'shop.example', ...headers];
  if (whole !== null) flat.push('Content-Length', String(whole.length));
  else if (body !== undefined) flat.push('Transfer-Encoding', 'chunked');
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1',
      port,
      method: line.slice(0, space),
      path: line.slice(space + 1),
      headers: flat,
      setHost: false,
      agent: agent ?? false,
    });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    if (whole !== null) outgoing.end(whole);
    else if (Array.isArray(body)) void writePieces(outgoing, body);
    else outgoing.end();
  });
}

async function writePieces(
  outgoing: { write(piece: string | Buffer): boolean; end(): void },
  pieces: readonly (string | Buffer)[],
): Promise<void> {
  for (const piece of pieces) {
    outgoing.write(piece);
    await new Promise(setImmediate);
  }
  outgoing.end();
}

function hasHeader(headers: readonly string[], name: string): boolean {
  return headers.some((given, index) => index % 2 === 0 && given.toLowerCase() === name);
}

export interface RawConnection {
  readonly socket: Socket;
  /** Everything that has come. */
  text(): string;
  /** Resolves when what came matches; rejects when the connection closes first. */
  until(pattern: RegExp): Promise<string>;
  readonly closed: Promise<void>;
}

/** A connection that sends these very bytes. */
export async function openRaw(port: number, bytes: string): Promise<RawConnection> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  const waiting = new Set<() => void>();
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => undefined);
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
    for (const look of waiting) look();
  });
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  socket.write(bytes, 'latin1');
  return {
    socket,
    text: () => text,
    closed,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!pattern.test(text)) return;
          waiting.delete(look);
          resolve(text);
        };
        waiting.add(look);
        void closed.then(() => {
          look();
          reject(new Error(`closed before ${pattern} came: ${text.slice(0, 200)}`));
        });
        look();
      }),
  };
}

/** Waits, turn by turn, until something holds. */
export async function eventually(holds: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < 500; turn += 1) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`never came: ${what}`);
}
