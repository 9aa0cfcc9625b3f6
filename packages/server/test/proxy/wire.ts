import { connect, type Socket } from 'node:net';

/** Fails a test that waits for bytes that never come; nothing measures against it. */
const WATCHDOG_MS = 10_000;

/** Bytes were expected and the other end closed. */
export class ConnectionClosed extends Error {
  override readonly name = 'ConnectionClosed';
}

export interface Message {
  /** Status or request line. */
  readonly start: string;
  /** In order and case as received. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  readonly trailers: readonly (readonly [string, string])[];
}

/** One end of a connection, read byte by byte as the test says; no HTTP library between test and proxy. */
export interface Wire {
  readonly socket: Socket;
  send(data: string | Buffer): void;
  /** Waits until the unread bytes contain the text and takes everything up to its end. */
  until(text: string): Promise<string>;
  take(bytes: number): Promise<Buffer>;
  head(): Promise<Pick<Message, 'start' | 'headers'>>;
  /** A whole message: head, then the body its framing announces, then trailers. */
  message(options?: { readonly toHead?: boolean }): Promise<Message>;
  /** Message by message until the other end closes between two. */
  requests(): AsyncGenerator<Message>;
  /** Resolves when the other end closed: `end` in order, `reset` with a reset. Unread bytes stay. */
  closed(): Promise<'end' | 'reset'>;
  /** Unread bytes as they are now. */
  rest(): Buffer;
  destroy(): void;
}

export async function dial(port: number): Promise<Wire> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return createWire(socket);
}

export function createWire(socket: Socket): Wire {
  let unread: Buffer = Buffer.alloc(0);
  let ended: 'end' | 'reset' | null = null;
  let wake: (() => void) | null = null;
  const changed = (): void => {
    const resume = wake;
    wake = null;
    resume?.();
  };
  const end = (how: 'end' | 'reset'): void => {
    ended ??= how;
    changed();
  };
  socket
    .on('data', (chunk: Buffer) => {
      unread = unread.length === 0 ? chunk : Buffer.concat([unread, chunk]);
      changed();
    })
    .on('end', () => end('end'))
    .on('error', () => end('reset'))
    .on('close', () => end('end'));

  const waitFor = async (what: string, ready: () => boolean): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const expired = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () =>
          reject(
            new Error(`Waited for ${what}, have ${JSON.stringify(unread.toString('latin1').slice(0, 500))}`),
          ),
        WATCHDOG_MS,
      );
    });
    try {
      while (!ready()) {
        if (ended !== null && what !== 'the end') {
          throw new ConnectionClosed(
            `Waited for ${what}, connection closed (${ended}) after ${JSON.stringify(unread.toString('latin1').slice(0, 500))}`,
          );
        }
        await Promise.race([new Promise<void>((resolve) => (wake = resolve)), expired]);
      }
    } finally {
      clearTimeout(timer);
    }
  };

  const take = async (bytes: number): Promise<Buffer> => {
    await waitFor(`${bytes} bytes`, () => unread.length >= bytes);
    const taken = unread.subarray(0, bytes);
    unread = unread.subarray(bytes);
    return taken;
  };

  const until = async (text: string): Promise<string> => {
    await waitFor(JSON.stringify(text), () => unread.includes(text, 0, 'latin1'));
    return (await take(unread.indexOf(text, 0, 'latin1') + text.length)).toString('latin1');
  };

  const head = async (): Promise<Pick<Message, 'start' | 'headers'>> => {
    const [start = '', ...lines] = (await until('\r\n\r\n')).slice(0, -4).split('\r\n');
    return { start, headers: lines.map(parseLine) };
  };

  const chunks = async (): Promise<Pick<Message, 'body' | 'trailers'>> => {
    const parts: Buffer[] = [];
    for (;;) {
      const size = Number.parseInt(await until('\r\n'), 16);
      if (size === 0) break;
      parts.push(await take(size));
      await until('\r\n');
    }
    const trailers: (readonly [string, string])[] = [];
    for (let line = await until('\r\n'); line !== '\r\n'; line = await until('\r\n')) {
      trailers.push(parseLine(line.slice(0, -2)));
    }
    return { body: Buffer.concat(parts), trailers };
  };

  const message = async ({ toHead = false } = {}): Promise<Message> => {
    const { start, headers } = await head();
    const status = start.startsWith('HTTP/') ? Number(start.split(' ')[1]) : null;
    const bodiless = toHead || status === 204 || status === 304 || (status !== null && status < 200);
    if (bodiless) return { start, headers, body: Buffer.alloc(0), trailers: [] };
    if (header(headers, 'transfer-encoding') === 'chunked') return { start, headers, ...(await chunks()) };
    const length = header(headers, 'content-length');
    if (length !== undefined) return { start, headers, body: await take(Number(length)), trailers: [] };
    if (status === null) return { start, headers, body: Buffer.alloc(0), trailers: [] };
    await waitFor('the end', () => ended !== null);
    return { start, headers, body: await take(unread.length), trailers: [] };
  };

  return {
    socket,
    send(data) {
      socket.write(typeof data === 'string' ? Buffer.from(data, 'latin1') : data);
    },
    until,
    take,
    head,
    message,
    async *requests() {
      for (;;) {
        await waitFor('the end', () => unread.length > 0 || ended !== null);
        if (unread.length === 0) {
          socket.end();
          return;
        }
        yield await message();
      }
    },
    async closed() {
      await waitFor('the end', () => ended !== null);
      return ended ?? 'end';
    },
    rest: () => unread,
    destroy: () => socket.destroy(),
  };
}

/** Value of a header by its name in any case; several are joined, so that a test sees a doubling. */
export function header(headers: Message['headers'], name: string): string | undefined {
  const values = headers
    .filter(([own]) => own.toLowerCase() === name.toLowerCase())
    .map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(' | ');
}

function parseLine(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}
