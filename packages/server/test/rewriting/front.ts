import { once } from 'node:events';
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  type RequestListener,
  request,
  type Server,
} from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ForwardOutcome, Proxy as UpstreamProxy } from '../../src/proxy/contract.ts';
import { createProxy } from '../../src/proxy/proxy.ts';
import { createBodyTransform } from '../../src/rewriting/body-stages.ts';
import { contentCoding } from '../../src/rewriting/content-coding.ts';
import { planInjection } from '../../src/rewriting/plan-injection.ts';
import { conditionalHeaders, limitAcceptEncoding } from '../../src/rewriting/rewrite-request-headers.ts';

export const fragment = '<div role="status">Changes are paused until 14:00</div>';
const stylesheet = '/.well-known/portcullis/banner.css?v=1';
export const insertion = `<link rel="stylesheet" href="${stylesheet}">${fragment}`;
export const navigation = { 'Sec-Fetch-Dest': 'document', Accept: 'text/html' };

export interface PlannedBody {
  readonly headers: string[];
  readonly transform: Duplex;
}

export interface Front {
  readonly upstream: Server;
  /** Whether a notice is due. */
  due: boolean;
  readonly plans: (PlannedBody | null)[];
  readonly outcomes: ForwardOutcome[];
  get(options?: { method?: string; headers?: Record<string, string> }): ClientRequest;
  /** Sends bytes as they are; everything that came until the connection was closed or broke. */
  raw(text: string): Promise<{ text: string; error: Error | null }>;
  close(): Promise<void>;
}

/** A real upstream, the real proxy before it, and the injection in its response hook. */
export async function startFront(app: RequestListener): Promise<Front> {
  const upstream = createServer(app);
  const proxy = createProxy({ upstream: new URL(`http://127.0.0.1:${await listen(upstream)}`) });
  const front = createServer((incoming, response) => forward(proxy, incoming, response));
  const port = await listen(front);
  const plans: (PlannedBody | null)[] = [];
  const outcomes: ForwardOutcome[] = [];

  function forward(to: UpstreamProxy, ...[incoming, response]: Parameters<RequestListener>): void {
    const headers = incoming.rawHeaders;
    const { method = 'GET' } = incoming;
    const acceptEncoding = limitAcceptEncoding(headers);
    to.forward(incoming, response, {
      target: incoming.url ?? '/',
      forwarding: {
        clientAddress: '127.0.0.1',
        scheme: 'http',
        host: incoming.headers.host ?? '',
        trusted: false,
      },
      strip: started.due ? conditionalHeaders : noHeaders,
      set: started.due && acceptEncoding !== null ? [['Accept-Encoding', acceptEncoding]] : [],
      onResponse(head) {
        if (!started.due) return undefined;
        const planned = planInjection({
          request: { method, headers },
          response: head,
          fragment,
          stylesheets: [stylesheet],
        });
        const coding = contentCoding(head.headers) ?? 'identity';
        const plan = planned && {
          headers: planned.headers,
          transform: createBodyTransform(coding, [planned.stage]),
        };
        plans.push(plan);
        return plan ?? undefined;
      },
      onError: (error) => response.writeHead(502).end(error.message),
      onFinished: (outcome) => outcomes.push(outcome),
    });
  }

  const started: Front = {
    upstream,
    due: true,
    plans,
    outcomes,
    get: ({ method = 'GET', headers = navigation } = {}) =>
      request({ host: '127.0.0.1', port, method, headers, agent: false }).end(),
    async raw(text) {
      const socket = connect(port, '127.0.0.1');
      const pieces: Buffer[] = [];
      let error: Error | null = null;
      socket.on('data', (piece) => pieces.push(piece));
      socket.on('error', (cause) => {
        error = cause;
      });
      socket.write(text);
      await new Promise((resolve) => socket.once('close', resolve));
      return { text: Buffer.concat(pieces).toString('latin1'), error };
    },
    async close() {
      front.closeAllConnections();
      upstream.closeAllConnections();
      await proxy.close();
      await Promise.all([front, upstream].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
  return started;
}

const noHeaders: ReadonlySet<string> = new Set();

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port }: AddressInfo = Object(server.address());
  return port;
}

export async function responseOf(sent: ClientRequest): Promise<IncomingMessage> {
  const [response]: IncomingMessage[] = await once(sent, 'response');
  if (response === undefined) throw new Error('expected a response');
  return response;
}

/** The whole body; rejects when it breaks off. */
export async function bodyOf(response: IncomingMessage): Promise<Buffer> {
  return Buffer.concat(await response.toArray());
}
