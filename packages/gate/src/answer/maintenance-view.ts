import type { Standing } from '../model/decision.ts';
import type { Mode } from '../model/mode.ts';
import type { Policy } from '../model/policy.ts';
import { parseSafeUrl } from '../model/safe-url.ts';
import type { TaggedText } from '../model/text.ts';
import type { AnswerContext } from './answer.ts';
import { type ContactWay, contactWays } from './contact.ts';
import { type ExpectedReturn, expectedReturn } from './expected-return.ts';
import type { TextKey } from './languages/index.ts';
import { cleanLine } from './operator-text.ts';
import type { Reader, TextValues } from './reader.ts';
import { areaTitle, pausedAreas, type WindowSummary, windowSummary } from './window-summary.ts';

/** What happened to the reader, which decides the headline. */
export type MaintenanceCause =
  /** The site or this part of it is closed. */
  | 'closed'
  /** Something was sent and not saved. */
  | 'not-saved'
  /** A link that would have changed something. */
  | 'step-paused'
  /** A page that only insiders reach now. */
  | 'page-paused'
  /** Nothing: the window itself is described. */
  | 'window';

export interface MaintenanceFacts {
  readonly cause: MaintenanceCause;
  /** The site's own mode in force. */
  readonly siteMode: Mode;
  /** The areas that caused it; empty when it is the site. */
  readonly areas: readonly string[];
  readonly standing: Standing | null;
  /** A form that a person sent from a browser: going back brings the entries back. */
  readonly isForm: boolean;
}

export interface Sentence {
  readonly key: TextKey;
  readonly values: TextValues;
}

/** Everything that is told about a window, before it is written as HTML, JSON or plain text. */
export interface MaintenanceView {
  readonly headline: Sentence;
  readonly lead: readonly Sentence[];
  /** The operator's message. */
  readonly message: TaggedText | null;
  /** What to do now. */
  readonly advice: readonly Sentence[];
  /** Where the advice leads: a path on this site; null = nowhere. */
  readonly signIn: string | null;
  /** For somebody who is signed in and may not come in: a path on this site. */
  readonly signOut: string | null;
  readonly summary: WindowSummary;
  readonly expected: ExpectedReturn;
  readonly contact: readonly ContactWay[];
  readonly button: { readonly label: string; readonly href: string } | null;
}

export function maintenanceView(
  reader: Reader,
  context: AnswerContext,
  facts: MaintenanceFacts,
): MaintenanceView {
  const { switch: state, policy, nowMs } = context;
  const summaryInput = { switch: state, policy, siteMode: facts.siteMode };
  const message = reader.pick(state.notice.message);
  return {
    headline: headlineFor(reader, context, facts),
    lead: leadFor(facts, message !== null),
    message,
    advice: adviceFor(reader, facts, policy),
    signIn: needsSignIn(facts.standing, policy) || couldSignIn(facts, policy) ? policy.signIn.page : null,
    signOut: isShutOut(facts) ? policy.signIn.signOut : null,
    summary: windowSummary(reader, summaryInput),
    expected: expectedReturn(state, nowMs),
    contact: contactWays(state, policy),
    button: buttonFor(reader, context),
  };
}

function headlineFor(reader: Reader, context: AnswerContext, facts: MaintenanceFacts): Sentence {
  const { switch: state, policy } = context;
  const { siteMode } = facts;
  switch (facts.cause) {
    case 'not-saved':
      return sentence('headlineNotSaved');
    case 'step-paused':
      return sentence('headlineStepPaused');
    case 'page-paused':
      return sentence('headlinePagePaused');
    case 'closed':
    case 'window': {
      if (siteMode === 'closed') return sentence('headlineClosed', { site: reader.site });
      const stricter = pausedAreas({ switch: state, policy, siteMode });
      const names = facts.cause === 'closed' && facts.areas.length > 0 ? facts.areas : stricter;
      if (names.length > 0 && (facts.cause === 'closed' || siteMode === 'open')) {
        const areas = reader.times.list(names.map((name) => areaTitle(reader, policy, name)));
        return sentence('headlineAreas', { areas, count: names.length });
      }
      return sentence(facts.cause === 'closed' ? 'headlineClosed' : 'headlineReadOnly', {
        site: reader.site,
      });
    }
  }
}

