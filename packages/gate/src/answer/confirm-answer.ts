import type { Confirm } from '../model/decision.ts';
import { headerNames, singleHeader } from '../model/header.ts';
import { parseSafeUrl } from '../model/safe-url.ts';
import type { Answer, AnswerContext, AnswerRequest } from './answer.ts';
import { momentPhrase } from './expected-return.ts';
import { type Html, html, noHtml } from './html.ts';
import { modeName, roleName, sentence } from './maintenance-view.ts';
import { type Message, messageAnswer } from './message-answer.ts';
import { negotiateType } from './negotiate-type.ts';
import { cleanLine, shortened } from './operator-text.ts';
import { details } from './page/page-shell.ts';
import { isoTime } from './problem.ts';
import type { Reader } from './reader.ts';

/** What the runtime made for a write that must be confirmed. */
export interface Confirmation {
  /** One-use, bound to this write. */
  readonly token: string;
  /** The target with the token in it, where the form of the page is sent. */
  readonly action: string;
  /** The fields of the form to send again; null when a form cannot repeat the body. */
  readonly fields: readonly (readonly [name: string, value: string])[] | null;
  readonly expiresInSeconds: number;
}

export interface ConfirmAnswerInput {
  readonly context: AnswerContext;
  readonly decision: Confirm;
  readonly confirmation: Confirmation;
}

/** Asks an insider whether a sensitive write is meant: a page, or 428 (RFC 6585) with the token to send along. */
export function confirmAnswer({ context, decision, confirmation }: ConfirmAnswerInput): Answer {
  const minutes = Math.max(1, Math.floor(confirmation.expiresInSeconds / 60));
  const way = wayToRepeat(context.request, confirmation);
  return messageAnswer(context, (reader): Message => {
    const canRepeat = way !== 'header';
    const byHeader = sentence('confirmByHeader', { header: headerNames.confirm, minutes });
    const type = negotiateType(context.request) === 'html' ? 'html' : 'problem';
    const isPage = type === 'html' && canRepeat;
    return {
      status: 428,
      code: 'PORTCULLIS_CONFIRMATION_NEEDED',
      mode: decision.mode,
      type,
      label: { icon: 'ask', text: reader.say('confirmLabel') },
      headline: sentence(type === 'html' && !canRepeat ? 'confirmImpossibleHeadline' : 'confirmHeadline'),
      lead: [
        sentence(type === 'html' && !canRepeat ? 'confirmImpossibleLead' : 'confirmLead'),
        ...(isPage ? [] : [byHeader]),
      ],
      body: html`${canRepeat ? noHtml : html`<pre dir="ltr"><code>${headerNames.confirm}: ${confirmation.token}</code></pre>`}
${details(rows(reader, context, { decision, fields: canRepeat ? confirmation.fields : null }))}
${way === 'header' ? noHtml : form(reader, context.request, { confirmation, way })}
${isPage ? html`<p class="note">${reader.sayHtml('confirmOnce', { minutes })}</p>` : noHtml}`,
      formAction: isPage && way === 'form' ? 'application' : 'none',
      members: {
        mode: decision.mode,
        confirmation: {
          header: headerNames.confirm,
          token: confirmation.token,
          expiresInSeconds: confirmation.expiresInSeconds,
          expiresAt: isoTime(context.nowMs + confirmation.expiresInSeconds * 1000),
        },
      },
    };
  });
}

type WayToRepeat = 'form' | 'link' | 'header';

/** A form repeats POST, a link repeats GET; nothing on a page repeats the rest, or a body that is no form. */
function wayToRepeat({ method }: AnswerRequest, { action, fields }: Confirmation): WayToRepeat {
  if (parseSafeUrl(action).kind !== 'path') return 'header';
  if (method === 'GET') return 'link';
  return method === 'POST' && fields !== null ? 'form' : 'header';
}

function form(
  reader: Reader,
  request: AnswerRequest,
  { confirmation, way }: { readonly confirmation: Confirmation; readonly way: 'form' | 'link' },
): Html {
  const label = reader.say('confirmButton');
  const cancel = html`<a class="button quiet" href="${pageBefore(request)}">${reader.say('confirmCancel')}</a>`;
  if (way === 'link') {
    return html`<p class="actions"><a class="button" href="${confirmation.action}">${label}</a>${cancel}</p>`;
  }
  return html`<form method="post" action="${confirmation.action}" accept-charset="utf-8">
${hiddenFields(confirmation.fields ?? [])}
<p class="actions"><button class="button" type="submit">${label}</button>${cancel}</p>
</form>`;
}

export function hiddenFields(fields: readonly (readonly [name: string, value: string])[]): readonly Html[] {
  return fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
}

/** The page with the form, when the browser named one of this site; else the start page. */
function pageBefore({ headers, https }: AnswerRequest): string {
  const referer = singleHeader(headers, 'referer');
  const host = singleHeader(headers, 'host')?.toLowerCase();
  if (referer === null || host === undefined || !URL.canParse(referer)) return '/';
  const url = new URL(referer);
  if (url.host !== host || url.protocol !== (https ? 'https:' : 'http:')) return '/';
  const path = parseSafeUrl(url.pathname + url.search);
  return path.kind === 'path' ? path.href : '/';
}

function rows(
  reader: Reader,
  { request, switch: state, nowMs }: AnswerContext,
  { decision, fields }: { readonly decision: Confirm; readonly fields: Confirmation['fields'] },
): readonly (readonly [string, Html])[] {
  const { role, subject } = decision.standing;
  const name = subject === null ? roleName(reader, role) : cleanLine(subject);
  const since = reader.sayHtml('confirmWindowSince', {
    mode: modeName(reader, decision.mode),
    when: momentPhrase(reader, state.since, nowMs),
    actor: cleanLine(state.setBy.name),
  });
  const reason = cleanLine(state.reason);
  return [
    [
      reader.say('confirmWhat'),
      html`<code dir="ltr">${request.method} ${shortened(pathOf(request.target), 160)}</code>`,
    ],
    ...(fields === null || fields.length === 0
      ? []
      : [[reader.say('confirmFields'), entries(reader, fields)] as const]),
    [
      reader.say('confirmWho'),
      subject === null ? html`${name}` : html`<bdi>${name}</bdi> (${roleName(reader, role)})`,
    ],
    [
      reader.say('confirmWindow'),
      reason === '' ? since : html`${since}<br><span dir="auto">${reason}</span>`,
    ],
  ];
}

/** Without the query: it may hold secrets, and the page may be photographed. */
function pathOf(target: string): string {
  return cleanLine(target.split('?', 1)[0] ?? target);
}

const mostEntries = 12;

/** Names of entries whose values nobody should read over a shoulder. */
const secretName = /pass|pwd|secret|token|csrf|nonce|key|pin\b|cvc|cvv|card|iban|otp|code|auth|session|sign/i;

function entries(reader: Reader, fields: readonly (readonly [string, string])[]): Html {
  const items = fields.slice(0, mostEntries).map(([name, value]) => {
    const shown = secretName.test(name)
      ? html`<em>${reader.say('entryHidden')}</em>`
      : html`<bdi>${shortened(cleanLine(value), 80)}</bdi>`;
    return html`<li><bdi class="name">${shortened(cleanLine(name), 40)}:</bdi> ${shown}</li>`;
  });
  const more = fields.length - mostEntries;
  const rest = more > 0 ? html`<li>${reader.sayHtml('entriesMore', { count: more })}</li>` : noHtml;
  return html`<ul class="entries">${items}${rest}</ul>`;
}
