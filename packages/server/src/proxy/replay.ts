import type { IncomingMessage } from 'node:http';
import type { ForwardInstruction } from './contract.ts';

/** RFC 9110 9.2.2. */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/**
 * A request that may be sent a second time when a kept connection turned out to be closed: repeating it changes
 * nothing, and none of its body can have been sent because it has none.
 */
export function isReplayable(incoming: IncomingMessage, { body }: ForwardInstruction): boolean {
  const { headers, method } = incoming;
  if (method === undefined || !IDEMPOTENT.has(method)) return false;
  if (body !== undefined) return body.byteLength === 0;
  const length = headers['content-length'];
  return headers['transfer-encoding'] === undefined && (length === undefined || Number(length) === 0);
}
