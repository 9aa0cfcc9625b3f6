import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { ForwardInstruction } from './contract.ts';

/** What counts for something in the memory of bodies. */
const LARGE_BODY_BYTES = 32 * 1_024;

/** Of a buffer undici lets go with the end of the answer, however slowly that is read; of a stream when it is sent. */
export function bodyToSend(
  incoming: IncomingMessage,
  { body }: ForwardInstruction,
): Buffer | Readable | null {
  if (body !== undefined) return body.byteLength <= LARGE_BODY_BYTES ? body : streamOnce(body);
  const length = declaredLength(incoming);
  return length === 0 ? null : (readWhole(incoming, length) ?? createRequestBody(incoming));
}

/** Whether it is worth a tick: what came in one piece with the head is there by then. */
export function mayComeWhole(incoming: IncomingMessage, { body }: ForwardInstruction): boolean {
  const length = declaredLength(incoming);
  return body === undefined && length > 0 && length <= LARGE_BODY_BYTES;
}

function declaredLength({ headers }: IncomingMessage): number {
  return Number(headers['content-length'] ?? 0);
}

/**
 * Of a body that has come whole its bytes. undici keeps all that belongs to an exchange with a stream beyond the next young
 * collection, most of what is left of it then: a third of the processor time, and pauses of 50 ms.
 */
function readWhole(incoming: IncomingMessage, length: number): Buffer | null {
  if (length > LARGE_BODY_BYTES || incoming.readableLength !== length) return null;
  const body: Buffer | null = incoming.read();
  // Its end may still be to come, and is told only to whom reads on.
  incoming.resume();
  return body;
}

/**
 * The body of a request as its own stream. undici destroys the body stream it is given when the upstream answers
 * early, and an `IncomingMessage` destroyed takes the client's connection along, with the answer on it.
 */
function createRequestBody(incoming: IncomingMessage): Readable {
  const body = new Readable({
    read() {
      incoming.resume();
    },
    destroy(error, callback) {
      incoming.off('data', onData).off('end', onEnd).off('close', onClose);
      // Read on into nothing: bytes left in the parser would stop the connection.
      incoming.resume();
      callback(error);
    },
  });
  const onData = (chunk: Buffer) => {
    if (!body.push(chunk)) incoming.pause();
  };
  const onEnd = () => {
    body.push(null);
  };
  const onClose = () => {
    if (!incoming.readableEnded) body.destroy(new Error('The client closed the connection inside its body'));
  };
  incoming.on('data', onData).once('end', onEnd).once('close', onClose);
  incoming.pause();
  // Whoever reads it reports the failure; without a listener it would end the process.
  body.on('error', () => {});
  if (incoming.destroyed) onClose();
  return body;
}

/** Bytes as a stream that holds them no longer than they are on their way. */
function streamOnce(bytes: Buffer): Readable {
  let left: Buffer | null = bytes;
  const stream = new Readable({
    read() {
      const chunk = left;
      left = null;
      this.push(chunk);
    },
  });
  // Whoever reads it reports the failure; without a listener it would end the process.
  return stream.on('error', () => {});
}
