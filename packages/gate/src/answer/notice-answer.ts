import { stricterOf } from '../model/mode.ts';
import { isWindow } from '../model/switch.ts';
import type { Answer, AnswerContext } from './answer.ts';
import { html } from './html.ts';
import { maintenanceAnswer } from './maintenance-answer.ts';
import { sentence } from './maintenance-view.ts';
import { messageAnswer } from './message-answer.ts';

/**
 * Answers the own route `notice` (GET and HEAD): the page of the window that never reloads by itself, which
 * is how a reader turns reloading off without a cookie. Once everything is open it says so.
 */
export function noticeAnswer(context: AnswerContext): Answer {
  const { switch: state } = context;
  if (!isWindow(state)) {
    return messageAnswer(context, (reader) => ({
      status: 200,
      code: null,
      mode: 'open',
      label: { icon: 'works', text: reader.say('maintenance') },
      headline: sentence('headlineOpen', { site: reader.site }),
      lead: [sentence('leadOpen')],
      body: html`<p class="actions"><a class="button" href="/">${reader.say('toStartPage')}</a></p>`,
      isPrivate: true,
    }));
  }
  const mode = Object.values(state.areas).reduce(stricterOf, state.mode);
  return maintenanceAnswer({
    context,
    status: 503,
    code: mode === 'closed' ? 'PORTCULLIS_CLOSED' : 'PORTCULLIS_READ_ONLY',
    mode,
    facts: { cause: 'window', siteMode: state.mode, areas: [], standing: null, isForm: false },
    mayReload: false,
    isNoticePage: true,
  });
}
