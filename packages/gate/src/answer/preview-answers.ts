import type { Refuse } from '../model/decision.ts';
import { stricterOf } from '../model/mode.ts';
import type { Page, Policy } from '../model/policy.ts';
import { isWindow, type Switch } from '../model/switch.ts';
import type { Answer, AnswerContext } from './answer.ts';
import { answerFor } from './answer-for.ts';
import { errorWords } from './error-answer.ts';
import { noticeAnswer } from './notice-answer.ts';
import type { Palette } from './page/palette.ts';
import { inScheme, type Scheme, themeOf } from './page/theme.ts';
import { offeredLanguages } from './reader.ts';

/** What visitors would get, made by the very code that makes it for them. */
export interface PreviewAnswers {
  /** The languages that the page is offered in, the one for everybody else first. */
  readonly languages: readonly string[];
  /** As the page is drawn: what is not set is what holds instead, and what nobody could read is moved. */
  readonly colors: Readonly<Record<Scheme, PreviewColors>>;
  /** The page as a reader of that language sees it, with the colours that the browser, or somebody, chose. */
  page(language: string | null, scheme: Scheme | null): Answer;
  /** What a program that speaks JSON is answered. */
  readonly program: Answer;
  /** What restricted readers get in production mode instead of a technical error. */
  readonly error: {
    /** For dialogs, in one of the languages. */
    text(language: string): string;
    page(language: string | null, scheme: Scheme | null): Answer;
  };
}

/** As `#1d5f6e`. */
export interface PreviewColors {
  /** Of links and the button. */
  readonly accent: string;
  /** Of the page, behind them. */
  readonly paper: string;
}

/** Of the form that references have. */
const exampleReference = 'AB2C-3DE4';

/** Answers for a switch and a page that are not in force: to look at before visitors do. */
export function previewAnswers(
  given: Pick<AnswerContext, 'switch' | 'policy' | 'nowMs'> & { readonly https?: boolean },
): PreviewAnswers {
  const { switch: state, policy, nowMs, https = true } = given;
  const decision = refusalBy(state);
  const answer = (headers: readonly string[], page = policy.page): Answer => {
    const context: AnswerContext = {
      // A closed site refuses who looks at a page; a read-only one who sends a form.
      request: { method: decision?.access === 'write' ? 'POST' : 'GET', headers, target: '/', https },
      switch: state,
      policy: { ...policy, page },
      reference: decision === null ? '' : exampleReference,
      nowMs,
      jitter: 0,
    };
    return decision === null ? noticeAnswer(context) : answerFor({ ...context, decision });
  };
  const page: PreviewAnswers['page'] = (language, scheme) =>
    answer(headersIn(language), pageIn(policy, scheme));
  const wordsIn = (language: string | null, scheme: Scheme | null) =>
    errorWords({
      request: { headers: headersIn(language) },
      switch: state,
      policy: { ...policy, page: pageIn(policy, scheme) },
      text: policy.production?.text ?? {},
    });
  const { light, dark } = themeOf(policy.page);
  return {
    languages: offeredLanguages(policy.page),
    colors: { light: colorsOf(light), dark: colorsOf(dark) },
    page,
    program: answer(['Accept', 'application/json', 'Content-Type', 'application/json']),
    error: {
      text: (language) => wordsIn(language, null).text(exampleReference),
      // The headers of the application stand around it; to be looked at it has those that allow the same style.
      page: (language, scheme) => ({
        ...page(language, scheme),
        body: wordsIn(language, scheme).page(exampleReference),
      }),
    },
  };
}

function headersIn(language: string | null): readonly string[] {
  return ['Accept', 'text/html', ...(language === null ? [] : ['Accept-Language', language])];
}

function pageIn({ page }: Policy, scheme: Scheme | null): Page {
  return scheme === null ? page : inScheme(page, scheme);
}

function colorsOf({ accent, paper }: Palette): PreviewColors {
  return { accent, paper };
}

/** The refusal that most visitors meet; null when nothing is paused. */
function refusalBy(state: Switch): Refuse | null {
  if (!isWindow(state)) return null;
  const area = strictestArea(state);
  const mode = area === null ? state.mode : (state.areas[area] ?? state.mode);
  const isClosed = mode === 'closed';
  return {
    kind: 'refuse',
    rule: { id: isClosed ? 'closed' : 'read-only-write', detail: '' },
    status: 503,
    code: isClosed ? 'PORTCULLIS_CLOSED' : 'PORTCULLIS_READ_ONLY',
    areas: area === null ? [] : [area],
    access: isClosed ? 'read' : 'write',
    epoch: state.epoch,
    mode,
    standing: { role: 'visitor', subject: null, scope: 'none' },
    obligations: { banner: null, privateCaching: false, decisionHeader: false, mask: false },
  };
}

/** Of an open site, the area that lets the least through; null where the site itself refuses. */
function strictestArea({ mode, areas }: Switch): string | null {
  if (mode !== 'open') return null;
  const strictest = Object.values(areas).reduce(stricterOf, mode);
  return Object.keys(areas).find((name) => areas[name] === strictest) ?? null;
}
