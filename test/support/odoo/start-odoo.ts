import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ServedAnswer } from './finish-answer.ts';
import { compileRoutes } from './match-route.ts';
import { type OdooAnswer, werkzeugPage } from './odoo-answer.ts';
import { createCounters, type OdooCounters } from './odoo-counters.ts';
import type { OdooState } from './odoo-exchange.ts';
import { createSessionStore, type OdooDevice, type SessionStore } from './odoo-session.ts';
import { type OdooMajor, odooVersions } from './odoo-version.ts';
import { readTarget } from './read-target.ts';
import { createRecords, type RecordStore } from './record-store.ts';
import { odooRoutes } from './routes/odoo-routes.ts';
import { serveRequest } from './serve-request.ts';
import { acceptWebSocket } from './websocket.ts';

export interface OdooOptions {
  readonly major: OdooMajor;
  /** Installs website, portal and http_routing. @default false */
  readonly website?: boolean;
  /** More than none: websockets live on a port of their own, `websocketUrl`. @default 0 */
  readonly workers?: number;
  /** With one, every request is bound to it. @default ['production'] */
  readonly databases?: readonly string[];
  /** `admin` is the one that the first form submitted replaces. @default 'master-password' */
  readonly masterPassword?: string;
  /** `--no-database-list`. @default true */
  readonly listsDatabases?: boolean;
  /** `proxy_mode`. @default true */
  readonly proxyMode?: boolean;
}

export interface ReceivedByOdoo {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An answer that is not Odoo's, or `never` for none at all; undefined leaves the request to Odoo. */
export type OdooStandIn = (received: ReceivedByOdoo) => OdooAnswer | 'never' | undefined;

/** A double of an Odoo server, for tests in front of which a gate stands. */
export interface RunningOdoo {
  readonly url: string;
  readonly port: number;
  /** Where websockets are taken: `url` unless there are workers. */
  readonly websocketUrl: string;
  readonly counters: OdooCounters;
  /** Everything that came, in order, upgrades included. */
  readonly requests: readonly ReceivedByOdoo[];
  readonly sessions: Pick<SessionStore, 'find' | 'all' | 'expire' | 'rotateSoftly' | 'forgetRotated'>;
  readonly records: RecordStore;
  readonly databases: readonly string[];
  /** Devices of every session of a user (18+): anything but the user's own browser is a bogus one. */
  devices(uid: number): readonly OdooDevice[];
  /** A server that fails: slow, broken, of another shape. Without a stand-in it is Odoo again. */
  answerInstead(standIn: OdooStandIn | undefined): void;
  /** Forgets counts and requests; sessions and records stay. */
  clear(): void;
  /** Rejects when the double itself failed while it served. */
  stop(): Promise<void>;
}

export async function startOdoo(options: OdooOptions): Promise<RunningOdoo> {
  const { major, website = false, workers = 0, databases = ['production'] } = options;
  const { masterPassword = 'master-password', listsDatabases = true, proxyMode = true } = options;
  const version = odooVersions[major];
  const board = createCounters();
  const odoo: OdooState = {
    version,
    hasWebsite: website,
    isProxied: proxyMode,
    listsDatabases,
    workers,
    databases: [...databases],
    masterPassword,
    board,
    sessions: createSessionStore(version, board),
    records: createRecords(),
    settingsOf: new Set(),
  };
  const requests: ReceivedByOdoo[] = [];
  const failures: unknown[] = [];
  const sockets = new Set<Duplex>();
  const match = compileRoutes(odooRoutes, odoo);

  let standIn: OdooStandIn | undefined;

  const note = ({ method = '', url = '', headers }: IncomingMessage, body: string): ReceivedByOdoo => {
    const received = { method, target: url, headers, body };
    requests.push(received);
    return received;
  };
  const onRequest = (incoming: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('error', () => response.destroy());
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      const received = note(incoming, body.toString('utf8'));
      const instead = standIn?.(received);
      if (instead === 'never') return;
      if (instead !== undefined) return send(response, { answer: instead, cookies: [] });
      const { method = 'GET', url = '/', headers } = incoming;
      const remoteAddress = incoming.socket.remoteAddress ?? '';
      try {
        send(response, serveRequest(odoo, match, { method, target: url, headers, body, remoteAddress }));
      } catch (error) {
        failures.push(error);
        response.destroy();
      }
    });
  };
  const isBound = workers === 0;
  const send = (response: ServerResponse, { answer, cookies }: ServedAnswer): void => {
    const length = Buffer.byteLength(answer.body);
    response.writeHead(answer.status, {
      Server: version.server,
      ...answer.headers,
      'Content-Length': length,
      ...(cookies.length === 0 ? {} : { 'Set-Cookie': [...cookies] }),
    });
    response.end(answer.body);
  };
  const onUpgrade =
    (takes: boolean) =>
    (incoming: IncomingMessage, socket: Duplex, head: Buffer): void => {
      note(incoming, '');
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      if (takes) acceptWebSocket(odoo, incoming, socket, head);
      else refuseUpgrade(socket, version.server);
    };
  const listen = async (takesWebSockets: boolean): Promise<Server> => {
    const server = createServer({ shouldUpgradeCallback: isWebSocket }, onRequest);
    server.on('upgrade', onUpgrade(takesWebSockets));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return server;
  };

  const server = await listen(isBound);
  const evented = isBound ? server : await listen(true);
  const { port } = server.address() as AddressInfo;
  const { port: eventedPort } = evented.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    websocketUrl: `http://127.0.0.1:${eventedPort}`,
    counters: board.counters,
    requests,
    sessions: odoo.sessions,
    records: odoo.records,
    databases: odoo.databases,
    devices: (uid) => odoo.sessions.all().flatMap((session) => (session.uid === uid ? session.devices : [])),
    answerInstead(next) {
      standIn = next;
    },
    clear() {
      board.clear();
      requests.splice(0);
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await Promise.all([...new Set([server, evented])].map(close));
      if (failures.length > 0) throw new AggregateError(failures, 'The double failed while it served.');
    },
  };
}

/** Other upgrades are none to Odoo: it answers them as what they were before. */
function isWebSocket({ url = '', headers }: IncomingMessage): boolean {
  return (
    readTarget(url).path.replace(/\/$/, '') === '/websocket' && headers.upgrade?.toLowerCase() === 'websocket'
  );
}

/** The port of the workers: "Couldn't bind the websocket. Is the connection opened on the evented port?" */
function refuseUpgrade(socket: Duplex, server: string): void {
  const { body } = werkzeugPage(500);
  socket.end(
    `HTTP/1.1 500 INTERNAL SERVER ERROR\r\nServer: ${server}\r\nContent-Type: text/html; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${String(body)}`,
  );
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
