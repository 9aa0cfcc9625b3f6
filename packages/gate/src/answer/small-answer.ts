import type { RefusalCode } from '../model/decision.ts';
import type { Mode } from '../model/mode.ts';
import type { Answer, AnswerContext } from './answer.ts';
import { answerHeaders } from './answer-headers.ts';
import type { HeaderList } from './cors.ts';
import type { TextKey } from './languages/index.ts';
import { negotiateType } from './negotiate-type.ts';
import { problemBody } from './problem.ts';
import { createReader } from './reader.ts';
import { safeReference } from './reference.ts';

export interface SmallAnswerInput {
  readonly context: AnswerContext;
  readonly status: number;
  readonly code: RefusalCode;
  readonly mode: Mode;
}

/** What a server must name with 405 (RFC 9110, 15.5.6): what the gate lets through at all. */
const allowedMethods = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

const texts: Readonly<Record<number, { readonly title: TextKey; readonly lead: TextKey }>> = {
  400: { title: 'malformedTitle', lead: 'malformedLead' },
  405: { title: 'methodTitle', lead: 'methodLead' },
};

/** Two lines for requests that no person typed: no brand, no page, nothing of the request. */
export function smallAnswer({ context, status, code, mode }: SmallAnswerInput): Answer {
  const { request, policy } = context;
  const reader = createReader(request.headers, policy.page);
  const type = negotiateType(request) === 'problem' ? 'problem' : 'text';
  const { title, lead } = texts[status] ?? { title: 'refusedTitle', lead: 'refusedLead' };
  const reference = safeReference(context.reference);
  const extra: HeaderList = status === 405 ? [['Allow', allowedMethods]] : [];
  return {
    status,
    headers: answerHeaders(reader, context, { type, mode, extra }),
    body:
      type === 'problem'
        ? problemBody({
            code,
            status,
            title: reader.say(title),
            detail: reader.say(lead),
            members: { reference },
          })
        : `${reader.say(title)}\n${reader.say(lead)}\n${reference === null ? '' : `${reader.label('reference', reference)}\n`}`,
  };
}
