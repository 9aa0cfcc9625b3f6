import type { IncomingMessage, ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Answer } from '@portcullis/gate';

/** A refused body is read to its end up to here, so that the connection can be used again; beyond, it is closed. */
const drainLimitBytes = 64 * 1024;
const drainTimeoutMs = 2_000;

/** Writes the gate's own answer to a request. */
export function sendAnswer(incoming: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const body = Buffer.from(answer.body, 'utf8');
  const headers = answer.headers.flat();
  if (answer.status !== 204) headers.push('Content-Length', String(body.length));
  // A body that nobody reads would be taken for the next request.
  const unread = !incoming.complete && hasBody(incoming);
  const declared = Number(incoming.headers['content-length'] ?? Number.POSITIVE_INFINITY);
  const expectsContinue = incoming.headers.expect !== undefined;
  // Who sends what is no request may have put another one behind it: nothing more is read from there.
  const close = answer.status === 400 || (unread && (expectsContinue || declared > drainLimitBytes));
  if (close) headers.push('Connection', 'close');
  response.writeHead(answer.status, headers);
  response.end(incoming.method === 'HEAD' || answer.status === 204 ? undefined : body);
  if (close) response.once('finish', () => incoming.socket.destroySoon());
  else if (unread) drain(incoming);
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

function hasBody(incoming: IncomingMessage): boolean {
  return incoming.headers['content-length'] !== undefined
    ? incoming.headers['content-length'] !== '0'
    : incoming.headers['transfer-encoding'] !== undefined;
}

function drain(incoming: IncomingMessage): void {
  let size = 0;
  const timer = setTimeout(() => incoming.socket.destroy(), drainTimeoutMs);
  timer.unref();
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > drainLimitBytes) incoming.socket.destroy();
  });
  incoming.on('close', () => clearTimeout(timer));
  incoming.on('end', () => clearTimeout(timer));
  incoming.resume();
}
