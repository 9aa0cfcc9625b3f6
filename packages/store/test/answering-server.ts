import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A server that answers as a test says, whatever it is asked. */
export interface AnsweringServer {
  readonly url: string;
  readonly port: number;
  /** `GET /v1/…`, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

export type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

export interface AnsweringServerOptions {
  readonly tls?: { readonly cert: string; readonly key: string };
  /** @default any */
  readonly port?: number;
}

export async function startAnsweringServer(
  answer: Answer,
  { tls, port = 0 }: AnsweringServerOptions = {},
): Promise<AnsweringServer> {
  const asked: string[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    asked.push(`${request.method} ${request.url}`);
    request.resume();
    request.once('end', () => answer(request, response, asked.length));
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const taken = (server.address() as AddressInfo).port;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${taken}`,
    port: taken,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function answerJson(response: ServerResponse, body: unknown, status = 200): void {
  const type = status === 200 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'Content-Type': type });
  response.end(JSON.stringify(body));
}
