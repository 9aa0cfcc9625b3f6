import type { IncomingMessage } from 'node:http';

// Hosts without a wire (Lambda through serverless-http or @vendia/serverless-express) make their requests themselves:
// headers only as an object, and the body at hand, which their stream gives to whoever reads it. So does `inject` of Fastify.

/** A request of `node:http`; routers keep what came on the wire in `originalUrl` when they strip their mount path. */
export type NodeRequest = IncomingMessage & { originalUrl?: string };

type MadeRequest = IncomingMessage & {
  readonly body?: unknown;
  /** Of `inject`. */
  readonly _lightMyRequest?: { readonly payload?: unknown };
};

/** As they came; those of a request that was made are joined, as the host hands them over. */
export function headerLines(incoming: IncomingMessage): readonly string[] {
  const { rawHeaders } = incoming;
  // What has no lines on the wire has no headers either.
  return rawHeaders.length > 0 ? rawHeaders : linesOf(incoming);
}

function linesOf(incoming: IncomingMessage): readonly string[] {
  const lines: string[] = [];
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) lines.push(name, String(one));
    }
  }
  const body = bodyAtHand(incoming);
  const { 'content-length': length, 'transfer-encoding': coding } = incoming.headers;
  const isFramed = length !== undefined || coding !== undefined;
  if (body !== null && !isFramed) lines.push('Content-Length', String(body.length));
  return lines;
}

/**
 * Whether a body that nobody has read is said to be there whole, and its stream has nothing of it: Node's parser fills the
 * stream first, and a host that makes requests waits until somebody reads.
 */
export function isMade(incoming: IncomingMessage): boolean {
  const { complete, readableLength, readableDidRead, headers } = incoming;
  if (complete === false || readableLength > 0 || readableDidRead) return false;
  return Number(headers['content-length'] ?? 0) > 0 || bodyAtHand(incoming) !== null;
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
function bodyAtHand(incoming: MadeRequest): Uint8Array | null {
  const { readableDidRead, readableEncoding, body = incoming._lightMyRequest?.payload } = incoming;
  if (readableDidRead || readableEncoding !== null) return null;
  if (typeof body === 'string') return Buffer.from(body, 'utf8');
  return body instanceof Uint8Array ? body : null;
}
