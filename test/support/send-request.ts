import { type Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';

export interface SentRequest {
  readonly port: number;
  readonly method?: string;
  readonly target: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Several chunks are sent with a pause between them, without a length. */
  readonly body?: readonly (string | Buffer)[];
  readonly pauseMs?: number;
  /** Keeps its connection; without one each request has its own. */
  readonly agent?: Agent;
}

export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request over a real socket; rejects when no complete answer comes. */
export function sendRequest(sent: SentRequest): Promise<Received> {
  const { port, method = 'GET', target, headers = {}, body = [], pauseMs = 0, agent } = sent;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        method,
        path: target,
        agent: agent ?? false,
        headers: {
          ...(body.length === 1 ? { 'Content-Length': Buffer.byteLength(body[0] ?? '') } : {}),
          ...headers,
        },
      },
      (incoming) => {
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
      },
    );
    outgoing.on('error', reject);
    const write = (index: number): void => {
      const chunk = body[index];
      if (chunk === undefined || outgoing.destroyed) {
        outgoing.end();
        return;
      }
      outgoing.write(chunk);
      if (index + 1 === body.length) outgoing.end();
      else setTimeout(write, pauseMs, index + 1);
    };
    write(0);
  });
}
