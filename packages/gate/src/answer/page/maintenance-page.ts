import type { AnswerContext } from '../answer.ts';
import { contactHtml } from '../contact.ts';
import { backHeadline, backHints } from '../expected-return.ts';
import { type Html, html, joinHtml, noHtml } from '../html.ts';
import type { MaintenanceView, Sentence } from '../maintenance-view.ts';
import { markupHtml } from '../markup.ts';
import type { Reader } from '../reader.ts';
import { type Fact, factHtml, operatorHtml } from '../window-summary.ts';
import { icons } from './icons.ts';
import { callout, lead, referenceLine, renderPage } from './page-shell.ts';

export interface MaintenancePageOptions {
  /** Seconds after which the browser loads the page again; null when it does not. */
  readonly refreshSeconds: number | null;
  /** Where the page that does not reload lives; null on that page itself. */
  readonly stillPagePath: string | null;
  /** The main way on, besides the operator's button. */
  readonly next: 'try-again' | 'start-page' | null;
  /** Since when it lasts, as one sentence. @default not told */
  readonly since?: string | null;
}

/** The page that visitors see, in order of what they want to know. */
export function maintenancePage(
  reader: Reader,
  { context, view }: { readonly context: AnswerContext; readonly view: MaintenanceView },
  options: MaintenancePageOptions,
): string {
  const main = html`${lead(ours(reader, view.lead), messageHtml(reader, view))}
${adviceHtml(reader, view)}
<div class="facts">
${backSection(reader, view, { nowMs: context.nowMs, since: options.since ?? null })}
${factSection(reader, 'paused', view.summary.paused)}
${factSection(reader, 'works', view.summary.works)}
${contactSection(reader, view)}
</div>
${actions(reader, view, options)}`;
  return renderPage(reader, context.policy, {
    label: { icon: 'gate', text: reader.say('maintenance') },
    headline: reader.sayHtml(view.headline.key, view.headline.values),
    title: reader.say(view.headline.key, view.headline.values),
    main,
    footer: html`${refreshLine(reader, options)}
${referenceLine(reader, context.reference, view.contact.length > 0)}`,
  });
}

function ours(reader: Reader, sentences: readonly Sentence[]): readonly Html[] {
  return sentences.map(({ key, values }) => reader.sayHtml(key, values));
}

function messageHtml(reader: Reader, { message }: MaintenanceView): Html {
  if (message === null) return noHtml;
  return markupHtml(message.text, (line) => operatorHtml(reader, { text: line, tag: message.tag }));
}

function adviceHtml(reader: Reader, { advice, signIn, signOut }: MaintenanceView): Html {
  if (advice.length === 0 && signIn === null) return noHtml;
  const icon = advice.some(({ key }) => key === 'goBack') ? 'back' : 'key';
  const links = [
    ...(signIn === null ? [] : [html`<a href="${signIn}">${reader.say('toSignIn')}</a>`]),
    ...(signOut === null ? [] : [html`<a href="${signOut}">${reader.say('toSignOut')}</a>`]),
  ];
  return callout(icon, [...ours(reader, advice), ...links]);
}

function backSection(
  reader: Reader,
  { expected }: MaintenanceView,
  { nowMs, since }: { readonly nowMs: number; readonly since: string | null },
): Html {
  const lines = [...backHints(reader, expected, nowMs), ...(since === null ? [] : [since])];
  const hints = joinHtml(lines.map((line) => html`<p>${line}</p>`));
  return html`<section class="wide when"><h2>${reader.say('backTitle')}</h2>
<p class="big">${keptTogether(backHeadline(reader, expected, nowMs))}</p>${hints}</section>`;
}

/** `14:00–14:30` is one thing: no line ends inside it. */
function keptTogether(text: string): string {
  return text.replace(/(\d)\s+–\s+(\d)/g, '$1\u202f–\u202f$2').replace(/(\d)–(\d)/g, '$1–\u2060$2');
}

function factSection(reader: Reader, kind: 'paused' | 'works', facts: readonly Fact[]): Html {
  const items = facts.map((fact) => {
    const text = html`<span>${factHtml(reader, fact)}</span>`;
    if (kind === 'paused') return html`<li>${icons.pause}${text}</li>`;
    const isNothing = fact.kind === 'ours' && fact.key === 'worksNothing';
    return isNothing
      ? html`<li class="none">${icons.none}${text}</li>`
      : html`<li>${icons.works}${text}</li>`;
  });
  const title = reader.say(kind === 'paused' ? 'pausedTitle' : 'worksTitle');
  return html`<section><h2>${title}</h2><ul class="${kind}">${items}</ul></section>`;
}

function contactSection(reader: Reader, { contact }: MaintenanceView): Html {
  if (contact.length === 0) return noHtml;
  return html`<section class="wide contact"><h2>${reader.say('contactTitle')}</h2>${contactHtml(reader, contact)}</section>`;
}

function actions(reader: Reader, { button }: MaintenanceView, { next }: MaintenancePageOptions): Html {
  const links: Html[] = [];
  if (button !== null)
    links.push(html`<a class="button" href="${button.href}" dir="auto">${button.label}</a>`);
  const quiet = button === null ? 'button' : 'button quiet';
  // An empty address is the page's own: it can be loaded again without being named.
  if (next === 'try-again') links.push(html`<a class="${quiet}" href="">${reader.say('tryAgain')}</a>`);
  if (next === 'start-page') links.push(html`<a class="${quiet}" href="/">${reader.say('toStartPage')}</a>`);
  return links.length === 0 ? noHtml : html`<p class="actions">${links}</p>`;
}

function refreshLine(reader: Reader, { refreshSeconds, stillPagePath }: MaintenancePageOptions): Html {
  if (refreshSeconds === null) {
    return stillPagePath === null ? html`<p class="screen">${reader.say('refreshIsOff')}</p>` : noHtml;
  }
  const minutes = Math.max(1, Math.round(refreshSeconds / 60));
  const off =
    stillPagePath === null ? noHtml : html` <a href="${stillPagePath}">${reader.say('refreshOff')}</a>`;
  return html`<p class="screen">${reader.say('refreshes', { minutes })}${off}</p>`;
}
