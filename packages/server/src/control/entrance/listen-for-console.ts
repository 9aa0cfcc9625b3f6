import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { PortcullisError } from '@portcullis/gate';
import { Hono } from 'hono';
import type { ConsoleConfig } from '../../config/console-config.ts';
import { addressesOf, consoleOrigin } from '../../config/console-origin.ts';
import type { Logger } from '../../observe/logger.ts';
import { createListener } from '../../proxy/listen.ts';
import { answerAndClose } from '../../proxy/raw-answer.ts';
import { exactPath } from '../control-app.ts';
import { noSuchRoute, problem } from '../control-problem.ts';
import type { ConsoleFiles } from './console-files.ts';
import { addConsoleHeaders } from './console-headers.ts';
import { whyForeign } from './foreign-request.ts';

export interface ConsoleListenerOptions {
  readonly config: ConsoleConfig;
  /** The control API; it is asked with the whole request, and finds its path by `pathBelow`. */
  readonly api: { fetch(request: Request, env: HttpBindings): Response | Promise<Response> };
  readonly files: ConsoleFiles;
  readonly logger: Logger;
}

export interface ConsoleListener {
  /** Where a browser on this machine, or as configured, opens it. */
  readonly url: string;
  readonly port: number;
  /** Reads the TLS files again; throws and keeps the old pair when they do not fit. */
  reload(): void;
  close(): Promise<void>;
}

/** Streams of events never end by themselves; a change that is under way does. */
const drainMs = 1_000;
/** Operators are few. */
const maxConnections = 1_000;

/** Serves console and control API on TCP, to its own pages and to programs with keys. */
export async function listenForConsole(options: ConsoleListenerOptions): Promise<ConsoleListener> {
  const { config, api, files, logger } = options;
  const isEncrypted = config.tls !== null || config.publicUrl?.protocol === 'https:';
  let own = addressesOf(config, config.listen.port);
  const pathOf = pathBelow(config.basePath);
  const app = new Hono<{ Bindings: HttpBindings }>({ getPath: pathOf });

  app.onError((error, context) => problem(context, error, logger));
  app.use(async (context, next) => {
    const { incoming } = context.env;
    const foreign = whyForeign(
      {
        method: incoming.method ?? '',
        target: incoming.url ?? '',
        headers: incoming.rawHeaders,
        isLinkable: isLinkable(context.req.path),
      },
      own,
    );
    if (foreign === null) await next();
    else context.res = problem(context, foreign, logger);
    addConsoleHeaders(context.res.headers, { isEncrypted });
  });
  app.notFound((context) => problem(context, noSuchRoute(context.req.method, context.req.path), logger));
  for (const path of ['/v1/*', '/health', '/metrics']) {
    app.all(path, (context) => api.fetch(context.req.raw, context.env));
  }
  app.get('*', async (context) => {
    const { path } = context.req;
    const sent = exactPath(context.req.raw);
    // As people type it.
    if (`${sent}/` === config.basePath) return context.redirect(config.visibleBase, 302);
    if (path === outside) throw noSuchRoute(context.req.method, sent);
    const answer = await files.answer({
      path,
      acceptEncoding: context.req.header('accept-encoding') ?? '',
      acceptLanguage: context.req.header('accept-language') ?? '',
      wantsPage: context.req.header('accept')?.includes('text/html') === true,
    });
    if (answer === null) throw noSuchRoute(context.req.method, path);
    return answer;
  });

  const handle = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const listener = createListener({
    onRequest(incoming: IncomingMessage, response) {
      void handle(incoming, response);
    },
    onUpgrade: (_incoming, socket) => answerAndClose(socket, 400),
    onClientError: (error, status) => logger.debug({ error, status }, 'a connection sent what is no request'),
    limits: { maxConnections },
    ...(config.tls && { tls: { cert: config.tls.certificateFile, key: config.tls.keyFile } }),
  });
  const { port } = await taken(listener.listen(config.listen), config);
  own = addressesOf(config, port);
  return {
    url: `${consoleOrigin(config, port)}${config.visibleBase}`,
    port,
    reload: () => listener.reload(),
    close: async () => {
      await listener.drain(drainMs);
    },
  };
}

/** Other sites may link to pages, and a provider sends browsers back; nothing else of the API is opened like that. */
function isLinkable(path: string): boolean {
  return !/^\/(?:v1|health|metrics)(?:\/|$)/.test(path) || path.endsWith('/sign-in/provider/callback');
}

/** No file and no route has this name. */
const outside = '/-outside-';

/** The path of a request below the console's own; what is not below it becomes none that exists. */
export function pathBelow(basePath: string): (request: Request) => string {
  if (basePath === '/') return exactPath;
  return (request) => {
    const path = exactPath(request);
    return path.startsWith(basePath) ? path.slice(basePath.length - 1) : outside;
  };
}

async function taken(
  listening: Promise<AddressInfo | string | null>,
  { listen: { host, port } }: ConsoleConfig,
): Promise<AddressInfo> {
  try {
    return (await listening) as AddressInfo;
  } catch (cause) {
    throw cannotListen({ host, port }, cause);
  }
}

export function cannotListen({ host, port }: ConsoleConfig['listen'], cause: unknown): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_CONFIG_INVALID',
    `The console cannot listen on ${host}:${port} (${cause instanceof Error ? cause.message : String(cause)}). Choose another address with --console HOST:PORT, or go without it with --no-console.`,
    { cause },
  );
}
