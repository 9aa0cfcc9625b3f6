import type { Pass } from '../model/pass.ts';
import { parseSafeUrl } from '../model/safe-url.ts';
import type { Answer, AnswerContext } from './answer.ts';
import { hiddenFields } from './confirm-answer.ts';
import { momentPhrase } from './expected-return.ts';
import { type Html, html, noHtml } from './html.ts';
import { sentence } from './maintenance-view.ts';
import { type Message, messageAnswer } from './message-answer.ts';
import { cleanLine } from './operator-text.ts';
import { details } from './page/page-shell.ts';
import type { Reader } from './reader.ts';

export type ShownPass = Pick<Pass, 'subject' | 'scope' | 'expiresAt'>;

export interface PassLandingInput extends AnswerContext {
  readonly pass: ShownPass;
  /** A path on this site: where the form is posted. */
  readonly action: string;
  /** What the form carries: the token. */
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** Where the link of a pass leads. Only the form's POST redeems it, so that a link preview cannot. */
export function passLandingPage(input: PassLandingInput): Answer {
  const subject = cleanLine(input.pass.subject);
  return messageAnswer(
    input,
    (reader): Message => ({
      ...common(input, reader),
      status: 200,
      code: null,
      headline: sentence('passLandingHeadline'),
      lead: [sentence('passLandingLead', { subject })],
      body: html`${details([
        [reader.say('passFor'), html`<bdi>${subject}</bdi>`],
        [reader.say('passMay'), html`${reader.say(scopeKey(input.pass))}`],
        [reader.say('passUntil'), html`${momentPhrase(reader, input.pass.expiresAt, input.nowMs)}`],
        [reader.say('passOnce'), html`${reader.say('passOnceHint')}`],
      ])}
<form method="post" action="${pathOr(input.action, '/')}" accept-charset="utf-8">
${hiddenFields(input.fields)}
<p class="actions"><button class="button" type="submit">${reader.say('passButton')}</button></p>
</form>`,
      formAction: 'self',
      textLines: [
        reader.label('passFor', subject),
        reader.label('passMay', reader.say(scopeKey(input.pass))),
        reader.label('passUntil', momentPhrase(reader, input.pass.expiresAt, input.nowMs)),
        reader.say('passOnceHint'),
      ],
    }),
  );
}

export interface PassRedeemedInput extends AnswerContext {
  readonly pass: ShownPass;
  /** A path on this site. @default "/" */
  readonly continueTo?: string;
}

/** Answers the POST. The runtime adds the cookie. */
export function passRedeemedPage(input: PassRedeemedInput): Answer {
  return messageAnswer(
    input,
    (reader): Message => ({
      ...common(input, reader),
      status: 200,
      code: null,
      headline: sentence('passRedeemedHeadline'),
      lead: [sentence('passRedeemedLead', { subject: cleanLine(input.pass.subject) })],
      body: html`${details([
        [reader.say('passMay'), html`${reader.say(scopeKey(input.pass))}`],
        [reader.say('passUntil'), html`${momentPhrase(reader, input.pass.expiresAt, input.nowMs)}`],
      ])}
<p class="actions"><a class="button" href="${pathOr(input.continueTo ?? '/', '/')}">${reader.say('passContinue')}</a>${signInLink(reader, input)}</p>`,
      textLines: [
        reader.label('passUntil', momentPhrase(reader, input.pass.expiresAt, input.nowMs)),
        ...signInLine(reader, input),
      ],
    }),
  );
}

/** The other credential: a pass alone changes nothing. */
function signInLink(reader: Reader, { policy }: AnswerContext): Html {
  const { page } = policy.signIn;
  return page === null ? noHtml : html` <a class="button quiet" href="${page}">${reader.say('toSignIn')}</a>`;
}

function signInLine(reader: Reader, { policy }: AnswerContext): readonly string[] {
  const { page } = policy.signIn;
  return page === null ? [] : [reader.label('toSignIn', page)];
}

export interface PassRefusedInput extends AnswerContext {
  /**
   * `unusable` says nothing about why: who tries tokens must learn nothing. `insecure` = plain HTTP beyond
   * loopback.
   */
  readonly reason: 'unusable' | 'insecure';
}

const refusalLeads = {
  unusable: [sentence('passRefusedLead'), sentence('passRefusedNext')],
  insecure: [sentence('passInsecureLead'), sentence('passInsecureNext')],
} as const;

export function passRefusedPage(input: PassRefusedInput): Answer {
  return messageAnswer(
    input,
    (reader): Message => ({
      ...common(input, reader),
      status: 403,
      code: 'PORTCULLIS_PASS_REFUSED',
      headline: sentence('passRefusedHeadline'),
      lead: refusalLeads[input.reason],
      showsContact: true,
    }),
  );
}

function common(context: AnswerContext, reader: Reader): Pick<Message, 'mode' | 'label' | 'isPrivate'> {
  return {
    mode: context.switch.mode,
    label: { icon: 'key', text: reader.say('passLabel') },
    isPrivate: true,
  };
}

function scopeKey({ scope }: ShownPass): 'passMayRead' | 'passMayWrite' {
  return scope === 'write' ? 'passMayWrite' : 'passMayRead';
}

function pathOr(value: string, fallback: string): string {
  const url = parseSafeUrl(value);
  return url.kind === 'path' ? url.href : fallback;
}
