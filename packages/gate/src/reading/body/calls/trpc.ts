import { parseFormText } from '../form-parameters.ts';
import { type CallInput, type CallReading, judgeNames, writeCall } from './call-reading.ts';

export interface TrpcRule {
  /** Paths of procedures, such as `post.list`. */
  readonly read: readonly string[];
}

/**
 * tRPC over HTTP: the procedures stand in the last segment of the path, whatever the body says. A server
 * refuses mutations by GET, but takes queries by POST where it allows the method to be overridden; so every
 * name must be listed either way.
 */
export function readTrpc(input: CallInput, rule: TrpcRule): CallReading {
  if (input.method !== 'GET' && input.method !== 'HEAD' && input.method !== 'POST') {
    return writeCall('tRPC by another method than GET or POST');
  }
  const isBatch = readBatch(input.query);
  if (isBatch === null) return writeCall('a tRPC query that cannot be read');
  const last = input.path.slice(input.path.lastIndexOf('/') + 1);
  return judgeNames(isBatch ? last.split(',') : [last], rule.read);
}

/** Whether `batch=1` is said, once and plainly; null when servers may disagree on it. */
function readBatch(query: string | null): boolean | null {
  const form = parseFormText(query ?? '');
  if ('problem' in form) return null;
  let isBatch = false;
  for (const [name, value] of form.parameters) {
    // The Next adapter takes the path from a parameter that its file name gives, by custom `trpc`.
    if (/trpc/i.test(name)) return null;
    if (!/batch/i.test(name)) continue;
    if (isBatch || name !== 'batch' || value !== '1') return null;
    isBatch = true;
  }
  return isBatch;
}
