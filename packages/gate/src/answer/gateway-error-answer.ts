import type { Answer, AnswerContext } from './answer.ts';
import { maintenanceAnswer } from './maintenance-answer.ts';
import { sentence } from './maintenance-view.ts';
import { messageAnswer } from './message-answer.ts';

export interface GatewayErrorInput extends AnswerContext {
  /** 502: it cannot be reached, or broke off. 504: it took too long. */
  readonly status: 502 | 504;
}

/**
 * The application did not answer. While the site's mode is not open that is part of the maintenance, so the
 * visitor sees the maintenance page, under the same status: programs and monitoring must be able to tell.
 */
export function gatewayErrorAnswer(input: GatewayErrorInput): Answer {
  const { status, switch: state, request } = input;
  const code = status === 504 ? 'PORTCULLIS_UPSTREAM_TIMEOUT' : 'PORTCULLIS_UPSTREAM_UNREACHABLE';
  const isSafe = request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS';
  const uncertain = sentence('writeUncertain');
  if (state.mode !== 'open') {
    return maintenanceAnswer({
      context: input,
      status,
      code,
      mode: state.mode,
      // Whatever the mode allows, nothing works while the application is away.
      facts: { cause: 'closed', siteMode: 'closed', areas: [], standing: null, isForm: false },
      mayReload: false,
      ...(isSafe ? {} : { warning: uncertain }),
    });
  }
  return messageAnswer(input, (reader) => ({
    status,
    code,
    mode: state.mode,
    label: { icon: 'fault', text: String(status) },
    headline: sentence('unreachableHeadline', { site: reader.site }),
    lead: [sentence(status === 504 ? 'timeoutLead' : 'unreachableLead'), ...(isSafe ? [] : [uncertain])],
    showsContact: true,
  }));
}
