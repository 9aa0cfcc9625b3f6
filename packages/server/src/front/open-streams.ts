import {
  couldWrite,
  type Gate,
  type GateJudgeOptions,
  isAnsweredByGate,
  type Judgement,
  type RawRequest,
} from '@portcullis/gate';
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
  /** What is known of its body, which is gone. */
  readonly body: Pick<GateJudgeOptions, 'known' | 'body'>;
}

/** An open site reads no bodies, and this one went on to the application: the stream is judged by its head. */
const byItsHead: OpenStream['body'] = { known: { body: { digest: '', overrides: [], calls: null } } };
const empty = new Uint8Array();

/** Facts instead of bytes: streams last for hours, and thousands of bodies would lie in memory for them. */
function withoutBytes({ known, request }: Judgement): OpenStream['body'] {
  if (known.body !== undefined) return { known: { body: known.body } };
  return request.hasBody ? byItsHead : { body: { read: () => Promise.resolve(empty) } };
}

export function createOpenStreams({ gate, logger }: OpenStreamsOptions): OpenStreams {
  const streams = new Set<OpenStream>();

  async function endIfRefused({ stream, raw, body }: OpenStream): Promise<void> {
    try {
      const { decision } = await gate.judge(raw, { view: gate.view(), ...body });
      if (isAnsweredByGate(decision)) stream.end();
    } catch (error) {
      logger.error({ error }, 'an open stream of events could not be judged; it is ended');
      stream.end();
    }
  }

  return {
    add(stream, judgement) {
      const { decision, request } = judgement;
      const isRead = !couldWrite(request) || (decision.kind === 'allow' && decision.access === 'read');
      if (!isRead) return null;
      const open: OpenStream = { stream, raw: request.raw, body: withoutBytes(judgement) };
      streams.add(open);
      return { remove: () => void streams.delete(open) };
    },
    judgeAgain() {
      for (const open of streams) void endIfRefused(open);
    },
  };
}
