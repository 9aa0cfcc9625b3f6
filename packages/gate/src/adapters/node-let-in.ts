import { ServerResponse } from 'node:http';
import { couldWrite, type RawRequest } from '../runtime/for-adapters.ts';
import { isMarked } from './admit.ts';
import type { Admitted } from './entrance.ts';
import type { NodeRequest } from './node-made-request.ts';
import { prepareRequest } from './node-request.ts';
import { beforeHead } from './node-response.ts';
import { rememberAdmitted } from './remember-admitted.ts';

/** Makes a request of `node:http` what the app is to see, and sees to its response. */
export function letIn(
  { incoming, response }: { readonly incoming: NodeRequest; readonly response: ServerResponse },
  admitted: Admitted,
): void {
  prepareRequest(incoming, admitted);
  rememberAdmitted(incoming, admitted);
  if (isMarked(admitted)) beforeHead(response, admitted);
  if (admitted.mustEnd) listenForEnd(response, admitted);
}

/**
 * Whether the response itself will tell that the request is over. A write's end is listened for: how long its client
 * has been gone must be known exactly. What is no response of `node:http` itself, as those of HTTP/2, may tell nothing.
 */
export function isObservable({ method }: RawRequest, response: ServerResponse): boolean {
  return (method === 'GET' || method === 'HEAD') && response instanceof ServerResponse;
}

function listenForEnd(response: ServerResponse, admitted: Admitted): void {
  // When the app has said all: its client may read slowly, or not at all.
  response.on('prefinish', () => admitted.end());
  // What stood before the gate has taken its time: it will not be told again.
  if (response.destroyed) closed(response, admitted);
  // It comes once; `once` would make a wrapper for each request.
  else response.on('close', () => closed(response, admitted));
}

function closed(response: ServerResponse, admitted: Admitted): void {
  if (response.writableEnded || !couldWrite(admitted.judgement.request)) admitted.end();
  else endWhenAnswered(response, admitted);
}

/** The client left, and the app may still be writing: its answer, which nobody gets, says that it is done. */
function endWhenAnswered(response: ServerResponse, admitted: Admitted): void {
  // Nobody but the app holds the response any more: it may never end it, and strangers leave as fast as they come.
  const onAnswered = admitted.abandon();
  const { end } = response;
  response.end = (...given: unknown[]) => {
    onAnswered();
    return Reflect.apply(end, response, given);
  };
}
