import type { Confirm, Redirect, Refuse } from '../model/decision.ts';
import type { Answer, AnswerContext } from './answer.ts';
import { type Confirmation, confirmAnswer } from './confirm-answer.ts';
import { documentsAnswer } from './documents-answer.ts';
import { failureAnswer } from './failure-answer.ts';
import { maintenanceAnswer } from './maintenance-answer.ts';
import { type MaintenanceCause, type MaintenanceFacts, sentence } from './maintenance-view.ts';
import { messageAnswer } from './message-answer.ts';
import { isNavigation, negotiateType } from './negotiate-type.ts';
import { redirectAnswer } from './redirect-answer.ts';
import { smallAnswer } from './small-answer.ts';

export interface AnswerInput extends AnswerContext {
  readonly decision: Refuse | Confirm | Redirect;
  /** Required for the kind `confirm`; without it the write is refused. */
  readonly confirmation?: Confirmation;
}

/** The answer to a decision that does not let the request through. Pure: the same input, the same bytes. */
export function answerFor(input: AnswerInput): Answer {
  const { decision, confirmation } = input;
  switch (decision.kind) {
    case 'refuse':
      return refusalAnswer(input, decision);
    case 'confirm':
      return confirmation === undefined
        ? failureAnswer()
        : confirmAnswer({ context: input, decision, confirmation });
    case 'redirect':
      return redirectAnswer(input, decision);
  }
}

function refusalAnswer(context: AnswerContext, decision: Refuse): Answer {
  const { status, code, mode } = decision;
  switch (code) {
    case 'PORTCULLIS_READ_ONLY':
    case 'PORTCULLIS_CLOSED': {
      const asking = decision.asksForDocuments === true ? documentsAnswer(context, mode) : null;
      if (asking !== null) return asking;
      const { retryAfterSeconds } = decision;
      return maintenanceAnswer({
        ...{ context, status, code, mode },
        facts: factsOf(context, decision),
        ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      });
    }
    case 'PORTCULLIS_MALFORMED_REQUEST':
    case 'PORTCULLIS_METHOD_REFUSED':
      return smallAnswer({ context, status, code, mode });
    case 'PORTCULLIS_PRODUCTION_REFUSED':
      return messageAnswer(context, () => ({
        status,
        code,
        mode,
        label: { icon: 'fault', text: '404' },
        headline: sentence('productionTitle'),
        lead: [sentence('productionLead')],
        showsContact: true,
      }));
    case 'PORTCULLIS_BODY_TOO_LARGE':
      return messageAnswer(context, (reader) => ({
        status,
        code,
        mode,
        label: { icon: 'ask', text: reader.say('confirmLabel') },
        headline: sentence('confirmTooLargeHeadline'),
        lead: [sentence('confirmTooLargeLead')],
      }));
    case 'PORTCULLIS_DECISION_FAILED':
      return messageAnswer(context, (reader) => ({
        status,
        code,
        mode,
        label: { icon: 'fault', text: reader.say('maintenance') },
        headline: sentence('failedHeadline'),
        lead: [sentence('failedLead')],
        extra: [['Retry-After', '60']],
        showsContact: true,
      }));
  }
}

function factsOf({ request, switch: state }: AnswerContext, decision: Refuse): MaintenanceFacts {
  const isSafe = request.method === 'GET' || request.method === 'HEAD';
  const isPage = negotiateType(request) === 'html';
  return {
    cause: causeOf(decision, isSafe),
    // Areas name what made it so; without them it is the site's mode in force, whatever the store says.
    siteMode: decision.areas.length === 0 ? decision.mode : state.mode,
    areas: decision.areas,
    standing: decision.standing,
    isForm: !isSafe && isPage && isNavigation(request),
  };
}

function causeOf({ access, code, rule }: Refuse, isSafe: boolean): MaintenanceCause {
  if (access === 'write' && !isSafe) return 'not-saved';
  if (code === 'PORTCULLIS_CLOSED' && rule.id !== 'protected') return 'closed';
  return access === 'write' ? 'step-paused' : 'page-paused';
}
