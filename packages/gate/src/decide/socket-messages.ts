import type { SocketMessage } from '../model/calls.ts';
import type { Decision, Own } from '../model/decision.ts';
import type { CanonicalRequest } from '../reading/canonical-request.ts';

/** The messages that the rule for this WebSocket lets its client send during a window; null when it names none. */
export function declaredMessagesOf({ raw, facts }: CanonicalRequest): readonly SocketMessage[] | null {
  const rule = raw.upgrade ? facts.socket?.rule : undefined;
  return rule?.kind === 'messages' ? rule.read : null;
}

/**
 * The only messages that the client of a WebSocket may send after this decision; null = whatever it likes, because
 * nothing is governed there, it may write, or its stream is declared a read.
 */
export function allowedMessages(
  decision: Decision | Own,
  request: CanonicalRequest,
): readonly SocketMessage[] | null {
  return decision.kind === 'allow' && decision.access === 'read' ? declaredMessagesOf(request) : null;
}

/** The rule of the policy by which a WebSocket is a read. */
export function socketDetail({ facts: { socket } }: CanonicalRequest): string {
  if (socket === null) return 'an upgrade';
  const { source, rule } = socket;
  return rule.kind === 'allow'
    ? `${source}: a socket that reads`
    : `${source}: declared messages of a socket only`;
}
