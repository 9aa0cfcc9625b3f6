import type { ErrorCode } from '../model/error-registry.ts';
import type { Mode } from '../model/mode.ts';
import type { Answer, AnswerContext } from './answer.ts';
import { answerHeaders, type FormAction } from './answer-headers.ts';
import { contactHtml, contactWays } from './contact.ts';
import type { HeaderList } from './cors.ts';
import { type Html, html, noHtml } from './html.ts';
import type { Sentence } from './maintenance-view.ts';
import { type AnswerType, negotiateType } from './negotiate-type.ts';
import type { icons } from './page/icons.ts';
import { lead, referenceLine, renderPage } from './page/page-shell.ts';
import { type Problem, problemBody } from './problem.ts';
import { protocolAnswer } from './protocol-answer.ts';
import { protocolFor } from './protocols/index.ts';
import { createReader, type Reader } from './reader.ts';
import { safeReference } from './reference.ts';

/** A page with a headline, a few sentences and perhaps a form: everything that is not the maintenance page. */
export interface Message {
  readonly status: number;
  /** Null for a message that is no error. */
  readonly code: ErrorCode | null;
  readonly mode: Mode;
  readonly label: { readonly icon: keyof typeof icons; readonly text: string };
  readonly headline: Sentence;
  readonly lead: readonly Sentence[];
  /** Between the sentences and the footer; HTML only. */
  readonly body?: Html;
  readonly formAction?: FormAction;
  readonly showsContact?: boolean;
  readonly extra?: HeaderList;
  /** Further members of the problem document. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** Lines that only plain text has, because HTML shows them as a form. */
  readonly textLines?: readonly string[];
  /** Not for search engines, though it may be a 200. */
  readonly isPrivate?: boolean;
  /** @default what the request asks for */
  readonly type?: AnswerType;
}

export function messageAnswer(context: AnswerContext, build: (reader: Reader) => Message): Answer {
  const { request, policy } = context;
  const reader = createReader(request.headers, policy.page);
  const message = build(reader);
  const problem = problemOf(reader, context, message);
  // A refusal like any other for its client; what is asked of an insider is not.
  const isRefusal = problem?.status === 503 || problem?.code === 'PORTCULLIS_PRODUCTION_REFUSED';
  const protocol = isRefusal ? protocolFor(context) : null;
  if (problem !== null && protocol !== null) {
    const { mode, extra = [] } = message;
    return protocolAnswer(reader, context, { protocol, problem, message: null, mode, extra });
  }
  const wanted = message.type ?? negotiateType(request);
  const type = wanted === 'problem' && problem === null ? 'text' : wanted;
  const robots: HeaderList = message.isPrivate === true ? [['X-Robots-Tag', 'noindex, nofollow']] : [];
  return {
    status: message.status,
    headers: answerHeaders(reader, context, {
      type,
      mode: message.mode,
      formAction: message.formAction ?? 'none',
      extra: [...robots, ...(message.extra ?? [])],
    }),
    body:
      type === 'problem' && problem !== null
        ? problemBody(problem)
        : bodyOf(reader, context, { message, type }),
  };
}

function problemOf(reader: Reader, context: AnswerContext, message: Message): Problem | null {
  if (message.code === null) return null;
  const say = ({ key, values }: Sentence): string => reader.say(key, values);
  return {
    code: message.code,
    status: message.status,
    title: say(message.headline),
    detail: message.lead.map(say).join(' '),
    members: { ...message.members, reference: safeReference(context.reference) },
  };
}

function bodyOf(
  reader: Reader,
  context: AnswerContext,
  { message, type }: { readonly message: Message; readonly type: AnswerType },
): string {
  const reference = safeReference(context.reference);
  const say = ({ key, values }: Sentence): string => reader.say(key, values);
  const detail = message.lead.map(say).join(' ');
  if (type === 'text') {
    const last = reference === null ? [] : [reader.label('reference', reference)];
    return `${[say(message.headline), detail, ...(message.textLines ?? []), ...last].join('\n\n')}\n`;
  }
  const contact = message.showsContact === true ? contactWays(context.switch, context.policy) : [];
  const contactSection =
    contact.length === 0
      ? noHtml
      : html`<div class="facts"><section class="wide contact"><h2>${reader.say('contactTitle')}</h2>${contactHtml(reader, contact)}</section></div>`;
  return renderPage(reader, context.policy, {
    label: message.label,
    headline: reader.sayHtml(message.headline.key, message.headline.values),
    title: say(message.headline),
    main: html`${lead(message.lead.map(({ key, values }) => reader.sayHtml(key, values)))}
${message.body ?? noHtml}
${contactSection}`,
    footer: referenceLine(reader, context.reference, contact.length > 0),
  });
}
