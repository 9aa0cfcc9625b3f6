import { stricterOf } from '../model/mode.ts';
import { isWindow, type Switch } from '../model/switch.ts';
import type { Answer, AnswerContext } from './answer.ts';
import { answerHeaders } from './answer-headers.ts';
import { momentPhrase } from './expected-return.ts';
import { maintenanceView, sentence } from './maintenance-view.ts';
import { markupText } from './markup.ts';
import { messageAnswer } from './message-answer.ts';
import { maintenancePage } from './page/maintenance-page.ts';
import { isoTime } from './problem.ts';
import { createReader } from './reader.ts';

/** What anybody may know: the mode, why in the operator's words, since when, and until when. Never who or what runs it. */
export function publicStatus(
  site: string,
  { mode, areas, since, expected, expires, notice }: Switch,
): Readonly<Record<string, unknown>> {
  const earliest = expected?.earliest ?? expires?.at ?? null;
  const latest = expected?.latest ?? expires?.at ?? null;
  return {
    site,
    mode,
    areas,
    since: since === 0 ? null : isoTime(since),
    until: isoTime(latest),
    expected: latest === null ? null : { earliest: isoTime(earliest), latest: isoTime(latest) },
    nextUpdateAt: isoTime(expected?.nextUpdateAt ?? null),
    message: Object.fromEntries(Object.entries(notice.message).map(([tag, text]) => [tag, markupText(text)])),
  };
}

/**
 * The same as a page, 200 in every mode: monitors ask it whether the site is in maintenance, and the answer is no failure.
 * It does not reload by itself, and search engines keep none of it.
 */
export function statusAnswer(context: AnswerContext): Answer {
  const { switch: state, request, policy, nowMs } = context;
  if (!isWindow(state)) {
    return messageAnswer(context, (reader) => ({
      status: 200,
      code: null,
      mode: 'open',
      type: 'html',
      label: { icon: 'works', text: reader.say('maintenance') },
      headline: sentence('statusOpen', { site: reader.site }),
      lead: [sentence('statusOpenLead')],
      isPrivate: true,
    }));
  }
  const reader = createReader(request.headers, policy.page);
  const mode = Object.values(state.areas).reduce(stricterOf, state.mode);
  const view = maintenanceView(reader, context, {
    cause: 'window',
    siteMode: state.mode,
    areas: [],
    standing: null,
    isForm: false,
  });
  const since =
    state.since === 0 ? null : reader.say('statusSince', { when: momentPhrase(reader, state.since, nowMs) });
  return {
    status: 200,
    headers: answerHeaders(reader, context, {
      type: 'html',
      mode,
      extra: [['X-Robots-Tag', 'noindex, nofollow']],
    }),
    body: maintenancePage(
      reader,
      { context, view },
      { refreshSeconds: null, stillPagePath: null, next: 'start-page', since },
    ),
  };
}
