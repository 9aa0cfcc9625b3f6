import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerError, type Gate } from '../runtime/for-adapters.ts';
import { aboutContent } from './about-content.ts';
import { checkGate } from './host.ts';
import { rawRequestOf } from './node-request.ts';
import { sendAnswer } from './node-response.ts';
import { admittedBy } from './remember-admitted.ts';

/** As Express and Connect know middleware for errors: by its four arguments. */
export type ErrorMiddleware = (
  error: unknown,
  incoming: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * `app.use(maskErrors(gate))`, last of all: while production mode is on, restricted readers get no technical error to see, but
 * a few words and an incident id by which `gate.findIncident` finds it. Errors for people (`expose`, `production.errors.business`)
 * keep message and status. For everybody else the error goes on to `next`, unchanged.
 */
export function maskErrors(gate: Gate): ErrorMiddleware {
  checkGate(gate);
  // Four arguments, all named: Express counts them.
  return (error, incoming, response, next) => {
    const outcome = answerError(gate, {
      error,
      raw: rawRequestOf(incoming),
      judgement: admittedBy(gate, incoming)?.judgement ?? null,
      status: response.statusCode,
      isMeant: false,
    });
    // What has begun cannot be another answer: the framework closes its connection.
    if (outcome.kind === 'free' || response.headersSent) {
      next(error);
      return;
    }
    try {
      forgetContent(response);
      sendAnswer(incoming, response, outcome.answer);
    } catch {
      response.destroy();
    }
  };
}

/** What the app has said of the answer that it could not give. */
function forgetContent(response: ServerResponse): void {
  for (const name of response.getHeaderNames()) if (aboutContent.test(name)) response.removeHeader(name);
  response.statusMessage = '';
}
