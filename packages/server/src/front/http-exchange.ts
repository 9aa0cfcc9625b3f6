import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BodyReader, RawRequest, RunningClient } from '@portcullis/gate';
import {
  type BodyLoss,
  closeWithConnection,
  createNodeBody,
  decompressInNode,
  isReadSlowly,
  isStillComing,
  rawRequestOf,
  releaseNodeBody,
} from '@portcullis/gate/node';
import type { HeldExchange } from '../webhooks/hold-webhook.ts';

const mostJudged = 5;

/** A request on its way through the front. */
export class HttpExchange implements RunningClient, HeldExchange {
  readonly incoming: IncomingMessage;
  readonly raw: RawRequest;
  readonly response: ServerResponse;
  #judged = 0;
  /** What was read of the request for a decision; forwarded instead of what is left on the wire. */
  body: Uint8Array | null = null;
  /** It is the proxy's until that says that it is over. */
  isForwarded = false;
  /** Why its body could not be read whole; null = it could, or nobody tried. */
  lost: BodyLoss | null = null;

  constructor(incoming: IncomingMessage, response: ServerResponse) {
    this.incoming = incoming;
    this.raw = rawRequestOf(incoming);
    this.response = response;
    closeWithConnection(incoming, response);
  }

  /** It is judged again when the switch changes meanwhile; its body comes only once. */
  reader(): BodyReader {
    const { body } = this;
    return body === null
      ? createBodyReader(this)
      : {
          read: () => Promise.resolve(body),
          decompress: decompressInNode,
          hasLeft: () => this.response.destroyed,
        };
  }

  /** For a webhook that is to be held: the switch moves while it is stored. Not for ever. */
  mayBeJudgedAgain(): boolean {
    this.#judged += 1;
    return this.#judged <= mostJudged;
  }

  async readBody(limitBytes: number): Promise<Uint8Array | 'too-large' | 'unreadable'> {
    const body = this.body ?? (await this.reader().read(limitBytes));
    if (body === null) return this.lost === 'too-large' ? 'too-large' : 'unreadable';
    this.body = body;
    return body.length > limitBytes ? 'too-large' : body;
  }

  /** The proxy has sent nothing of it. */
  takeBack(): void {
    this.isForwarded = false;
    const { incoming, response } = this;
    // Node drops what nobody has touched of a body; the proxy may have begun to.
    response.once('finish', () => incoming.resume());
  }

  /** Nobody needs the body any more; until then its memory counts. */
  releaseBody(): void {
    this.body = null;
    releaseNodeBody(this.incoming);
  }

  isSending(): boolean {
    return isStillComing(this.incoming);
  }

  isBehind(): boolean {
    return isReadSlowly(this.response);
  }

  cut(): void {
    this.incoming.socket.destroy();
  }
}

/**
 * Reads the body of a request for a decision. What was read whole is forwarded from memory, so that nothing of it is
 * left to be read again; what could not be read whole goes on from its beginning.
 */
function createBodyReader(exchange: HttpExchange): BodyReader {
  const { incoming, response } = exchange;
  const reader = createNodeBody({
    incoming,
    response,
    // A client that waits for 100 Continue is told to go on.
    beforeReading() {
      if (incoming.headers.expect !== undefined) response.writeContinue();
    },
    onTooLate() {},
    onLost(reason) {
      exchange.lost = reason;
    },
    isKept: true,
  });
  return {
    async read(limitBytes) {
      const body = await reader.read(limitBytes);
      if (body === null) return null;
      incoming.resume();
      if (response.closed) releaseNodeBody(incoming);
      // Answered by the gate, or left before it was.
      else response.once('close', () => exchange.isForwarded || exchange.releaseBody());
      return body;
    },
    decompress: decompressInNode,
    hasLeft: () => response.destroyed,
  };
}
