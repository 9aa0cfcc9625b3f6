import type { Redirect } from '../model/decision.ts';
import { parseSafeUrl } from '../model/safe-url.ts';
import type { Answer, AnswerContext } from './answer.ts';
import { answerHeaders } from './answer-headers.ts';
import { failureAnswer } from './failure-answer.ts';
import { createReader } from './reader.ts';

/**
 * Sends the reader elsewhere, for this once: 302, and 303 after anything but GET and HEAD so that a form is
 * not sent again; 307 where the same is meant to be sent there. Never 301 or 308, which caches keep beyond the window. A location that is not safe is no
 * redirect but a failure.
 */
export function redirectAnswer(context: AnswerContext, decision: Redirect): Answer {
  const { request, policy } = context;
  const location = parseSafeUrl(decision.location);
  if (location.kind === 'refused') return failureAnswer();
  const reader = createReader(request.headers, policy.page);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  return {
    status: decision.keepsMethod === true ? 307 : isRead ? 302 : 303,
    headers: answerHeaders(reader, context, {
      type: 'text',
      mode: decision.mode,
      extra: [['Location', location.href]],
    }),
    body: '',
  };
}
