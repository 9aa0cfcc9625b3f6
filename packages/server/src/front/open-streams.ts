import { couldWrite, type Gate, isAnsweredByGate, type Judgement, type RawRequest } from '@portcullis/gate';
import type { Logger } from '../observe/logger.ts';

/** An answer that goes on for as long as somebody listens. */
export interface EventStream {
  end(): void;
}

/** Streams of server-sent events on their way, each judged again when something changes. */
export interface OpenStreams {
  /** Null when the stream is the answer to a write: it ends with that, and cutting it would only hide what goes on. */
  add(stream: EventStream, judgement: Judgement): { remove(): void } | null;
  judgeAgain(): void;
}

export interface OpenStreamsOptions {
  readonly gate: Pick<Gate, 'judge' | 'view'>;
  readonly logger: Logger;
}

interface OpenStream {
  readonly stream: EventStream;
  readonly raw: RawRequest;
  readonly body: Uint8Array | null;
}

export function createOpenStreams({ gate, logger }: OpenStreamsOptions): OpenStreams {
  const streams = new Set<OpenStream>();

  async function endIfRefused({ stream, raw, body }: OpenStream): Promise<void> {
    try {
      const { decision } = await gate.judge(raw, {
        view: gate.view(),
        body: { read: () => Promise.resolve(body) },
      });
      if (isAnsweredByGate(decision)) stream.end();
    } catch (error) {
      logger.error({ error }, 'an open stream of events could not be judged; it is ended');
      stream.end();
    }
  }

  return {
    add(stream, { decision, request, body }) {
      const isRead = !couldWrite(request) || (decision.kind === 'allow' && decision.access === 'read');
      if (!isRead) return null;
      const open: OpenStream = { stream, raw: request.raw, body };
      streams.add(open);
      return { remove: () => void streams.delete(open) };
    },
    judgeAgain() {
      for (const open of streams) void endIfRefused(open);
    },
  };
}
