import type { Policy } from '../model/policy.ts';
import type { Switch } from '../model/switch.ts';
import type { LocalizedText } from '../model/text.ts';
import type { AnswerContext } from './answer.ts';
import { contactHtml, contactWays } from './contact.ts';
import { html, noHtml, toAsciiMarkup } from './html.ts';
import { lead, renderPage } from './page/page-shell.ts';
import { createReader, type Reader } from './reader.ts';

/** What a restricted reader gets instead of a technical error of the application. */
export interface ErrorWords {
  /** One or two plain sentences, for dialogs and programs. */
  readonly text: (incident: string) => string;
  /** A whole page, ASCII only, so that it reads the same under every character set of the page it replaces. */
  readonly page: (incident: string) => string;
}

export interface ErrorWordsInput {
  readonly request: Pick<AnswerContext['request'], 'headers'>;
  readonly switch: Switch;
  readonly policy: Policy;
  /** The owner's own words, if any; the incident is told after them. */
  readonly text: LocalizedText;
}

export function errorWords({ request, switch: state, policy, text }: ErrorWordsInput): ErrorWords {
  const reader = createReader(request.headers, policy.page);
  return {
    text: (incident) => errorText(reader, text, incident),
    page(incident) {
      const said = errorText(reader, text, incident);
      return toAsciiMarkup({ markup: errorPage(reader, { switch: state, policy, said, incident }) });
    },
  };
}

export interface ErrorPageInput extends Pick<ErrorWordsInput, 'switch' | 'policy'> {
  /** Plain text. */
  readonly said: string;
  /** Null: there is none to ask about. */
  readonly incident: string | null;
}

export function errorPage(reader: Reader, { switch: state, policy, said, incident }: ErrorPageInput): string {
  const ways = contactWays(state, policy);
  const contact =
    ways.length === 0
      ? noHtml
      : html`<div class="facts"><section class="wide contact"><h2>${reader.say('contactTitle')}</h2>${contactHtml(reader, ways)}</section></div>`;
  return renderPage(reader, policy, {
    label: { icon: 'fault', text: reader.say('errorLabel') },
    headline: html`${reader.say('errorHeadline')}`,
    title: reader.say('errorHeadline'),
    main: html`${lead([html`${said}`])}
${contact}`,
    footer: incident === null ? noHtml : html`<p>${reader.label('reference', incident)}</p>`,
  });
}

/** The owner's own words, or ours, with the incident. */
export function errorText(reader: Reader, text: LocalizedText, incident: string): string {
  const own = reader.pick(text);
  return own === null
    ? reader.say('errorLead', { reference: incident })
    : `${own.text} ${reader.label('reference', incident)}`;
}
