import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PolicyInput } from '@portcullis/gate';
import {
  type ConfigInput,
  type ControlClient,
  createControlClient,
  createLogger,
  parseConfig,
  type RunningServer,
  startServer,
} from '../../src/index.ts';

export interface Arrived {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface SendOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
  /** Host header; the connection always goes to the gate. */
  readonly host?: string;
}

/** A recording application with a real server in front of it, in this process. */
export interface RunningSite {
  readonly server: RunningServer;
  readonly control: ControlClient;
  readonly stateDirectory: string;
  /** What reached the application, in order. Judge by this. */
  readonly arrived: Arrived[];
  send(target: string, options?: SendOptions): Promise<Reply>;
  on(body: Readonly<Record<string, unknown>>): Promise<unknown>;
  off(): Promise<unknown>;
  /** Stops the server and keeps application and state. */
  stopServer(): Promise<void>;
  startServer(changes?: Partial<ConfigInput>, environmentMode?: string): Promise<void>;
  close(): Promise<void>;
}

export type Application = (arrived: Arrived, response: ServerResponse) => void;

export interface RunningSiteOptions {
  readonly policy?: PolicyInput;
  readonly application?: Application;
  readonly config?: Partial<ConfigInput>;
}

const echo: Application = (arrived, response) => {
  response.writeHead(200, { 'Content-Type': 'text/plain' });
  response.end(`${arrived.method} ${arrived.target}`);
};

export async function startSite(options: RunningSiteOptions = {}): Promise<RunningSite> {
  const { policy = {}, application = echo, config = {} } = options;
  const arrived: Arrived[] = [];
  const upstream = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const one: Arrived = {
        method: incoming.method ?? '',
        target: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString('latin1'),
      };
      arrived.push(one);
      application(one, response);
    });
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const { port } = upstream.address() as AddressInfo;
  const stateDirectory = mkdtempSync(join(tmpdir(), 'portcullis-site-'));
  const start = (changes: Partial<ConfigInput> = {}, environmentMode: string | null = null) =>
    startServer({
      environmentMode,
      config: parseConfig(
        {
          upstream: `http://127.0.0.1:${port}`,
          listen: { port: 0 },
          stateDirectory,
          policy,
          timeouts: { drainMs: 500 },
          ...config,
          ...changes,
        },
        { directory: stateDirectory, defaultStateDirectory: stateDirectory, source: 'the test' },
      ),
      logger: createLogger({ level: 'silent', site: 'default' }),
    });
  let server = await start();
  const control = createControlClient({ stateDirectory, site: 'default' });

  return {
    get server() {
      return server;
    },
    control,
    stateDirectory,
    arrived,
    send: (target, sent = {}) => sendTo(server.port, target, sent),
    on: (body) =>
      control.post('/on', { reason: 'test', actor: 'tester', force: true, mode: 'read-only', ...body }),
    off: () => control.post('/off', { actor: 'tester', anyway: true }),
    stopServer: () => server.close(),
    startServer: async (changes, environmentMode) => {
      server = await start(changes, environmentMode);
    },
    async close() {
      await server.close();
      await new Promise<void>((resolve) => {
        upstream.close(() => resolve());
        upstream.closeAllConnections();
      });
      rmSync(stateDirectory, { recursive: true, force: true });
    },
  };
}

function sendTo(
  port: number,
  target: string,
  { method = 'GET', headers = {}, body, host }: SendOptions,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        method,
        path: target,
        agent: false,
        headers: {
          Host: host ?? `localhost:${port}`,
          ...(body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }),
          ...(headers as Record<string, string>),
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
    outgoing.end(body);
  });
}
