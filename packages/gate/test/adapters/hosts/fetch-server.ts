import { createServer, type IncomingMessage, type Server } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A bridge as small hosts have it: what is lost on it is what a fetch host does not show. */
export function createFetchServer(
  handler: (request: Request, incoming: IncomingMessage) => Promise<Response>,
): Server {
  return createServer(async (incoming, outgoing) => {
    const left = new AbortController();
    outgoing.once('close', () => left.abort());
    const request = requestOf(incoming, left.signal);
    if (request === null) {
      outgoing.writeHead(400).end();
      return;
    }
    const response = await handler(request, incoming).catch(() => new Response(null, { status: 500 }));
    const unread = !incoming.complete;
    outgoing.writeHead(response.status, [
      ...[...response.headers].flat(),
      ...(unread ? ['Connection', 'close'] : []),
    ]);
    const body = incoming.method === 'HEAD' ? null : response.body;
    if (body === null) outgoing.end();
    else await pipeline(body, outgoing).catch(() => outgoing.destroy());
  });
}

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
