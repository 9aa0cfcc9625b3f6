import type { Mode } from '../model/mode.ts';
import type { Answer, AnswerContext } from './answer.ts';
import { answerHeaders } from './answer-headers.ts';
import type { HeaderList } from './cors.ts';
import type { Problem } from './problem.ts';
import type { AnswerProtocol, Told } from './protocols/index.ts';
import type { Reader } from './reader.ts';
import { safeReference } from './reference.ts';

export interface ProtocolAnswerOptions {
  readonly protocol: AnswerProtocol;
  readonly problem: Problem;
  /** The operator's message as plain text, if any: told after our own words. */
  readonly message: string | null;
  readonly mode: Mode;
  /** @default null, there is none */
  readonly button?: Told['button'];
  /** Headers of this answer alone, such as Retry-After. */
  readonly extra: HeaderList;
}

/** What a page would tell, as the clients of a protocol understand it; the headers are the page's. */
export function protocolAnswer(
  reader: Reader,
  context: AnswerContext,
  { protocol, problem, message, mode, extra, button = null }: ProtocolAnswerOptions,
): Answer {
  const said = [problem.detail, message ?? ''].filter((text) => text !== '').join(' ');
  const told = {
    reader,
    problem,
    message: said === '' ? problem.title : said,
    mode,
    reference: safeReference(context.reference),
    button,
  };
  const written = protocol.write(told, context);
  const own = written.headers ?? [];
  return {
    status: written.status ?? problem.status,
    headers: answerHeaders(reader, context, {
      type: 'text',
      contentType: written.contentType,
      mode,
      exposed: own.map(([name]) => name),
      extra: [...extra, ...own],
    }),
    body: written.body,
  };
}
