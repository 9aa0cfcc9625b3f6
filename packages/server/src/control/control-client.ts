import { request } from 'node:http';
import { type ErrorCode, errorRegistry, PortcullisError } from '@portcullis/gate';
import { controlSocketPath } from './entrance/control-socket-path.ts';

export interface ControlClient {
  get<Result>(path: string): Promise<Result>;
  post<Result>(path: string, body: unknown): Promise<Result>;
  patch<Result>(path: string, body: unknown): Promise<Result>;
  delete<Result>(path: string): Promise<Result>;
}

export interface ControlClientOptions {
  readonly stateDirectory: string;
  readonly site: string;
  /** @default 30000 */
  readonly timeoutMs?: number;
}

/** Talks to the running server of this host. Rejects with PORTCULLIS_UNREACHABLE when there is none. */
export function createControlClient({
  stateDirectory,
  site,
  timeoutMs = 30_000,
}: ControlClientOptions): ControlClient {
  const socketPath = controlSocketPath(stateDirectory, site);
  async function send<Result>(method: string, path: string, body?: unknown): Promise<Result> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const { status, text } = await exchange({
      socketPath,
      method,
      path: `/v1/sites/${site}${path}`,
      payload,
      timeoutMs,
    });
    const value = parseJson(text);
    if (status < 400) return value as Result;
    throw errorOf(status, value);
  }
  return {
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
    patch: (path, body) => send('PATCH', path, body),
    delete: (path) => send('DELETE', path),
  };
}

interface Exchange {
  readonly socketPath: string;
  readonly method: string;
  readonly path: string;
  readonly payload: string | undefined;
  readonly timeoutMs: number;
}

function exchange({
  socketPath,
  method,
  path,
  payload,
  timeoutMs,
}: Exchange): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers =
      payload === undefined
        ? {}
        : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(payload) };
    const outgoing = request({ socketPath, method, path, headers, timeout: timeoutMs }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
      incoming.on('error', (cause) => reject(unreachable(socketPath, cause)));
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    outgoing.on('error', (cause) => reject(unreachable(socketPath, cause)));
    outgoing.end(payload);
  });
}

function unreachable(socketPath: string, cause: Error): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_UNREACHABLE',
    `No server answers on ${socketPath} (${cause.message}). Is it running, with the same --state-directory and --site, and are you the user it runs as? To start one: portcullis up. In an emergency: portcullis break-glass read-only --reason "…" --for 1h forces a mode without it; portcullis up --from-disk starts one without the store.`,
    { cause },
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function errorOf(status: number, value: unknown): PortcullisError {
  const problem = (typeof value === 'object' && value !== null ? value : {}) as {
    code?: unknown;
    detail?: unknown;
  };
  const code =
    typeof problem.code === 'string' && Object.hasOwn(errorRegistry, problem.code)
      ? (problem.code as ErrorCode)
      : 'PORTCULLIS_UNREACHABLE';
  const detail = typeof problem.detail === 'string' ? problem.detail : `the server answered ${status}`;
  return new PortcullisError(code, detail);
}
