import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { PolicyInput } from '@portcullis/gate';
import { type Received, sendRequest } from '../../../../test/support/send-request.ts';
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

export interface SendOptions {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
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
  send(target: string, options?: SendOptions): Promise<Received>;
  on(body: Readonly<Record<string, unknown>>): Promise<unknown>;
  off(): Promise<unknown>;
  /** Stops the server and keeps application and state. */
  stopServer(): Promise<void>;
  startServer(
    changes?: Partial<ConfigInput>,
    environmentMode?: string | null,
    secret?: string,
  ): Promise<void>;
  close(): Promise<void>;
}

export type Application = (arrived: Arrived, response: ServerResponse) => void;

export interface RunningSiteOptions {
  readonly policy?: PolicyInput;
  readonly application?: Application;
  readonly config?: Partial<ConfigInput>;
  /** As PORTCULLIS_SECRET. @default one of its own, in its state directory */
  readonly secret?: string;
  /** What the configuration names of it. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Told of every line that the server logs. */
  readonly onLog?: (line: string) => void;
  readonly tunnelRecheckMs?: number;
  /** Told of every piece of a body as it comes. */
  readonly onBodyChunk?: (chunk: string) => void;
  /** The WebSockets of the application: what it does with one after its handshake. */
  readonly onUpgrade?: (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

const echo: Application = (arrived, response) => {
  response.writeHead(200, { 'Content-Type': 'text/plain' });
  response.end(`${arrived.method} ${arrived.target}`);
};

export async function startSite(options: RunningSiteOptions = {}): Promise<RunningSite> {
  const { policy = {}, application = echo, config = {}, tunnelRecheckMs, onUpgrade, onBodyChunk } = options;
  const { environment = {}, onLog } = options;
  let { secret } = options;
  const arrived: Arrived[] = [];
  const upstream = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      onBodyChunk?.(chunk.toString('latin1'));
    });
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
  if (onUpgrade !== undefined) upstream.on('upgrade', onUpgrade);
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const { port } = upstream.address() as AddressInfo;
  const stateDirectory = mkdtempSync(join(tmpdir(), 'portcullis-site-'));
  const start = (changes: Partial<ConfigInput> = {}, environmentMode: string | null = null) =>
    startServer({
      environmentMode,
      ...(secret !== undefined && { secret }),
      ...(tunnelRecheckMs !== undefined && { tunnelRecheckMs }),
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
        {
          directory: stateDirectory,
          defaultStateDirectory: stateDirectory,
          source: 'the test',
          variable: (name) => environment[name],
        },
      ),
      logger: createLogger(
        onLog === undefined
          ? { level: 'silent', site: 'default' }
          : { level: 'debug', site: 'default', destination: { write: onLog } },
      ),
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
    send: (target, { method, headers, body, host } = {}) =>
      sendRequest({
        port: server.port,
        target,
        ...(method && { method }),
        headers: { Host: host ?? `localhost:${server.port}`, ...headers },
        ...(body !== undefined && { body: [body] }),
      }),
    on: (body) =>
      control.post('/on', {
        reason: 'test',
        actor: 'tester',
        force: true,
        anyway: true,
        mode: 'read-only',
        ...body,
      }),
    off: () => control.post('/off', { actor: 'tester', anyway: true }),
    stopServer: () => server.close(),
    startServer: async (changes, environmentMode, newSecret = secret) => {
      secret = newSecret;
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
