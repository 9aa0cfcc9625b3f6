import type { IncomingMessage } from 'node:http';

// Hosts without a wire (Lambda through serverless-http or @vendia/serverless-express) make their requests themselves:
// headers only as an object, and the body at hand, which their stream gives to whoever reads it.

/** Whether Node read it off a connection. What has no lines there has no headers either. */
export function isFromWire({ rawHeaders }: IncomingMessage): boolean {
  return rawHeaders.length > 0;
}

/** The headers of a request that was made: lines of one name are joined, as the host hands them over. */
export function linesOf(incoming: IncomingMessage): readonly string[] {
  const lines: string[] = [];
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) lines.push(name, String(one));
    }
  }
  const body = bodyAtHand(incoming);
  const isFramed = 'content-length' in incoming.headers || 'transfer-encoding' in incoming.headers;
  if (body !== null && !isFramed) lines.push('Content-Length', String(body.length));
  return lines;
}

/** The body of a request that was made; null when it cannot be known what the app will read. */
export function readMade(incoming: IncomingMessage, limitBytes: number): Uint8Array | null {
  const { 'content-length': length, 'transfer-encoding': coding } = incoming.headers;
  const body = bodyAtHand(incoming);
  if (body === null) return coding === undefined && Number(length ?? 0) === 0 ? new Uint8Array(0) : null;
  const isWhole = coding === undefined && (length === undefined || Number(length) === body.length);
  return isWhole && body.length <= limitBytes ? body : null;
}

/** Nothing where the stream was read: a parser has put into `body` what it made of it. */
function bodyAtHand(incoming: IncomingMessage & { body?: unknown }): Uint8Array | null {
  const { body, readableDidRead, readableEncoding } = incoming;
  if (readableDidRead || readableEncoding !== null) return null;
  if (typeof body === 'string') return Buffer.from(body, 'utf8');
  return body instanceof Uint8Array ? body : null;
}
