import { Server as HttpServer } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import type { Logger } from '../runtime/for-adapters.ts';

/** Says at start that a server speaks what the gate does not: each of its requests would be refused, in every mode. */
export function warnOfHttp2(server: object, logger: Pick<Logger, 'warn'>): void {
  // Only servers of `node:http2` make such responses; what else speaks HTTP/1.1 may be of any class.
  const speaksHttp2 =
    !(server instanceof HttpServer || server instanceof HttpsServer) &&
    'updateSettings' in server &&
    typeof server.updateSettings === 'function';
  if (!speaksHttp2) return;
  logger.warn(
    {},
    'portcullis: THE GATE REFUSES HTTP/2: it answers 400 to every such request, in an open site, too. Serve HTTP/1.1 here and put a terminator in front.',
  );
}
