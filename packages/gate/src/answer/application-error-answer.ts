import type { Mode } from '../model/mode.ts';
import type { LocalizedText } from '../model/text.ts';
import type { Answer, AnswerContext } from './answer.ts';
import { answerHeaders } from './answer-headers.ts';
import type { HeaderList } from './cors.ts';
import { errorPage, errorText } from './error-answer.ts';
import { negotiateType } from './negotiate-type.ts';
import { toJson } from './problem.ts';
import { createReader } from './reader.ts';

/** An error of the application that its framework was handed; the reference is that of the incident. */
export interface ApplicationErrorInput extends AnswerContext {
  /** As the application meant it. */
  readonly status: number;
  readonly mode: Mode;
  /** What the application says to people; null = a technical error, of which the reader learns the incident alone. */
  readonly message: string | null;
  /** The owner's own words for technical errors. */
  readonly text: LocalizedText;
  readonly extra: HeaderList;
}

/**
 * Says an error of the application as the gate says everything: a page, a problem document or plain text. It is no error of
 * the gate, so it has none of its codes (`about:blank`, RFC 9457, 4.2.1).
 */
export function applicationErrorAnswer(input: ApplicationErrorInput): Answer {
  const { request, policy, status, mode, message, text, reference, extra } = input;
  const reader = createReader(request.headers, policy.page);
  const type = negotiateType(request);
  const incident = message === null ? reference : null;
  const said = message ?? errorText(reader, text, reference);
  const bodies = {
    html: () => errorPage(reader, { switch: input.switch, policy, said, incident }),
    problem: () =>
      `${toJson(
        {
          type: 'about:blank',
          title: reader.say('errorHeadline'),
          status,
          detail: said,
          ...(incident === null ? {} : { incident }),
        },
        2,
      )}\n`,
    text: () => `${said}\n`,
  };
  return { status, headers: answerHeaders(reader, input, { type, mode, extra }), body: bodies[type]() };
}