/** Our own words; where the operator wrote a message, only what it cannot say: what became of the request. */
function leadFor({ cause, siteMode }: MaintenanceFacts, hasMessage: boolean): readonly Sentence[] {
  switch (cause) {
    case 'not-saved':
      return [sentence('leadNotSaved')];
    case 'step-paused':
      return [sentence('leadStepPaused')];
    case 'page-paused':
      return [sentence('leadPagePaused')];
    case 'closed':
    case 'window':
      if (hasMessage) return [];
      if (siteMode === 'closed') return [sentence('leadClosed')];
      return [sentence(siteMode === 'open' ? 'leadAreas' : 'leadReadOnly')];
  }
}

function adviceFor(
  reader: Reader,
  { cause, isForm, standing }: MaintenanceFacts,
  policy: Policy,
): readonly Sentence[] {
  const advice: Sentence[] = [];
  if (cause === 'not-saved' && isForm) advice.push(sentence('goBack'));
  if (isShutOut({ standing }) && policy.signIn.signOut !== null) {
    advice.push(sentence('signedInAs', { subject: cleanLine(standing?.subject ?? '') }));
  }
  if (standing !== null && standing.role !== 'visitor' && standing.scope === 'read') {
    advice.push(...insideAdvice(reader, standing, policy));
  }
  return advice;
}

/** Signed in at the application, where nobody is let in whom it does not name: a session that leads nowhere. */
function isShutOut({ standing }: Pick<MaintenanceFacts, 'standing'>): boolean {
  return standing !== null && standing.role === 'visitor' && standing.subject !== null;
}

/** Who the reader is for the gate, and which credential is missing. A pass is one, and nobody signed in with it. */
function insideAdvice(reader: Reader, standing: Standing, policy: Policy): readonly Sentence[] {
  const { role, byPass } = standing;
  const subject = cleanLine(standing.subject ?? roleName(reader, role));
  if (byPass === 'read') return [sentence('insideReadPass', { subject })];
  if (byPass === 'write') {
    const next = needsSignIn(standing, policy) ? 'insideSignIn' : 'insideComeTrusted';
    return [sentence('insideWritePass', { subject }), sentence(next)];
  }
  const reading = sentence('insideReading', { subject, role: roleName(reader, role) });
  return role === 'admin' ? [reading, sentence('insideHowToWrite')] : [reading];
}

/** Signing in is the second credential only where some identity source would see it. */
function needsSignIn(standing: Standing | null, { identity }: Policy): boolean {
  return standing?.byPass === 'write' && standing.scope === 'read' && identity.length > 0;
}

/** Nobody yet, before a shut page of a place where signing in is all that those need who keep working. */
function couldSignIn({ cause, standing }: MaintenanceFacts, { bypass, identity }: Policy): boolean {
  const isStranger = standing !== null && standing.role === 'visitor' && standing.subject === null;
  return cause === 'closed' && isStranger && identity.length > 0 && bypass.writeByRoleAlone.length > 0;
}

const roleKeys = {
  admin: 'roleAdmin',
  support: 'roleSupport',
  allowed: 'roleAllowed',
  visitor: 'roleVisitor',
} as const satisfies Record<Standing['role'], TextKey>;

export function roleName(reader: Reader, role: Standing['role']): string {
  return reader.say(roleKeys[role]);
}

/** A window is never open; of an area that is, the page says so itself. */
export function modeName(reader: Reader, mode: Mode): string {
  return reader.say(mode === 'closed' ? 'modeClosed' : 'modeReadOnly');
}

function buttonFor(reader: Reader, { switch: state }: AnswerContext): MaintenanceView['button'] {
  const { button } = state.notice;
  if (button === null) return null;
  const url = parseSafeUrl(button.url, { allowMailto: true });
  if (url.kind === 'refused') return null;
  const label = cleanLine(reader.pick(button.label)?.text ?? '');
  return { label: label === '' ? reader.say('website') : label, href: url.href };
}

export function sentence(key: TextKey, values: TextValues = {}): Sentence {
  return { key, values };
}
