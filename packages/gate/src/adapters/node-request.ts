import {
  cookieLineWithoutOwn,
  headerNames,
  mayHoldOwnCookies,
  type RawRequest,
} from '../runtime/for-adapters.ts';
import type { Admitted } from './entrance.ts';
import { headerLines, type NodeRequest } from './node-made-request.ts';
import { showTarget, takeOutSwitches } from './node-switches.ts';

/** A request of `node:http` as the gate wants it: nothing parsed, nothing joined. */
export function rawRequestOf(incoming: NodeRequest): RawRequest {
  const { socket } = incoming;
  return {
    method: incoming.method ?? '',
    target: incoming.originalUrl ?? incoming.url ?? '',
    headers: headerLines(incoming),
    peer: socket.remoteAddress ?? null,
    httpVersion: incoming.httpVersion,
    secure: 'encrypted' in socket && socket.encrypted === true,
    // True when it was handed to a listener for upgrades, by whatever way it came here.
    upgrade: 'upgrade' in incoming && incoming.upgrade === true,
  };
}

const decisionHeader = headerNames.decision.toLowerCase();

/** What the app is told, and what is none of its business: the pass, and the confirmation of a write. */
export function prepareRequest(incoming: NodeRequest, admitted: Admitted): void {
  const { headers } = incoming;
  const { header } = admitted;
  // Only the gate says what it decided.
  if (header !== null) headers[decisionHeader] = header;
  else if (decisionHeader in headers) delete headers[decisionHeader];
  if (headers.cookie !== undefined && mayHoldOwnCookies(headers.cookie)) {
    const cookies = cookieLineWithoutOwn(headerLines(incoming));
    if (cookies === '') delete headers.cookie;
    else headers.cookie = cookies;
  }
  if (admitted.isAsItCame) return;
  const { decision, judgement } = admitted;
  showTarget(incoming, admitted);
  takeOutSwitches(incoming, admitted);
  if (decision.rule.id !== 'nothing-governed') toOriginForm(incoming, judgement.request.forward);
}

/**
 * `POST http://shop.example/login` was judged as `/login`: a program that compares `req.url` would take it elsewhere.
 * A mounted router has cut its own path off already, and reads such targets itself.
 */
function toOriginForm(incoming: NodeRequest, forward: string): void {
  const { url, originalUrl } = incoming;
  const sent = originalUrl ?? url;
  if (sent === forward) return;
  if (url === sent) incoming.url = forward;
  if (originalUrl !== undefined) incoming.originalUrl = forward;
}
