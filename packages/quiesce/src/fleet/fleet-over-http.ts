import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { FleetAnswer, ProcessReport, WorkerToken } from './fleet-messages.ts';

export interface FleetOverHttpOptions {
  readonly site: string;
  /** The server's socket on this host, or its console's URL with a key of scope `workers`. */
  readonly server: { readonly socketPath: string } | { readonly url: string; readonly key: string };
  /** @default 5000 */
  readonly timeoutMs?: number;
}

/** Sends the reports of a process to the control API of a server. */
export function fleetOverHttp({
  site,
  server,
  timeoutMs = 5_000,
}: FleetOverHttpOptions): (report: ProcessReport) => Promise<FleetAnswer> {
  const path = `v1/sites/${encodeURIComponent(site)}/workers/report`;
  return async (report) => {
    const { status, text } = await post(server, { path, body: JSON.stringify(report), timeoutMs });
    const answer: unknown = status === 200 ? JSON.parse(text) : null;
    // A server of an earlier version, which is deployed after the application, says nothing of tokens, nor of an order.
    if (isAnswer(answer))
      return { wanted: answer.wanted, order: answer.order ?? null, token: answer.token ?? null };
    throw new Error(
      `expected the server to take the report, but it answered ${status}: ${text.slice(0, 300)}`,
    );
  };
}

interface Post {
  readonly path: string;
  readonly body: string;
  readonly timeoutMs: number;
}

function post(
  server: FleetOverHttpOptions['server'],
  { path, body, timeoutMs }: Post,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    const options = { method: 'POST', timeout: timeoutMs };
    const outgoing =
      'socketPath' in server
        ? requestHttp({ ...options, socketPath: server.socketPath, path: `/${path}`, headers })
        : requestTo(new URL(path, withSlash(server.url)), {
            ...options,
            headers: { ...headers, Authorization: `Bearer ${server.key}` },
          });
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function requestTo(url: URL, options: Parameters<typeof requestHttp>[1]) {
  return url.protocol === 'https:' ? requestHttps(url, options ?? {}) : requestHttp(url, options ?? {});
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

function isAnswer(value: unknown): value is Pick<FleetAnswer, 'wanted'> & Partial<FleetAnswer> {
  if (typeof value !== 'object' || value === null) return false;
  const wanted: unknown = Reflect.get(value, 'wanted');
  const token: unknown = Reflect.get(value, 'token');
  const order: unknown = Reflect.get(value, 'order');
  if (order !== null && order !== undefined && typeof order !== 'number') return false;
  const isWanted = wanted === null || wanted === 'running' || wanted === 'paused';
  return isWanted && (token === null || token === undefined || isToken(token));
}

function isToken(value: unknown): value is WorkerToken {
  if (typeof value !== 'object' || value === null) return false;
  return (
    typeof Reflect.get(value, 'value') === 'string' && typeof Reflect.get(value, 'expiresAt') === 'number'
  );
}
