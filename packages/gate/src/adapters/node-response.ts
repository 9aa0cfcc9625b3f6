import type { IncomingMessage } from 'node:http';
import { type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Answer, headerNames, isForCaches } from '../runtime/for-adapters.ts';
import type { Admitted } from './entrance.ts';
import { markResponse, type ResponseHeaders } from './mark-response.ts';

/** A refused body is read to its end up to here, so that the connection can be used again; beyond, it is closed. */
const drainLimitBytes = 64 * 1024;
const drainTimeoutMs = 2_000;

/** Writes the gate's own answer to a request. */
export function sendAnswer(incoming: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (response.headersSent) {
    // Somebody before the gate has begun to answer: what is not ended never will be.
    if (!response.writableEnded) response.destroy();
    return;
  }
  const body = Buffer.from(answer.body, 'utf8');
  const headers = answer.headers.flat();
  if (answer.status !== 204) headers.push('Content-Length', String(body.length));
  // Who sends what is no request may have put another one behind it: nothing more is read from there.
  if (leaveBody(incoming, response) || answer.status === 400) headers.push('Connection', 'close');
  // One by one: what loggers and compressors put around `writeHead` (on-headers 1.0) takes a flat list for pairs.
  takeOver(response, headers);
  response.writeHead(answer.status);
  response.end(incoming.method === 'HEAD' || answer.status === 204 ? undefined : body);
}

/**
 * A body that nobody reads would be taken for the next request: it is read and dropped, or the connection closed when
 * the answer is out. Returns whether it will be closed: the answer says so.
 */
export function leaveBody(incoming: IncomingMessage, response: ServerResponse): boolean {
  const { 'content-length': length, 'transfer-encoding': coding, expect } = incoming.headers;
  // What was made by a host has no connection to be read on, and may not say whether it is complete.
  if (incoming.complete !== false || (coding === undefined && Number(length ?? 0) === 0)) return false;
  const mustClose = expect !== undefined || Number(length ?? Number.POSITIVE_INFINITY) > drainLimitBytes;
  if (mustClose) response.once('finish', () => incoming.socket.destroySoon());
  else drain(incoming);
  return mustClose;
}

function drain(incoming: IncomingMessage): void {
  let size = 0;
  const timer = setTimeout(() => incoming.socket.destroy(), drainTimeoutMs).unref();
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > drainLimitBytes) incoming.socket.destroy();
  });
  incoming.once('close', () => clearTimeout(timer)).once('end', () => clearTimeout(timer));
  incoming.resume();
}

/** Writes an answer where no response object exists: to a request that came as an upgrade. */
export function sendAnswerOnSocket(socket: Duplex, answer: Answer): void {
  const body = Buffer.from(answer.body, 'utf8');
  const lines = [`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`];
  for (const [name, value] of answer.headers) lines.push(`${name}: ${value}`);
  lines.push(`Content-Length: ${body.length}`, 'Connection: close', '', '');
  socket.end(Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), body]));
  // What follows a refused handshake is nobody's: read on and dropped, and not for ever.
  const timer = setTimeout(() => socket.destroy(), drainTimeoutMs);
  socket.once('close', () => clearTimeout(timer));
  socket.resume();
}

type GivenHeaders = OutgoingHttpHeaders | OutgoingHttpHeader[];

interface Mark {
  /** Whose it is: an heir has the property, too. */
  readonly of: ServerResponse;
  /** What it says: how a request was let in, or the gate's own answer. */
  readonly by: Admitted | Answer;
  /** The method that was in place before. */
  readonly writeHead: ServerResponse['writeHead'];
  readonly earlier: Mark | null;
}

/** As of requests that were let in: see `rememberAdmitted`. */
const markKey: unique symbol = Symbol('portcullis.mark');

type MarkedResponse = ServerResponse & { [markKey]?: Mark | null };

function pushMark(response: MarkedResponse, by: Admitted | Answer): void {
  const { writeHead } = response;
  response[markKey] = { of: response, by, writeHead, earlier: latestMark(response) };
}

function popMark(response: MarkedResponse): Mark | null {
  const latest = latestMark(response);
  if (latest !== null) response[markKey] = latest.earlier;
  return latest;
}

function latestMark(response: MarkedResponse): Mark | null {
  const mark = response[markKey] ?? null;
  return mark !== null && mark.of === response ? mark : null;
}

/**
 * Marks the response when the app's headers are complete and before any of them is sent. One function for all responses: with
 * one of its own for each, a tenth of what a window's requests allocate outlived them until the next full collection.
 */
export function beforeHead(response: ServerResponse, by: Admitted | Answer): void {
  pushMark(response, by);
  response.writeHead = markAndWriteHead;
}

function markAndWriteHead(
  this: ServerResponse,
  statusCode: number,
  second?: string | GivenHeaders,
  third?: GivenHeaders,
): ServerResponse {
  const latest = popMark(this);
  // Called again by somebody who kept it, or on an heir: Node itself says what it thinks of that.
  if (latest === null) {
    const given = [statusCode, second, third].filter((one) => one !== undefined);
    return Reflect.apply(ServerResponse.prototype.writeHead, this, given);
  }
  this.writeHead = latest.writeHead;
  const reason = typeof second === 'string' ? second : undefined;
  const given = typeof second === 'string' ? third : (second ?? third);
  if (given !== undefined) takeOver(this, given);
  if ('judgement' in latest.by) markResponse(latest.by, new HeadersOf(this));
  else keepAnswer(latest.by, this);
  return reason === undefined ? this.writeHead(statusCode) : this.writeHead(statusCode, reason);
}

/** Hosts let hooks change an answer of the gate: a cache that may keep a refusal shows it when the window is over. */
function keepAnswer({ headers }: Answer, response: ServerResponse): void {
  for (const name of response.getHeaderNames()) {
    if (isForCaches(name)) response.removeHeader(name);
  }
  for (const [name, value] of headers) {
    if (isForCaches(name) || name === headerNames.mode) response.setHeader(name, value);
  }
}

/** Headers given to `writeHead` go where those of `setHeader` are, so that marks replace both. */
function takeOver(response: ServerResponse, given: GivenHeaders): void {
  if (!Array.isArray(given)) {
    for (const [name, value] of Object.entries(given)) {
      if (value !== undefined) response.setHeader(name, value);
    }
    return;
  }
  // Name, value, name, value … as Node takes them, or a list of pairs.
  const flat = Array.isArray(given[0]) ? given.flat() : given;
  for (let index = 0; index + 1 < flat.length; index += 2) response.removeHeader(String(flat[index]));
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const value = flat[index + 1] ?? '';
    response.appendHeader(String(flat[index]), Array.isArray(value) ? value : String(value));
  }
}

/** A class, because one is made for each response of a window. */
class HeadersOf implements ResponseHeaders {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  keys(): string[] {
    return this.#response.getHeaderNames();
  }

  get(name: string): string | null {
    const value = this.#response.getHeader(name);
    return value === undefined ? null : String(value);
  }

  set(name: string, value: string): void {
    this.#response.setHeader(name, value);
  }

  append(name: string, value: string): void {
    this.#response.appendHeader(name, value);
  }

  getSetCookie(): string[] {
    const lines = this.#response.getHeader('Set-Cookie') ?? [];
    return Array.isArray(lines) ? lines : [String(lines)];
  }

  delete(name: string): void {
    this.#response.removeHeader(name);
  }
}
