import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BodyReader } from '@portcullis/gate';
import { createNodeBody } from '@portcullis/gate/node';

/**
 * Reads the body of a request for a decision. What was read whole is forwarded from memory, so that nothing of it is
 * left to be read again; what could not be read whole goes on from its beginning.
 */
export function createBodyReader(incoming: IncomingMessage, response: ServerResponse): BodyReader {
  const reader = createNodeBody({
    incoming,
    response,
    // A client that waits for 100 Continue is told to go on.
    beforeReading() {
      if (incoming.headers.expect !== undefined) response.writeContinue();
    },
    onTooLate() {},
  });
  return {
    async read(limitBytes) {
      const body = await reader.read(limitBytes);
      if (body !== null) incoming.resume();
      return body;
    },
  };
}
