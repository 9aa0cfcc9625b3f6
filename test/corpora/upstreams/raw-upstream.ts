import { type AddressInfo, createServer, type Socket } from 'node:net';
import { isBroken, type RawHead, readBody, readHead } from './raw-request.ts';
import { type Hit, plainHandler, type RecordingUpstream, type WayIn } from './upstream.ts';

export interface RawUpstream extends RecordingUpstream {
  readonly name: 'raw';
  readonly wayIn: Extract<WayIn, { kind: 'proxy' }>;
  readonly bytes: () => string;
  readonly answerIdentity: (answer: 'known' | 'failure') => void;
  /** What it answers from now on; null = the function does it on the socket itself. */
  answerWith(answer: RawAnswer): void;
}

export type RawAnswer = (hit: Hit, socket: Socket) => string | null;

/**
 * Takes down requests byte by byte, without an HTTP library that would forgive anything. A request is on record
 * as soon as its head is there: also one whose body never comes.
 */
export async function startRawUpstream(): Promise<RawUpstream> {
  const sockets = new Set<Socket>();
  let received: Buffer[] = [];
  let hits: Hit[] = [];
  let answer: RawAnswer = plainAnswer;
  let identity: 'known' | 'failure' = 'known';

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket));
    serve(socket, {
      onBytes: (bytes) => received.push(bytes),
      onHit: (hit) => hits.push(hit),
      answer: (hit) => (identity === 'failure' && hit.target === whoAmI ? outOfOrder : answer(hit, socket)),
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    name: 'raw',
    wayIn: { kind: 'proxy', origin: `http://127.0.0.1:${port}` },
    hits: () => hits,
    bytes: () => Buffer.concat(received).toString('latin1'),
    answerWith: (wanted) => {
      answer = wanted;
    },
    answerIdentity: (wanted) => {
      identity = wanted;
    },
    clear: () => {
      hits = [];
      received = [];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

const outOfOrder = 'HTTP/1.1 500 Down\r\nContent-Length: 0\r\n\r\n';

function plainResponse(body: string, headers: readonly string[] = []): string {
  const lines = ['HTTP/1.1 200 OK', `Content-Length: ${body.length}`, ...headers];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** Knows who somebody is by the cookie that says it, for gates that ask. */
export const plainAnswer: RawAnswer = (hit) => {
  if (hit.target === whoAmI) return plainResponse(identityIn(hit), ['Content-Type: application/json']);
  if (hit.method === 'HEAD') return 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
  return plainResponse('ok', ['Content-Type: text/plain']);
};

export const whoAmI = '/api/me';

function identityIn({ headers }: Hit): string {
  const cookie = headers?.find(([name]) => name.toLowerCase() === 'cookie')?.[1] ?? '';
  const who = /session=([\w-]+)/.exec(cookie)?.[1];
  return who === undefined ? '{}' : Buffer.from(who, 'base64url').toString('latin1');
}

/** A cookie that makes this application answer with `identity` when it is asked who that is. */
export function sessionOf(identity: unknown): string {
  return `session=${Buffer.from(JSON.stringify(identity)).toString('base64url')}`;
}

interface Serving {
  readonly onBytes: (bytes: Buffer) => void;
  readonly onHit: (hit: Hit) => void;
  readonly answer: (hit: Hit) => string | null;
}

function serve(socket: Socket, { onBytes, onHit, answer }: Serving): void {
  let unread: Buffer = Buffer.alloc(0);
  let open: { readonly head: RawHead; readonly hit: { -readonly [Key in keyof Hit]: Hit[Key] } } | null =
    null;
  let isTunnel = false;

  const fail = (reason: string): void => {
    onHit({ method: '(no request)', target: reason, headers: null, body: '', handler: 'other' });
    socket.destroy();
  };
  const step = (): boolean => {
    if (open === null) {
      const head = readHead(unread);
      if (head === null) return false;
      if (isBroken(head)) {
        fail(head.reason);
        return false;
      }
      const { method, target, headers } = head;
      open = { head, hit: { method, target, headers, body: '', handler: plainHandler(target), isCut: true } };
      onHit(open.hit);
      unread = unread.subarray(head.length);
    }
    const body = readBody(unread, open.head.framing);
    if (body === null) return false;
    if (isBroken(body)) {
      fail(body.reason);
      return false;
    }
    const { hit } = open;
    hit.body = body.body;
    hit.isCut = false;
    unread = unread.subarray(body.length);
    open = null;
    isTunnel = hit.headers?.some(([name]) => name.toLowerCase() === 'upgrade') ?? false;
    const text = answer(hit);
    if (text !== null) {
      isTunnel &&= text.startsWith('HTTP/1.1 101');
      socket.write(text, 'latin1');
    }
    return !isTunnel;
  };
  socket.on('data', (bytes: Buffer) => {
    onBytes(bytes);
    if (isTunnel) return;
    unread = Buffer.concat([unread, bytes]);
    while (step());
  });
}
