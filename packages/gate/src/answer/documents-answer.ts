import type { Mode } from '../model/mode.ts';
import type { Answer, AnswerContext } from './answer.ts';
import { answerHeaders } from './answer-headers.ts';
import { protocolFor } from './protocols/index.ts';
import { createReader } from './reader.ts';

/**
 * Asks for the documents that a request named by their digests alone. Not an error to its client, which knows this step
 * and sends them: under 503 it would give up. Null where the protocol has no such step, or a person asks.
 */
export function documentsAnswer(context: AnswerContext, mode: Mode): Answer | null {
  const asking = protocolFor(context)?.askForDocuments?.(context);
  if (asking === undefined) return null;
  const reader = createReader(context.request.headers, context.policy.page);
  const { contentType, body } = asking;
  return { status: 200, headers: answerHeaders(reader, context, { type: 'text', contentType, mode }), body };
}
