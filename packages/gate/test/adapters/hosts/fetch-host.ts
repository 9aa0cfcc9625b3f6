import { createServer, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { capabilities, decisionOf, withMaintenance } from '../../../src/adapters/fetch.ts';
import type { AdapterUnderTest } from '../adapter-under-test.ts';
import { listen } from './listen.ts';

/** A bridge as small hosts have it: what is lost on it is what a fetch host does not show. */
export const fetchHost: AdapterUnderTest = {
  name: 'fetch',
  capabilities,
  start(gate, app, { twice = false, ...options }) {
    const last = async (request: Request) => {
      const { pathname, search } = new URL(request.url);
      const { method } = request;
      const body = Buffer.from(await request.arrayBuffer());
      const headers = Object.fromEntries(request.headers);
      const answer = await app({
        method,
        url: pathname + search,
        headers,
        body,
        decision: decisionOf(request),
      });
      return new Response(answer.body ?? '', answer);
    };
    const guarded = withMaintenance(gate, last, options);
    const handler = twice ? withMaintenance(gate, guarded, options) : guarded;
    const server = createServer(async (incoming, outgoing) => {
      const left = new AbortController();
      outgoing.once('close', () => left.abort());
      const request = requestOf(incoming, left.signal);
      if (request === null) {
        outgoing.writeHead(400).end();
        return;
      }
      const response = await handler(request);
      const body = Buffer.from(await response.arrayBuffer());
      const unread = !incoming.complete;
      outgoing.writeHead(response.status, [
        ...[...response.headers].flat(),
        ...(unread ? ['Connection', 'close'] : []),
      ]);
      outgoing.end(incoming.method === 'HEAD' ? undefined : body);
    });
    return listen(server);
  },
};

/** Null for what no `Request` can be. */
function requestOf(incoming: IncomingMessage, signal: AbortSignal): Request | null {
  const { method = '', url = '', headers } = incoming;
  const flat: [string, string][] = [];
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    flat.push([incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '']);
  }
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  const target = url.startsWith('/') ? `http://${headers.host}${url}` : url;
  try {
    return new Request(target, {
      method,
      headers: flat,
      signal,
      ...(hasBody && method !== 'GET' && method !== 'HEAD'
        ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' as const }
        : {}),
    });
  } catch {
    return null;
  }
}
