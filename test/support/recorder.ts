import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RecordedRequest {
  readonly at: number;
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** An application that writes down what reached it: tests judge by this, not by status codes. */
export interface Recorder {
  readonly origin: string;
  readonly port: number;
  readonly requests: readonly RecordedRequest[];
  /** Requests that were not reads. */
  writes(): readonly RecordedRequest[];
  clear(): void;
  close(): Promise<void>;
}

export type Respond = (request: RecordedRequest, response: ServerResponse) => void;

const respondPlainly: Respond = (request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/plain' });
  response.end(`${request.method} ${request.target}`);
};

export async function startRecorder(respond: Respond = respondPlainly): Promise<Recorder> {
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const request: RecordedRequest = {
        at: Date.now(),
        method: incoming.method ?? '',
        target: incoming.url ?? '',
        headers: incoming.headers,
        rawHeaders: incoming.rawHeaders,
        body: Buffer.concat(chunks).toString('latin1'),
      };
      requests.push(request);
      respond(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    requests,
    writes: () => requests.filter(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method)),
    clear: () => void requests.splice(0),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
