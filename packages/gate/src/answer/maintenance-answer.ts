import type { ErrorCode } from '../model/error-registry.ts';
import { reservedPrefix } from '../model/header.ts';
import type { Mode } from '../model/mode.ts';
import type { Answer, AnswerContext } from './answer.ts';
import { answerHeaders } from './answer-headers.ts';
import { backHeadline, backHints, whenBack } from './expected-return.ts';
import {
  type MaintenanceFacts,
  type MaintenanceView,
  maintenanceView,
  type Sentence,
} from './maintenance-view.ts';
import { markupText } from './markup.ts';
import { type AnswerType, isNavigation, negotiateType } from './negotiate-type.ts';
import { type MaintenancePageOptions, maintenancePage } from './page/maintenance-page.ts';
import { isoTime, type Problem, problemBody } from './problem.ts';
import { protocolAnswer } from './protocol-answer.ts';
import { protocolFor } from './protocols/index.ts';
import { createReader, type Reader } from './reader.ts';
import { safeReference } from './reference.ts';
import { refreshSeconds, retryAfterSeconds } from './retry-after.ts';
import { factText } from './window-summary.ts';

/** The page of the window that does not reload by itself: an own route, GET and HEAD, `noticeAnswer`. */
const noticePagePath: string = `${reservedPrefix}notice`;

export interface MaintenanceAnswerInput {
  readonly context: AnswerContext;
  readonly status: number;
  readonly code: ErrorCode;
  /** The mode in force for this request. */
  readonly mode: Mode;
  readonly facts: MaintenanceFacts;
  /** When to come again, where that is not the window's end. */
  readonly retryAfterSeconds?: number;
  /** Said after our own lead, such as that a write may or may not have happened. */
  readonly warning?: Sentence;
  /** Whether the page may load itself again; it does when a closed site refused a page view. @default true */
  readonly mayReload?: boolean;
  /** The page that `noticePagePath` shows: leads to the start page. @default false */
  readonly isNoticePage?: boolean;
}

/** One window, told as the client's protocol has it, or as a page, a problem document or plain text. */
export function maintenanceAnswer(input: MaintenanceAnswerInput): Answer {
  const { context, status, mode } = input;
  const { request, policy, switch: state, nowMs, jitter } = context;
  const reader = createReader(request.headers, policy.page);
  const type = negotiateType(request);
  const plainView = maintenanceView(reader, context, input.facts);
  const view =
    input.warning === undefined ? plainView : { ...plainView, lead: [input.warning, ...plainView.lead] };
  const timing = { switch: state, defaultSeconds: policy.retryAfterSeconds, nowMs, jitter };
  const retryAfter = input.retryAfterSeconds ?? retryAfterSeconds(timing);
  const protocol = input.isNoticePage === true ? null : protocolFor(context);
  if (protocol !== null) {
    return protocolAnswer(reader, context, {
      protocol,
      problem: problemOf(reader, input, { view, retryAfter }),
      message: messageText(view),
      button: view.button,
      mode,
      extra: [['Retry-After', String(retryAfter)]],
    });
  }
  const refresh = type === 'html' && reloads(input) ? refreshSeconds(timing) : null;
  return {
    status,
    headers: answerHeaders(reader, context, {
      type,
      mode,
      extra: [
        ['Retry-After', String(retryAfter)],
        ...(refresh === null ? [] : [['Refresh', String(refresh)] as const]),
      ],
    }),
    body: bodyOf(reader, input, { type, view, retryAfter, refresh }),
  };
}

/** Only a page view that a closed site refused: reloading sends nothing twice, and loses nothing typed. */
function reloads({ context, mode, mayReload = true }: MaintenanceAnswerInput): boolean {
  const { request } = context;
  return mode === 'closed' && request.method === 'GET' && isNavigation(request) && mayReload;
}

interface Parts {
  readonly type: AnswerType;
  readonly view: MaintenanceView;
  readonly retryAfter: number;
  readonly refresh: number | null;
}

function bodyOf(reader: Reader, input: MaintenanceAnswerInput, parts: Parts): string {
  switch (parts.type) {
    case 'html':
      return maintenancePage(
        reader,
        { context: input.context, view: parts.view },
        pageOptions(input, parts.refresh),
      );
    case 'problem':
      return problemBody(problemOf(reader, input, parts));
    case 'text':
      return plainText(reader, input.context, parts.view);
  }
}

function pageOptions(
  { context, isNoticePage, facts }: MaintenanceAnswerInput,
  refresh: number | null,
): MaintenancePageOptions {
  if (isNoticePage === true) return { refreshSeconds: null, stillPagePath: null, next: 'start-page' };
  const canTryAgain = context.request.method === 'GET' && facts.cause !== 'not-saved';
  return {
    refreshSeconds: refresh,
    stillPagePath: noticePagePath,
    next: canTryAgain ? 'try-again' : null,
  };
}

function problemOf(
  reader: Reader,
  { context, code, status, mode, facts }: MaintenanceAnswerInput,
  { view, retryAfter }: Pick<Parts, 'view' | 'retryAfter'>,
): Problem {
  const { switch: state, reference, nowMs } = context;
  const when = whenBack(reader, view.expected, nowMs);
  const back = when === null ? [] : [`${reader.say('expectedBack', { when })}.`];
  const { expected } = state;
  return {
    code,
    status,
    title: reader.say(titleKeys[mode === 'closed' ? 'closed' : 'read-only']),
    detail: [...view.lead.map(({ key, values }) => reader.say(key, values)), ...back].join(' '),
    members: {
      mode,
      areas: facts.areas,
      retryAfter,
      expected:
        expected === null
          ? null
          : {
              earliest: isoTime(expected.earliest),
              latest: isoTime(expected.latest),
              nextUpdateAt: isoTime(expected.nextUpdateAt),
            },
      reference: safeReference(reference),
      message: messageText(view),
      contact: Object.fromEntries(
        view.contact.map(({ kind, text, href }) => [kind, kind === 'website' ? href : text]),
      ),
    },
  };
}

function messageText({ message }: MaintenanceView): string | null {
  return message === null ? null : markupText(message.text);
}

const titleKeys = { closed: 'closedTitle', 'read-only': 'readOnlyTitle' } as const;

function plainText(reader: Reader, context: AnswerContext, view: MaintenanceView): string {
  const say = ({ key, values }: Sentence): string => reader.say(key, values);
  const back = [backHeadline(reader, view.expected, context.nowMs)];
  const hints = backHints(reader, view.expected, context.nowMs);
  const reference = safeReference(context.reference);
  const block = (title: string, lines: readonly string[]): string =>
    `${title}\n${lines.map((line) => `  ${line}`).join('\n')}`;
  const sections = [
    say(view.headline),
    [...view.lead, ...view.advice].map(say).join(' '),
    view.signIn === null ? '' : reader.label('toSignIn', view.signIn),
    view.signOut === null ? '' : reader.label('toSignOut', view.signOut),
    messageText(view) ?? '',
    block(reader.say('backTitle'), [...back, ...hints]),
    block(
      reader.say('pausedTitle'),
      view.summary.paused.map((fact) => factText(reader, fact)),
    ),
    block(
      reader.say('worksTitle'),
      view.summary.works.map((fact) => factText(reader, fact)),
    ),
    view.contact.length === 0
      ? ''
      : block(
          reader.say('contactTitle'),
          view.contact.map(({ kind, text, href }) =>
            reader.label(kind, kind === 'website' ? (href ?? text) : text),
          ),
        ),
    reference === null ? '' : reader.label('reference', reference),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}
